import assert from 'node:assert/strict';
import { Breath } from '../../../../src/survey/commits/breath.ts';
import { KeptKeysOfLines } from '../../../../src/survey/commits/keptKeys.ts';

describe('what sources know of lines', () => {
  let stored: Map<string, Uint8Array>;
  const ledger = {
    readCache: (name: string) => stored.get(name) ?? null,
    writeCache: (name: string, bytes: Uint8Array | null) => {
      if (bytes !== null) stored.set(name, bytes);
    },
    trimCache: () => undefined,
    atomically: (work: () => void) => {
      work();
      return true;
    },
  };
  beforeEach(() => (stored = new Map()));

  /** What another sync would find. */
  async function saved(kept: KeptKeysOfLines): Promise<KeptKeysOfLines> {
    await kept.save(new Breath());
    return new KeptKeysOfLines(ledger, 'states');
  }

  it('is found again in the next sync, also that a source is gone', async () => {
    const kept = new KeptKeysOfLines(ledger, 'states');
    kept.set('a.ts', 'one', Float64Array.of(1, 2 ** 52 + 1, 3));
    kept.set('a.ts', 'two', Float64Array.of(3, 1));
    kept.set('a.ts', 'nothing', new Float64Array());
    kept.set('a.ts', 'gone', null);
    const next = await saved(kept);
    assert.deepEqual(next.get('a.ts', 'one'), Float64Array.of(1, 2 ** 52 + 1, 3));
    assert.deepEqual(next.get('a.ts', 'two'), Float64Array.of(3, 1));
    assert.deepEqual(next.get('a.ts', 'nothing'), new Float64Array());
    assert.equal(next.get('a.ts', 'gone'), null);
    assert.equal(next.get('a.ts', 'other'), undefined);
    assert.equal(next.get('b.ts', 'one'), undefined);
  });

  it('is dropped with sources that nobody asks for while others of the path change', async () => {
    const first = new KeptKeysOfLines(ledger, 'states');
    first.set('a.ts', 'old', Float64Array.of(1));
    first.set('a.ts', 'stays', Float64Array.of(2));
    const second = await saved(first);
    second.get('a.ts', 'stays');
    second.set('a.ts', 'new', Float64Array.of(3));
    const third = await saved(second);
    assert.equal(third.get('a.ts', 'old'), undefined);
    assert.deepEqual(third.get('a.ts', 'stays'), Float64Array.of(2));
    assert.deepEqual(third.get('a.ts', 'new'), Float64Array.of(3));
  });

  it('stays when only sources of the other kind change', async () => {
    const states = new KeptKeysOfLines(ledger, 'states');
    states.set('a.ts', 'one', Float64Array.of(1));
    await states.save(new Breath());
    const logs = new KeptKeysOfLines(ledger, 'logs');
    assert.equal(logs.get('a.ts', 'one'), undefined);
    logs.set('a.ts', 'a log', Float64Array.of(2));
    await logs.save(new Breath());
    assert.deepEqual(new KeptKeysOfLines(ledger, 'states').get('a.ts', 'one'), Float64Array.of(1));
  });

  it('of more lines than sixteen bits can count is not mixed up', async () => {
    const many = Float64Array.from({ length: 70_000 }, (_, index) => index + 1);
    const kept = new KeptKeysOfLines(ledger, 'states');
    kept.set('a.ts', 'many', many);
    assert.deepEqual((await saved(kept)).get('a.ts', 'many'), many);
  });

  it('is asked of git again where it is damaged', async () => {
    const kept = new KeptKeysOfLines(ledger, 'states');
    kept.set('a.ts', 'one', Float64Array.of(1));
    await kept.save(new Breath());
    for (const name of stored.keys()) stored.set(name, Uint8Array.of(255, 15, 1, 2, 3));
    assert.equal(new KeptKeysOfLines(ledger, 'states').get('a.ts', 'one'), undefined);
  });
});
