import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type CancelSignal } from '../../../src/core/ports.ts';
import { type Tally } from '../../../src/core/statistics/tally.ts';
import { countByReason } from '../../../src/survey/fileCounts.ts';
import { CommittedWalks } from '../../../src/survey/committedWalks.ts';
import { type CommittedShare, type SurveyAnswer } from '../../../src/survey/survey.ts';

type Answer = SurveyAnswer<CommittedShare>;

const tally: Tally = {
  path: 'a.ts',
  language: 'typescript',
  kind: 'code',
  day: null,
  author: null,
  countByOrigin: new Map(),
  mixedLines: 0,
};
const all = { since: null, until: null };

function shareOf(tallies: readonly Tally[], problems: readonly string[] = []): CommittedShare {
  return { tip: 'f00', tallies, skipped: countByReason([]), problems };
}

/** A survey whose walks are answered by hand. */
class WalkedSurvey {
  readonly root = '/repository';
  snapshot = { historyKey: 'one' };
  readonly walks: { readonly signal: CancelSignal | undefined; readonly answer: (answer: Answer) => void }[] = [];

  committed(_since: string | null, _until: string | null, signal?: CancelSignal): Promise<Answer> {
    return new Promise((answer) => this.walks.push({ signal, answer }));
  }
}

describe('walks through the commits of a period', () => {
  let survey: WalkedSurvey;
  let walks: CommittedWalks;
  let problems: number;

  beforeEach(() => {
    survey = new WalkedSurvey();
    problems = 0;
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    walks = new CommittedWalks(
      () => new AbortController(),
      log,
      () => problems++,
    );
  });

  it('are taken once for all who ask for the same period of the same history', async () => {
    const asked = [walks.tallies(survey, all), walks.tallies(survey, all)];
    assert.equal(survey.walks.length, 1);
    survey.walks[0]?.answer({ ok: true, value: shareOf([tally]) });
    assert.deepEqual(await Promise.all(asked), [[tally], [tally]]);
    assert.deepEqual(await walks.tallies(survey, all), [tally]);
    assert.equal(survey.walks.length, 1);
  });

  it('are taken again when HEAD, the logs or the shape of history moved, for another period, and after a rescan', async () => {
    void walks.tallies(survey, all);
    survey.snapshot = { historyKey: 'two' };
    void walks.tallies(survey, all);
    assert.equal(survey.walks.length, 2);
    void walks.tallies(survey, { since: '2026-01-01', until: null });
    assert.equal(survey.walks.length, 3);
    walks.forget();
    void walks.tallies(survey, { since: '2026-01-01', until: null });
    assert.equal(survey.walks.length, 4);
    await nextTurn();
  });

  it('say that git failed instead of showing a period without commits, until they are taken again', async () => {
    const asked = walks.tallies(survey, all);
    survey.walks[0]?.answer({ ok: false, reason: 'git could not list the commits' });
    assert.deepEqual(await asked, []);
    await nextTurn();
    assert.match(walks.problemOf(survey) ?? '', /git could not list the commits/);
    assert.equal(problems, 1);
    walks.forget();
    assert.equal(walks.problemOf(survey), null);
    const again = walks.tallies(survey, all);
    survey.walks[1]?.answer({ ok: true, value: shareOf([tally]) });
    assert.deepEqual(await again, [tally]);
    assert.equal(walks.problemOf(survey), null);
  });

  it('end when everybody who waited has gone, and not before', async () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const asked = [walks.tallies(survey, all, one.signal), walks.tallies(survey, all, other.signal)];
    one.abort();
    assert.deepEqual(await asked[0], []);
    assert.equal(survey.walks[0]?.signal?.aborted, false);
    other.abort();
    assert.deepEqual(await asked[1], []);
    assert.equal(survey.walks[0].signal.aborted, true);
    survey.walks[0].answer({ ok: false, reason: 'stopped' });
    await nextTurn();
    assert.equal(walks.problemOf(survey), null);
    assert.equal(problems, 0);
    void walks.tallies(survey, all);
    assert.equal(survey.walks.length, 2);
  });
});
