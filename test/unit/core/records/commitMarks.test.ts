import assert from 'node:assert/strict';
import fc from 'fast-check';
import signatures from '../../../../src/core/records/aiSignatures.json' with { type: 'json' };
import { markOfCommit, type CommitFacts } from '../../../../src/core/records/commitMarks.ts';

const person: Omit<CommitFacts, 'message'> = {
  authorName: 'Ada Example',
  authorAddress: 'ada@example.org',
  committerName: 'Ada Example',
  committerAddress: 'ada@example.org',
  authoredAtSeconds: Date.UTC(2026, 8, 1) / 1000,
};

/** One word for a mark: `ai claude claude-opus-4-6 trailer`, `ai - - trailer declared`, `automation`, `none`. */
function mark(message: string, facts: Partial<CommitFacts> = {}): string {
  const found = markOfCommit({ ...person, message, ...facts });
  if (found.kind !== 'ai') return found.kind;
  const words = ['ai', found.agent ?? '-', found.model ?? '-', found.source, found.isDeclared ? 'declared' : ''];
  return words.join(' ').trim();
}

function withTrailers(...trailers: readonly string[]): string {
  return `Add a thing\n\nIt was missing.\n\n${trailers.join('\n')}\n`;
}

const april = Date.UTC(2026, 3, 1) / 1000;
const july = Date.UTC(2026, 6, 1) / 1000;

