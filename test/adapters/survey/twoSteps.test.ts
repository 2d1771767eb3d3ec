import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BlameRow, type Progress } from '../../../src/core/ports.ts';
import { type OpenedPlace } from '../../../src/survey/openPlace.ts';
import { type SurveySnapshot } from '../../../src/survey/survey.ts';
import { git, initRepository } from '../../host/scratchFolder.ts';
import { generatedHistory, importCommits, randomOf } from './generatedMoves.ts';
import { countsByFile, Scene, type SceneOptions } from './scene.ts';

const blameThread = fileURLToPath(new URL('../../../src/features/share/blameThread.ts', import.meta.url));
const seed = 31;
/** AI has part in the later commits only: its lines are found out first. */
const [commitsOfAll, firstOfAi] = [40, 26];

/** A place that was opened, which answers of blame were kept since, and what git was asked. */
type Opened = OpenedPlace & { readonly written: string[]; readonly asked: string[] };

/** Commands by which what commits did is read. Of those that threads ask nothing is seen here. */
const readsOfHistory = (asked: readonly string[]): readonly string[] =>
  asked.filter((command) => ['blame', 'diff-tree', 'cat-file'].includes(command));

describe("a survey that finds AI's lines first", () => {
  let scene: Scene;
  /** Two commits are to come. */
  let repository: string;
  /** What a look says that begins with nothing, now and then. */
  const freshCounts = { now: null as unknown, then: null as unknown };

  before(async () => {
    scene = new Scene();
    const source = scene.at('source');
    mkdirSync(source);
    initRepository(source);
    const names = Array.from({ length: 400 }, (_, index) => `${index % 4}/${index}.ts`);
    const commits = generatedHistory(randomOf(seed), names, commitsOfAll);
    importCommits(
      source,
      commits.map((commit, index) => (index < firstOfAi ? { ...commit, isAi: false } : commit)),
    );
    git(source, 'branch', 'now', 'main~2');
    freshCounts.now = await countedIn(cloneOf('now'));
    freshCounts.then = await countedIn(cloneOf('main'));
  });

  beforeEach(() => {
    repository = cloneOf('now');
  });

  afterEach(() => assert.deepEqual(scene.warnings, []));

  after(() => scene.end());

  function cloneOf(branch: string): string {
    const clone = scene.at(`clone-${scene.asked.length}-${branch}`);
    git(scene.folder, 'clone', '--quiet', '--branch', branch, scene.at('source'), clone);
    return clone;
  }

  async function countedIn(folder: string): Promise<unknown> {
    const { survey } = await open(folder);
    await survey.run();
    return countsByFile(survey);
  }

  /** Opens a folder, and tells which answers of blame are written from then on. */
  async function open(folder: string, options: SceneOptions = { blameThread }): Promise<Opened> {
    const asked: string[] = [];
    const opened = await scene.open(folder, { ...options, onGit: ([command = '']) => asked.push(command) });
    const written: string[] = [];
    const write = opened.ledger.writeBlame.bind(opened.ledger);
    opened.ledger.writeBlame = (rows: readonly BlameRow[]) => {
      written.push(...rows.map(({ path, askedAt }) => `${path} ${askedAt}`));
      write(rows);
    };
    return { ...opened, written, asked };
  }

  async function stopWhen(opened: OpenedPlace, isTime: (snapshot: SurveySnapshot) => boolean): Promise<void> {
    const abort = new AbortController();
    opened.survey.onDidChange((snapshot) => (isTime(snapshot) ? abort.abort() : undefined));
    await opened.survey.run(abort.signal);
    assert.ok(abort.signal.aborted);
    opened.survey.keep();
  }

  it("tells how far it is with AI's lines, then with whole files", async () => {
    const { survey } = await open(repository);
    const heard: Progress[] = [];
    survey.onDidChange(({ progress }) => heard.push(progress));
    await survey.run();
    const phases = heard.map(({ phase }) => phase);
    const ofAi = heard.filter(({ phase }) => phase === 'ai');
    assert.ok(phases.indexOf('ai') < phases.indexOf('history') && phases.lastIndexOf('ai') < phases.indexOf('history'));
    assert.ok(ofAi.some(({ done, total }) => done > 0 && total !== null && done <= total));
    assert.equal(survey.snapshot.standing.length, heard.at(-1)?.total);
  });

  it('begins in both steps with the folders that are viewed most', async () => {
    const viewsIn = (folder: string): number => (folder === `${repository}/2` ? 9 : 0);
    const { survey, written } = await open(repository, { viewsIn });
    const ofFirst: number[] = [];
    for (const isTime of [({ isAiExact }: SurveySnapshot) => isAiExact, () => false]) {
      const abort = new AbortController();
      const stop = survey.onDidChange((snapshot) => (isTime(snapshot) ? abort.abort() : undefined));
      await survey.run(abort.signal);
      survey.keep();
      stop();
      const first = written.splice(0).slice(0, 40);
      ofFirst.push(first.filter((one) => one.startsWith('2/')).length);
    }
    assert.deepEqual(ofFirst, [40, 40]);
    assert.deepEqual(countsByFile(survey), freshCounts.now);
  });

  const moments: readonly (readonly [name: string, isTime: (snapshot: SurveySnapshot) => boolean])[] = [
    ["when AI's lines are known", ({ isAiExact }) => isAiExact],
    ['among the rest', ({ isAiExact, progress }) => isAiExact && progress.phase === 'history' && progress.done > 0],
  ];
  const windows: readonly (readonly [name: string, next: (stopped: Opened) => Promise<Opened>])[] = [
    ['the same window', (stopped) => Promise.resolve(stopped)],
    ['another', async () => await open(repository)],
  ];
  for (const [moment, isTime] of moments) {
    for (const [window, next] of windows) {
      it(`picks up where it was stopped ${moment}, in ${window}, and leaves to threads what is left`, async () => {
        const stopped = await open(repository);
        await stopWhen(stopped, isTime);
        const known = stopped.written.splice(0);
        const again = await next(stopped);
        again.asked.length = 0;
        await again.survey.run();
        again.survey.keep();
        assert.deepEqual(countsByFile(again.survey), freshCounts.now);
        assert.ok(known.length > 0 && again.written.length > 0, `${known.length}, ${again.written.length}`);
        assert.deepEqual(
          known.filter((one) => again.written.includes(one)),
          [],
        );
        assert.deepEqual(readsOfHistory(again.asked), []);
      });
    }
  }

  it('gives the answers of a fresh look where it was stopped and HEAD went on since', async () => {
    const stopped = await open(repository);
    await stopWhen(stopped, ({ isAiExact }) => isAiExact);
    git(repository, 'reset', '--quiet', '--hard', 'origin/main');
    stopped.asked.length = 0;
    await stopped.survey.run();
    assert.deepEqual(countsByFile(stopped.survey), freshCounts.then);
    // Which files the new commits touched is asked; nothing else was read to the end at the HEAD before.
    assert.deepEqual(new Set(readsOfHistory(stopped.asked)), new Set(['diff-tree']));
  });

  it('goes on from the HEAD that was read to its end where it was stopped among what new commits touched', async () => {
    const first = await open(repository);
    await first.survey.run();
    first.survey.keep();
    git(repository, 'reset', '--quiet', '--hard', 'origin/main');
    await stopWhen(await open(repository), ({ progress }) => progress.phase === 'history');
    const again = await open(repository);
    await again.survey.run();
    assert.deepEqual(countsByFile(again.survey), freshCounts.then);
    assert.ok(!again.asked.includes('blame') && again.asked.includes('rev-list'));
    // As a look that nobody stopped, it says from where answers are that the next one goes on from.
    again.survey.keep();
    const third = await open(repository);
    await third.survey.run();
    assert.deepEqual(countsByFile(third.survey), freshCounts.then);
    assert.deepEqual(readsOfHistory(third.asked), []);
  });

  it('reads on threads when a root is opened of which it knows one folder only, and HEAD went on since', async () => {
    const folder = await open(`${repository}/1`);
    await folder.survey.run();
    folder.survey.keep();
    git(repository, 'reset', '--quiet', '--hard', 'origin/main');
    const root = await open(repository);
    await root.survey.run();
    assert.deepEqual(countsByFile(root.survey), freshCounts.then);
    assert.deepEqual(new Set(readsOfHistory(root.asked)), new Set(['diff-tree']));
  });
});
