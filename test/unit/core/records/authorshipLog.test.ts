import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  attestedAuthorOf,
  authorshipLogLimits,
  readAuthorshipLog,
  type AuthorshipLog,
} from '../../../../src/core/records/authorshipLog.ts';

const notes = new URL('../../../fixtures/notes/', import.meta.url);

function fixture(name: string): AuthorshipLog {
  return readAuthorshipLog(readFileSync(new URL(`${name}.txt`, notes), 'utf8'));
}

/** `claude/claude-opus-4-6`, `human`, or `-` for a line that the log leaves out. */
function whose(log: AuthorshipLog, path: string, lineNumber: number): string {
  const author = attestedAuthorOf(log.rangesByPath.get(path) ?? [], lineNumber);
  if (author === null) return '-';
  return author.kind === 'human' ? 'human' : `${author.agent ?? '?'}/${author.model ?? '?'}`;
}

function whoseLines(log: AuthorshipLog, path: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => whose(log, path, index + 1));
}

const metadata = {
  schema_version: 'authorship/3.0.0',
  base_commit_sha: '0123456789012345678901234567890123456789',
  prompts: {
    abcd1234abcd1234: { agent_id: { tool: 'Cursor', id: 'c-1', model: 'gpt-5' } },
    '0000000000000bad': 'not an object',
  },
  sessions: { s_11111111111111: { agent_id: { tool: 'claude', id: 'k-1', model: 'claude-opus-4-6' } } },
  humans: { h_22222222222222: { author: 'Ada Example <ada@example.org>' } },
};

function note(...attestation: readonly string[]): string {
  return `${[...attestation, '---'].join('\n')}\n${JSON.stringify(metadata)}`;
}

const session = 's_11111111111111::t_33333333333333';
const person = 'h_22222222222222';
const prompt = 'abcd1234abcd1234';

describe('an authorship log as git-ai wrote it', () => {
  const whoHasALine: readonly (readonly [name: string, path: string, lineNumber: number, who: string])[] = [
    ['all-keys-of-three-times', 'README.md', 6, 'human'],
    ['all-keys-of-three-times', 'README.md', 76, 'claude/claude-opus-4-6'],
    ['all-keys-of-three-times', 'README.md', 83, 'claude/claude-opus-4-8'],
    ['all-keys-of-three-times', 'README.md', 84, 'human'],
    ['all-keys-of-three-times', 'README.md', 140, 'claude/claude-opus-4-8'],
    ['all-keys-of-three-times', 'README.md', 141, '-'],
    ['all-keys-of-three-times', 'readme.md', 6, '-'],
    ['short-hash-of-cursor', 'src/authorship/working_log.rs', 80, 'cursor/default'],
    ['short-hash-of-cursor', 'src/authorship/working_log.rs', 82, '-'],
    ['keys-without-metadata', 'src/commands/hooks/stash_hooks.rs', 144, '?/?'],
    ['keys-without-metadata', 'src/commands/hooks/push_hooks.rs', 3, '?/?'],
    ['key-of-no-known-form', 'agent-support/opencode/package.json', 11, 'claude/claude-opus-4-6'],
    ['key-of-no-known-form', 'agent-support/opencode/package-lock.json', 12, '-'],
  ];
  for (const [name, path, lineNumber, who] of whoHasALine) {
    it(`of the kind "${name}" says ${who} of line ${lineNumber} of ${path}`, () => {
      assert.equal(whose(fixture(name), path, lineNumber), who);
    });
  }

  it('is read without a complaint, but for a key that the standard does not know', () => {
    const complaints = readdirSync(notes)
      .sort()
      .flatMap((file) => fixture(file.replace(/\.txt$/, '')).complaints.map((complaint) => `${file}: ${complaint}`));
    assert.deepEqual(complaints, [
      'key-of-no-known-form.txt: an entry cannot be read:   ai_agent 12,20-22,25,29-30,42-44',
    ]);
  });

  it('that attests nothing names no path', () => {
    assert.deepEqual([...fixture('nothing-attested').rangesByPath], []);
    assert.deepEqual([...fixture('metadata-only').rangesByPath], []);
  });

  it('gives the agent and its conversation for a session', () => {
    const [path = '', ranges = []] = [...fixture('session-of-cursor').rangesByPath][0] ?? [];
    assert.notEqual(path, '');
    assert.equal(ranges[0]?.author.agent, 'cursor');
    assert.equal(ranges[0].author.model, 'claude-opus-4-6');
    assert.match(ranges[0].author.session ?? '', /^[0-9a-f-]{36}$/);
  });

  it('names both agents of a commit that two worked on', () => {
    const agents = new Set(
      [...fixture('two-agents').rangesByPath.values()].flat().map((range) => range.author.agent ?? 'human'),
    );
    assert.deepEqual([...agents].sort(), ['claude', 'codex']);
  });
});

