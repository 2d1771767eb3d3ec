import { Wanderer } from './wanderer.ts';
import { Workshop, type WorkshopOptions } from './workshop.ts';

/** What a walk may be like, by its name. */
export const ways: readonly (readonly [name: string, options: WorkshopOptions])[] = [
  ['in closed files', {}],
  ['in open files', { isEditorOpen: true }],
  ['in open files, noticed at once', { isEditorOpen: true, isSyncedOften: true }],
  ['of lines that are much alike', { isEditorOpen: true, areLinesAlike: true }],
  ['with notes of git-ai', { scribe: 'git-ai' }],
  ['with nothing but notes that we wrote', { isLedgerLost: true }],
];

/** What was found along a walk. */
export interface Walked {
  /** Lines that were looked at, each as often as it was. */
  readonly looked: number;
  /** Lines at HEAD whose writer was watched and is not known any more. */
  readonly lost: number;
  /** The like in the work tree: what git brought there from elsewhere is explained when it is committed. */
  readonly open: number;
  /** The wrong lines of the first look that found any; then the walk ends. */
  readonly wrong: readonly string[];
  /** The last things done. */
  readonly done: readonly string[];
}

const stepsBetweenLooks = 20;

/** Walks `stepCount` random git operations, and looks now and then at every line. */
export async function walk(options: WorkshopOptions, seed: number, stepCount: number): Promise<Walked> {
  const workshop = await Workshop.open({ ...options, seed });
  const wanderer = new Wanderer(workshop);
  let [looked, lost, open] = [0, 0, 0];
  try {
    for (let step = 1; step <= stepCount; step++) {
      await wanderer.step();
      if (step % stepsBetweenLooks !== 0 && step !== stepCount) continue;
      for (const [index, verdict] of (await wanderer.verdicts()).entries()) {
        looked += verdict.lines;
        if (index === 0) lost += verdict.lost.length;
        else open += verdict.lost.length;
        if (verdict.wrong.length > 0)
          return { looked, lost, open, wrong: verdict.wrong, done: wanderer.done.slice(-120) };
      }
    }
    return { looked, lost, open, wrong: [], done: wanderer.done.slice(-120) };
  } finally {
    workshop.end();
  }
}
