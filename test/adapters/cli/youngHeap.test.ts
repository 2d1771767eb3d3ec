import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

const keeper = new URL('../../../src/cli/youngHeap.ts', import.meta.url).href;

/** A process that runs for a while and always holds what it made last; prints the bytes of V8's room for young objects. */
const atWork = (first: string): string => `
import v8 from 'node:v8';
${first}
const held = [];
for (let turn = 0; turn < 400; turn++) {
  held[turn % 40] = Array.from({ length: 20_000 }, (_, index) => ({ turn, index }));
  await new Promise((resolve) => setTimeout(resolve, 1));
}
console.log(v8.getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size);
`;

const youngMBOf = (script: string): number =>
  Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })) / 2 ** 20;

describe('the memory of the command line', () => {
  it('has no more than 32 MB for what is young, where V8 would take more', function () {
    this.timeout(60_000);
    const kept = `import { keepYoungHeapSmall } from ${JSON.stringify(keeper)}; keepYoungHeapSmall();`;
    const [own, others] = [youngMBOf(atWork(kept)), youngMBOf(atWork(''))];
    assert.ok(own <= 32 && others > 32, `${own} MB, ${others} MB without`);
  });
});
