import assert from 'node:assert/strict';
import fc from 'fast-check';
import { makeOrigin, OriginTable } from '../../../../src/core/attribution/origin.ts';
import { factLines, factsOf, type ExplainedShare } from '../../../../src/core/explain/facts.ts';
import { hostText } from '../../../../src/core/explain/hostText.ts';
import { checkNumbers } from '../../../../src/core/explain/numberCheck.ts';
import { explanationPrompt } from '../../../../src/core/explain/prompt.ts';
import { buildReport } from '../../../../src/core/statistics/buildReport.ts';
import { lenses, type GroupBy, type GroupRow, type Lens, type Report } from '../../../../src/core/statistics/report.ts';
import { skipReasons, type SkipReason, type Tally } from '../../../../src/core/statistics/tally.ts';

const origins = new OriginTable();
const claude = origins.intern(
  makeOrigin({ contributor: 'ai', evidence: 'recorded', source: 'trailer', granularity: 'commit', agent: 'claude' }),
);
const human = origins.intern(
  makeOrigin({ contributor: 'human', evidence: 'declared', source: 'date', granularity: 'commit' }),
);
const tool = origins.intern(
  makeOrigin({ contributor: 'tool', evidence: 'recorded', source: 'author', granularity: 'commit' }),
);

interface Numbers {
  readonly ai: number;
  readonly human: number;
  readonly tool: number;
  readonly unknown: number;
}

function explained(numbers: Numbers, lens: Lens = 'standing', commits = 1234): ExplainedShare {
  const tally: Tally = {
    path: 'src/a.ts',
    language: 'typescript',
    kind: 'code',
    day: null,
    author: null,
    countByOrigin: new Map([
      [claude, numbers.ai],
      [human, numbers.human],
      [tool, numbers.tool],
      [0, numbers.unknown],
    ]),
    mixedLines: 0,
  };
  const report = (by: GroupBy | null): Report =>
    buildReport([{ origins, tallies: [tally], pathPrefix: '' }], {
      lens,
      by,
      kinds: ['code'],
      countsInferred: false,
      period: { since: null, until: null },
      repository: { head: null, dirty: false },
      generatedAt: '',
      skipped: Object.fromEntries(skipReasons.map((reason) => [reason, 0])) as Record<SkipReason, number>,
    });
  const rows = (by: GroupBy): readonly GroupRow[] => report(by).groups?.rows ?? [];
  return {
    report: report(null),
    evidence: [
      {
        commits,
        commitsWithRecord: 0,
        commitsWithMark: 7,
        commitsOfAutomation: 0,
        commitsBeforeAi: 0,
        commitsUnmarked: Math.max(0, commits - 7),
        oldestCommitAt: null,
        oldestAiCommitAt: null,
        logs: null,
        isCutOff: false,
      },
    ],
    agents: rows('agent'),
    languages: rows('language'),
    folders: rows('folder'),
    noAiBefore: ['2021-06-29'],
    isComplete: true,
    isTracking: true,
  };
}

const usual = { ai: 1520, human: 7403, tool: 1014, unknown: 91241 };

describe('the facts of a share', () => {
  it('have every figure that may be said, with its meaning', () => {
    const lines = factLines(factsOf(explained(usual)));
    assert.match(lines, /share of AI, lens standing: 2–92 %/);
    assert.match(lines, /lines, contributor unknown: 91 241/);
    assert.match(lines, /lines by AI, agent claude: 1 520/);
    assert.match(lines, /commits of the whole history with an AI mark: 7/);
  });

  it('are all that a model is told: no path and no code is in the prompt', () => {
    const { system, user, shown } = explanationPrompt(factsOf(explained(usual)));
    assert.ok(!(system + user).includes('a.ts'));
    assert.ok(shown.includes(system) && shown.includes(user), 'what is shown is what is sent');
  });
});

