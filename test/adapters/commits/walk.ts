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
  /** Lines at HEAD that are unknown though their writer is on record. There must be none. */
  readonly lost: number;
  /** Lines at HEAD that are unknown because the only record of them was thrown away, or none was ever made; see `OnRecord`. */
  readonly gone: number;
  /** Lines in the work tree that are unknown though their writer is on record: what git brought there from elsewhere is explained when it is committed. */
  readonly open: number;
  /** Each line of `lost` and `gone` once: by which operation its commit came, and why nobody can know it. */
  readonly reasons: readonly string[];
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
  let [looked, lost, gone, open] = [0, 0, 0, 0];
  const madeBy = new Map<string, string>();
  const reasons = new Map<string, string>();
  const walked = (wrong: readonly string[]): Walked => {
    const done = wanderer.done.slice(-120);
    return { looked, lost, gone, open, reasons: [...reasons.values()], wrong, done };
  };
  try {
    for (let step = 1; step <= stepCount; step++) {
      const operation = await wanderer.step();
      for (const oid of workshop.logged()) if (!madeBy.has(oid)) madeBy.set(oid, `step ${step}, ${operation}`);
      if (step % stepsBetweenLooks !== 0 && step !== stepCount) continue;
      for (const [index, verdict] of (await wanderer.verdicts()).entries()) {
        looked += verdict.lines;
        if (verdict.wrong.length > 0) return walked(verdict.wrong);
        if (index === 1) {
          open += verdict.lost.length;
          continue;
        }
        lost += verdict.lost.length;
        gone += verdict.gone.length;
        for (const { what, commit, why } of [...verdict.lost, ...verdict.gone]) {
          const line = what.slice(what.lastIndexOf(': '));
          const by = madeBy.get(commit ?? '') ?? 'a step before';
          if (!reasons.has(line))
            reasons.set(line, `${what}, in ${commit ?? 'no commit'} (${by}): ${why ?? 'it is on record'}`);
        }
      }
    }
    return walked([]);
  } finally {
    workshop.end();
  }
}