describe('the mark of a commit', () => {
  const byTrailers: readonly (readonly [what: string, message: string, mark: string])[] = [
    ['a plain message', 'Add a thing', 'none'],
    ['an empty message', '', 'none'],
    ['Claude as co-author', withTrailers('Co-Authored-By: Claude <noreply@anthropic.com>'), 'ai claude - trailer'],
    [
      'Claude as co-author with its model',
      withTrailers('Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>'),
      'ai claude claude-opus-4-6 trailer',
    ],
    [
      'a co-author line in other letter case and with Windows line ends',
      'Add a thing\r\n\r\nco-authored-by: Claude <NoReply@Anthropic.COM>\r\n',
      'ai claude - trailer',
    ],
    [
      'a name that is not the one of the address: the name goes first',
      withTrailers('Co-authored-by: Cursor Grok 4.6 <noreply@anthropic.com>'),
      'ai cursor - trailer',
    ],
    ['Cursor by its address', withTrailers('Co-authored-by: Cursor <cursoragent@cursor.com>'), 'ai cursor - trailer'],
    ['Cursor by its own trailer', withTrailers('Made-with: Cursor'), 'ai cursor - trailer'],
    ['Made-with something else', withTrailers('Made-with: Love'), 'none'],
    ['Codex', withTrailers('Co-authored-by: Codex <noreply@openai.com>'), 'ai codex - trailer'],
    [
      'aider with its model',
      withTrailers('Co-authored-by: aider (gpt-5) <noreply@aider.chat>'),
      'ai aider gpt-5 trailer',
    ],
    ['Amp', withTrailers('Amp-Thread-ID: https://ampcode.com/threads/T-1'), 'ai amp - trailer'],
    ['a session link of Claude', withTrailers('Claude-Session: https://claude.ai/code/1'), 'ai claude - trailer'],
    [
      'the line of Claude Code behind its picture',
      'Add a thing\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n',
      'ai claude - trailer',
    ],
    ['prose about such a line', 'Document trailers\n\nThe text "Generated with Claude Code" is one of them.\n', 'none'],
    [
      'prose that looks like a trailer, not in the last paragraph',
      'Document trailers\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n\nis what Claude Code adds to a message.\n',
      'none',
    ],
    [
      'a paragraph of prose with one line in it that looks like a trailer',
      'Document trailers\n\nWhat Claude Code adds:\nCo-Authored-By: Claude <noreply@anthropic.com>\nand this is\nall of it.\n',
      'none',
    ],
    ['a subject that looks like a trailer', 'Co-Authored-By: Claude <noreply@anthropic.com>', 'none'],
    [
      'a trailer behind others and behind what cherry-pick adds',
      withTrailers(
        'Signed-off-by: Ada Example <ada@example.org>',
        'Co-Authored-By: Claude <noreply@anthropic.com>',
        '(cherry picked from commit 0123456789012345678901234567890123456789)',
      ),
      'ai claude - trailer',
    ],
    [
      'a squash merge with a trailer in a squashed message',
      'Add things (#12)\n\n* Add one\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n\n* Add two\n\nIt was missing.\n',
      'ai claude - trailer',
    ],
    [
      'a squash of git’s own form',
      'Squashed commit of the following:\n\ncommit 0123456789012345678901234567890123456789\nAuthor: Ada\n\n    Add one\n\n    Co-Authored-By: Claude <noreply@anthropic.com>\n\ncommit 1123456789012345678901234567890123456789\nAuthor: Ada\n\n    Add two\n',
      'ai claude - trailer',
    ],
    ['a person as co-author', withTrailers('Co-authored-by: Grace Example <grace@example.org>'), 'none'],
    ['an employee of a vendor', withTrailers('Co-authored-by: Grace Example <grace@anthropic.com>'), 'none'],
    ['an employee of another vendor', withTrailers('Co-authored-by: Grace Example <grace@openai.com>'), 'none'],
    ['a person called Claude', withTrailers('Co-authored-by: Claude Example <claude@example.org>'), 'none'],
    [
      'an address that only begins like one of the list',
      withTrailers('Co-authored-by: Eve <noreply@anthropic.com.example.org>'),
      'none',
    ],
    ['a reviewer', withTrailers('Reviewed-by: Claude <noreply@anthropic.com>'), 'none'],
    ['an address that is never a mark', withTrailers('Co-authored-by: opencode <opencode@sst.dev>'), 'none'],
    ['a session that merely existed', withTrailers('Entire-Checkpoint: 0a1b2c3d4e5f'), 'none'],
    [
      'Copilot’s agent',
      withTrailers('Co-authored-by: Copilot <198982749+Copilot@users.noreply.github.com>'),
      'ai copilot - trailer',
    ],
    [
      'an account whose number is not Copilot’s',
      withTrailers('Co-authored-by: Copilot Fan <12345+Copilot@users.noreply.github.com>'),
      'none',
    ],
    [
      'a number in front of a private address of GitHub',
      withTrailers('Co-authored-by: x <209825114+claude[bot]@users.noreply.github.com>'),
      'ai claude - trailer',
    ],
    [
      'the form of the Linux kernel',
      withTrailers('Assisted-by: Claude:claude-opus-4-6 coccinelle'),
      'ai claude claude-opus-4-6 trailer declared',
    ],
    ['a declaration in free words', withTrailers('Assisted-by: an AI chat'), 'ai - - trailer declared'],
    ['"Generated-by" in free words', withTrailers('Generated-by: some model'), 'ai - - trailer declared'],
    ['"Ai-assisted: true"', withTrailers('Ai-assisted: true'), 'ai - - trailer declared'],
    ['"Ai-assisted: false"', withTrailers('Ai-assisted: false'), 'none'],
    ['"Assisted-by: none"', withTrailers('Assisted-by: none'), 'none'],
    ['"Assisted-by: No AI"', withTrailers('Assisted-by: No AI was used'), 'none'],
    [
      'a denial before a declaration',
      withTrailers('Ai-assisted: no', 'Assisted-by: codex:gpt-5'),
      'ai codex gpt-5 trailer declared',
    ],
    [
      'Crush, which signs with a declaration of its own form',
      withTrailers('Assisted-by: Crush:claude-opus-4-6'),
      'ai crush - trailer',
    ],
  ];
  for (const [what, message, expected] of byTrailers) {
    it(`of ${what} is "${expected}"`, () => assert.equal(mark(message), expected));
  }

  const byPeople: readonly (readonly [what: string, facts: Partial<CommitFacts>, mark: string])[] = [
    [
      'the coding agent of Copilot',
      {
        authorName: 'copilot-swe-agent[bot]',
        authorAddress: '198982749+Copilot@users.noreply.github.com',
      },
      'ai copilot - author',
    ],
    ['the agent of Cursor', { authorName: 'Cursor Agent', authorAddress: 'agent@example.org' }, 'ai cursor - author'],
    ['Claude itself', { authorName: 'Claude', authorAddress: 'noreply@anthropic.com' }, 'ai claude - author'],
    ['an author with aider’s suffix', { authorName: 'Ada Example (aider)' }, 'ai aider - author'],
    ['a committer with aider’s suffix', { committerName: 'Ada Example (aider)' }, 'ai aider - author'],
    [
      'Devin',
      {
        authorName: 'devin-ai-integration[bot]',
        authorAddress: '158243242+devin-ai-integration[bot]@users.noreply.github.com',
      },
      'ai devin - author',
    ],
    [
      'dependabot',
      { authorName: 'dependabot[bot]', authorAddress: '49699333+dependabot[bot]@users.noreply.github.com' },
      'automation',
    ],
    ['renovate', { authorName: 'renovate[bot]', authorAddress: 'bot@renovateapp.com' }, 'automation'],
    [
      'github-actions by its address alone',
      { authorName: 'CI', authorAddress: '41898282+github-actions[bot]@users.noreply.github.com' },
      'automation',
    ],
    [
      'a bot that nobody listed',
      { authorName: 'our-own[bot]', authorAddress: '1+our-own[bot]@users.noreply.github.com' },
      'none',
    ],
    ['an employee of a vendor', { authorName: 'Grace Example', authorAddress: 'grace@cursor.com' }, 'none'],
    ['a person whose name begins like a bot’s', { authorName: 'renovate the house' }, 'none'],
    [
      'a person who committed through the web',
      { committerName: 'GitHub', committerAddress: 'noreply@github.com' },
      'none',
    ],
  ];
  for (const [what, facts, expected] of byPeople) {
    it(`by ${what} is "${expected}"`, () => assert.equal(mark('Change a thing', facts), expected));
  }

  it('by a bot counts as AI where the commit says that AI took part', () => {
    const bot = {
      authorName: 'github-actions[bot]',
      authorAddress: '41898282+github-actions[bot]@users.noreply.github.com',
    };
    assert.equal(mark(withTrailers('Co-Authored-By: Claude <noreply@anthropic.com>'), bot), 'ai claude - trailer');
  });

  const copilot = withTrailers('Co-authored-by: Copilot <copilot@github.com>');
  for (const [when, authoredAtSeconds, expected] of [
    ['before April 2026', april - 1, 'ai copilot - trailer'],
    ['when April 2026 begins', april, 'none'],
    ['when June 2026 ends', july - 1, 'none'],
    ['from July 2026 on', july, 'ai copilot - trailer'],
  ] as const) {
    it(`with VS Code’s own Copilot trailer ${when} is "${expected}"`, () => {
      assert.equal(mark(copilot, { authoredAtSeconds }), expected);
    });
  }

  it('in the months of false Copilot trailers still believes the others', () => {
    const message = withTrailers(
      'Co-authored-by: Copilot <copilot@github.com>',
      'Co-Authored-By: Claude <noreply@anthropic.com>',
    );
    assert.equal(mark(message, { authoredAtSeconds: april }), 'ai claude - trailer');
  });

  it('is found for every address and trailer of the list', () => {
    for (const { agent, match } of signatures.agents) {
      for (const { kind, value } of match) {
        const found =
          kind === 'trailer'
            ? mark(withTrailers(value.endsWith(':') ? `${value} 1` : value))
            : kind === 'body'
              ? mark(`Add a thing\n\n${value}\n`)
              : kind === 'trailer-email'
                ? mark(withTrailers(`Co-authored-by: Somebody <${value}>`))
                : kind === 'email'
                  ? mark('Add a thing', { authorName: 'Somebody', authorAddress: value })
                  : mark('Add a thing', { authorName: kind === 'author-name-suffix' ? `Somebody${value}` : value });
        assert.match(found, new RegExp(`^ai ${agent} `), `${kind} ${value}`);
      }
    }
  });

  it('is one of the three kinds for any message and any people, and nothing throws', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    const line = fc.oneof(
      text,
      fc.constantFrom('', 'Co-authored-by: ', 'Assisted-by:', '* ', '<', '>', 'commit 0123456', '(', ')', 'Claude 4.6'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), text, text, (lines, name, address) => {
        const { kind } = markOfCommit({
          ...person,
          message: lines.join('\n'),
          authorName: name,
          authorAddress: address,
        });
        assert.ok(['ai', 'automation', 'none'].includes(kind));
      }),
    );
  });

  it('does not take long for a message of a megabyte', () => {
    for (const message of [
      `Subject\n\n${'a-'.repeat(500_000)}`,
      `Subject\n\n${'Key: value\n'.repeat(90_000)}`,
      `Subject\n\nCo-authored-by: ${'('.repeat(300_000)} <noreply@anthropic.com>`,
      `Subject\n\nCo-authored-by: ${' '.repeat(1_000_000)}x`,
      `Subject\n\nCo-authored-by: ${'<'.repeat(300_000)}`,
      `Subject\n${'\n \t'.repeat(300_000)}`,
    ]) {
      // Processor time: others may keep the machine busy.
      const before = process.cpuUsage();
      mark(message);
      const { user, system } = process.cpuUsage(before);
      const tookMs = (user + system) / 1000;
      assert.ok(tookMs < 2_000, `${tookMs} ms for ${JSON.stringify(message.slice(0, 40))}`);
    }
  });
});