describe('the text that the extension writes itself', () => {
  it('says what the share is, how it is known and what is unknown', () => {
    const text = hostText(explained(usual));
    assert.match(text, /1 520 are known to be AI’s/);
    assert.match(text, /The share of AI is 2–92 %/);
    assert.match(text, /1 520 rest on a mark of the whole commit/);
    assert.match(text, /90 % is unknown: 91 241 changed while nobody watched, or unexplained\./);
  });

  it('gives no cause of what is unknown where nothing is', () => {
    assert.doesNotMatch(hostText(explained({ ...usual, unknown: 0 })), /unknown:|say nothing/);
  });

  it('says that it is about code and tests, and what is not read yet', () => {
    const text = hostText({ ...explained(usual), isComplete: false });
    assert.match(text, /lines of code that stand in the working tree/);
    assert.match(text, /these are the figures so far/);
  });

  it('calls no line uncommitted while its commit may not have been looked at', () => {
    const share = explained(usual);
    const unknownBy = { ...share.report.unknownBy, unexplained: 0, uncommitted: usual.unknown };
    const unread = { ...share, report: { ...share.report, unknownBy } };
    assert.match(hostText(unread), /\d not committed, and there before/);
    assert.match(hostText({ ...unread, isComplete: false }), /\d not read yet, or not committed and there before/);
    assert.match(factLines(factsOf({ ...unread, isComplete: false })), /unknown lines not read yet, or not committed/);
  });

  it('promises nothing of what is written now while tracking is paused', () => {
    assert.match(hostText(explained(usual)), /from now on is attributed/);
    assert.doesNotMatch(hostText({ ...explained(usual), isTracking: false }), /from now on/);
  });

  it('says so when nothing was counted', () => {
    assert.match(hostText(explained({ ai: 0, human: 0, tool: 0, unknown: 0 })), /no share to explain/);
  });

  it('law: holds no number that is not a fact, whatever the counts and the lens', () => {
    const count = fc.oneof(fc.constant(0), fc.nat(20), fc.nat(3_000_000));
    fc.assert(
      fc.property(
        fc.record({ ai: count, human: count, tool: count, unknown: count }),
        fc.constantFrom(...lenses),
        fc.nat(100_000),
        (numbers, lens, commits) => {
          const share = explained(numbers, lens, commits);
          for (const { text, isVerified } of checkNumbers(hostText(share), factsOf(share)).flat())
            assert.ok(isVerified, text);
        },
      ),
    );
  });
});

describe('the check of numbers', () => {
  const facts = factsOf(explained(usual));

  it('vouches for figures in whatever way thousands are written', () => {
    for (const text of ['1520 lines', '1 520 lines', '1,520 lines', '1\u202f520 lines']) {
      assert.equal(checkNumbers(text, facts)[0]?.[0]?.isVerified, true, text);
    }
  });

  it('marks the sentence with a number that is no figure, and only it, and leaves the text as it is', () => {
    const text = 'Of these lines 1 520 are AI’s. AI wrote 1 521 lines. So it is.\n\nThe share is 2–92 %.';
    assert.deepEqual(checkNumbers(text, facts), [
      [
        { text: 'Of these lines 1 520 are AI’s.', isVerified: true },
        { text: 'AI wrote 1 521 lines.', isVerified: false },
        { text: 'So it is.', isVerified: true },
      ],
      [{ text: 'The share is 2–92 %.', isVerified: true }],
    ]);
  });

  it('takes a per cent only for a per cent, and a count only for a count', () => {
    const isVerified = (text: string): boolean | undefined => checkNumbers(text, facts)[0]?.[0]?.isVerified;
    assert.equal(isVerified('There are 1 520 of them.'), true);
    assert.equal(isVerified('There are 1 520 % of them.'), false);
    assert.equal(isVerified('It is 92 per cent.'), true);
    assert.equal(isVerified('It is 92 lines.'), false);
    assert.equal(isVerified('It is between 2–92 %.'), true);
    assert.equal(isVerified('It is between 3–92 %.'), false);
  });

  it('does not judge the sentence that is still being written', () => {
    const verified = (text: string): readonly boolean[] =>
      checkNumbers(text, facts, 'growing')
        .flat()
        .map((sentence) => sentence.isVerified);
    assert.deepEqual(verified('AI wrote 1 5'), [true]);
    assert.deepEqual(verified('AI wrote 1 521 lines. The'), [false, true]);
  });

  it('catches a figure that a digit was changed in', () => {
    const share = explained(usual);
    const own = hostText(share);
    let changed = 0;
    let caught = 0;
    for (const match of own.matchAll(/\d/g)) {
      const digit = (Number(match[0]) + 1) % 10;
      const wrong = own.slice(0, match.index) + String(digit) + own.slice(match.index + 1);
      changed++;
      if (checkNumbers(wrong, facts).some((paragraph) => paragraph.some((sentence) => !sentence.isVerified))) caught++;
    }
    assert.ok(caught / changed > 0.9, `${caught} of ${changed}`);
  });
});