describe('reading an authorship log', () => {
  it('takes numbers and ranges of several entries of several files', () => {
    const log = readAuthorshipLog(note('a.ts', `  ${session} 1-2,5`, `  ${person} 3`, 'b.ts', `  ${prompt} 2`));
    assert.deepEqual(log.complaints, []);
    assert.deepEqual(whoseLines(log, 'a.ts', 6), [
      'claude/claude-opus-4-6',
      'claude/claude-opus-4-6',
      'human',
      '-',
      'claude/claude-opus-4-6',
      '-',
    ]);
    assert.deepEqual(whoseLines(log, 'b.ts', 2), ['-', 'cursor/gpt-5']);
  });

  it('lets the last entry that claims a line have it', () => {
    const log = readAuthorshipLog(note('a.ts', `  ${session} 1-3`, `  ${person} 2`));
    assert.deepEqual(whoseLines(log, 'a.ts', 3), ['claude/claude-opus-4-6', 'human', 'claude/claude-opus-4-6']);
    const turned = readAuthorshipLog(note('a.ts', `  ${person} 2`, `  ${session} 1-3`));
    assert.equal(whose(turned, 'a.ts', 2), 'claude/claude-opus-4-6');
  });

  it('joins what it says of a file in two places, the later place winning', () => {
    const log = readAuthorshipLog(note('a.ts', `  ${session} 1-2`, 'b.ts', `  ${person} 1`, 'a.ts', `  ${person} 2`));
    assert.deepEqual(whoseLines(log, 'a.ts', 2), ['claude/claude-opus-4-6', 'human']);
  });

  it('takes paths out of their quotes and leaves spaces and non-ASCII letters in them', () => {
    const log = readAuthorshipLog(note('"src/my file.ts"', `  ${session} 1`, 'src/größe.ts', `  ${person} 1`));
    assert.deepEqual([...log.rangesByPath.keys()], ['src/my file.ts', 'src/größe.ts']);
    assert.equal(whose(log, 'src/my file.ts', 1), 'claude/claude-opus-4-6');
  });

  it('reads a log with Windows line ends as the same log', () => {
    const unix = `a.ts\n  ${session} 1-2\n\n"b c.ts"\n  ${person} 4\n---\n${JSON.stringify(metadata, null, 2)}\n`;
    assert.deepEqual(readAuthorshipLog(unix.replaceAll('\n', '\r\n')), readAuthorshipLog(unix));
    assert.equal(whose(readAuthorshipLog(unix), 'b c.ts', 4), 'human');
  });

  it('knows lines but no agents where the metadata is missing or broken, and says so', () => {
    const withoutDivider = readAuthorshipLog(`a.ts\n  ${session} 1\n`);
    assert.equal(whose(withoutDivider, 'a.ts', 1), '?/?');
    assert.equal(withoutDivider.complaints.length, 2);
    const broken = readAuthorshipLog(`a.ts\n  ${session} 1\n---\n{"sessions": {`);
    assert.equal(whose(broken, 'a.ts', 1), '?/?');
    assert.deepEqual(broken.complaints, ['the metadata is not JSON; agents and models are not known']);
  });

  for (const json of ['null', '[]', '"text"', '7', '{"sessions": []}', '{"sessions": {"s_11111111111111": null}}']) {
    it(`is not led astray by metadata that is ${json}`, () => {
      const log = readAuthorshipLog(`a.ts\n  ${session} 1\n---\n${json}`);
      assert.equal(whose(log, 'a.ts', 1), '?/?');
    });
  }

  it('does not take an agent out of the prototype of the metadata', () => {
    const log = readAuthorshipLog(`a.ts\n  s___proto__::t_1 1\n  s_constructor 2\n---\n{"sessions": {}}`);
    assert.deepEqual(whoseLines(log, 'a.ts', 2), ['?/?', '?/?']);
  });

  const unreadable: readonly (readonly [what: string, entry: string])[] = [
    ['a line 0', `  ${session} 0`],
    ['a range that runs backwards', `  ${session} 5-4`],
    ['a line number that no file has', `  ${session} 1-999999999`],
    ['a number with too many digits', `  ${session} 1-99999999999999999999`],
    ['no numbers', `  ${session}`],
    ['words for numbers', `  ${session} one-two`],
    ['a key of no known form', '  somebody 1'],
    ['an empty part', `  ${session} 1,,2`],
    ['only one space before it', ` ${session} 1`],
  ];
  for (const [what, entry] of unreadable) {
    it(`leaves out an entry with ${what}, names it, and reads on`, () => {
      const log = readAuthorshipLog(note('a.ts', entry, `  ${person} 3`));
      assert.deepEqual(whoseLines(log, 'a.ts', 6), ['-', '-', 'human', '-', '-', '-']);
      assert.deepEqual(log.complaints, [`an entry cannot be read: ${entry}`]);
    });
  }

  it('leaves out an entry that comes before any path', () => {
    const log = readAuthorshipLog(note(`  ${session} 1`, 'a.ts', `  ${person} 1`));
    assert.equal(log.complaints.length, 1);
    assert.equal(whose(log, 'a.ts', 1), 'human');
  });

  it('stores a huge range as one range, so that a small note cannot fill the memory', () => {
    const log = readAuthorshipLog(note('a.ts', `  ${session} 1-${authorshipLogLimits.lineNumber}`));
    assert.equal(log.rangesByPath.get('a.ts')?.length, 1);
    assert.equal(whose(log, 'a.ts', authorshipLogLimits.lineNumber), 'claude/claude-opus-4-6');
  });

  it('stops at its limit of ranges and says so', () => {
    const many = Array.from({ length: 1000 }, (_, index) => index + 1).join(',');
    const entries = Array.from({ length: 201 }, () => `  ${session} ${many}`);
    const log = readAuthorshipLog(note('a.ts', ...entries));
    assert.equal(log.rangesByPath.get('a.ts')?.length, authorshipLogLimits.ranges);
    assert.match(log.complaints.join('\n'), /more than 200000 ranges/);
  });

  it('makes a log of any string, and never throws', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\n',
        '\r\n',
        '---',
        '---\n',
        '  ',
        `  ${session} `,
        `  ${person} `,
        'a.ts\n',
        '"',
        '1-2',
        ',',
        '{',
        '}',
      ),
      fc.nat().map(String),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const log = readAuthorshipLog(pieces.join(''));
        for (const ranges of log.rangesByPath.values()) {
          for (const { firstLineNumber, lastLineNumber } of ranges) {
            assert.ok(firstLineNumber >= 1 && firstLineNumber <= lastLineNumber);
            assert.ok(lastLineNumber <= authorshipLogLimits.lineNumber);
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives each line to the last of any entries that claim it, and to nobody else', () => {
    const entry = fc.record({
      isHuman: fc.boolean(),
      ranges: fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.nat(8)), { minLength: 1, maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), (entries) => {
        const expected = Array.from({ length: 40 }, () => '-');
        const lines = entries.map(({ isHuman, ranges }) => {
          for (const [first, more] of ranges)
            expected.fill(isHuman ? 'human' : 'claude/claude-opus-4-6', first - 1, first + more);
          const numbers = ranges.map(([first, more]) => (more === 0 ? String(first) : `${first}-${first + more}`));
          return `  ${isHuman ? person : session} ${numbers.join(',')}`;
        });
        assert.deepEqual(whoseLines(readAuthorshipLog(note('a.ts', ...lines)), 'a.ts', 40), expected);
      }),
    );
  });
});
