import assert from 'node:assert/strict';
import { Wanderer } from './wanderer.ts';
import { Workshop, type WorkshopOptions } from './workshop.ts';

const seedsVariable = 'AI_CODE_SHARE_SEEDS';
const stepsVariable = 'AI_CODE_SHARE_STEPS';
const seedCount = Number(process.env[seedsVariable] ?? 2);
const stepCount = Number(process.env[stepsVariable] ?? 40);
const stepsBetweenLooks = 20;

const ways: readonly (readonly [name: string, options: WorkshopOptions])[] = [
  ['in closed files', {}],
  ['in open files', { isEditorOpen: true }],
  ['in open files, noticed at once', { isEditorOpen: true, isSyncedOften: true }],
  ['of lines that are much alike', { isEditorOpen: true, areLinesAlike: true }],
  ['with notes of git-ai', { scribe: 'git-ai' }],
];

describe(`a random walk of ${stepCount} git operations never makes a line of AI human, or the other way round,`, function () {
  this.timeout(60_000 + stepCount * 4_000);
  for (const [name, options] of ways) {
    for (let seed = 1; seed <= seedCount; seed++) {
      it(`${name} (seed ${seed})`, async () => {
        const workshop = await Workshop.open({ ...options, seed });
        const wanderer = new Wanderer(workshop);
        let [looked, lost] = [0, 0];
        try {
          for (let step = 1; step <= stepCount; step++) {
            await wanderer.step();
            if (step % stepsBetweenLooks !== 0 && step !== stepCount) continue;
            for (const verdict of await wanderer.verdicts()) {
              assert.deepEqual(verdict.wrong, [], `seed ${seed}, after\n${wanderer.done.slice(-120).join('\n')}`);
              looked += verdict.lines;
              lost += verdict.lost.length;
              if (process.env['AI_CODE_SHARE_LOST'] === '1' && verdict.lost.length > 0) console.log(verdict.lost);
            }
          }
        } finally {
          workshop.end();
        }
        if (process.env[seedsVariable] !== undefined) console.log(`      ${lost} of ${looked} lines lost`);
      });
    }
  }
});
