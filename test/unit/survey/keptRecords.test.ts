import assert from 'node:assert/strict';
import { makeOrigin, OriginTable } from '../../../src/core/attribution/origin.ts';
import { KeptRecords, type RecordedLines } from '../../../src/survey/keptRecords.ts';

describe('what authorship logs say of lines', () => {
  let stored: Map<string, Uint8Array>;
  let writes: number;
  const ledgerOf = (origins: OriginTable) => ({
    origins,
    readCache: (name: string) => stored.get(name) ?? null,
    writeCache: (name: string, bytes: Uint8Array | null) => {
      writes++;
      if (bytes !== null) stored.set(name, bytes);
    },
  });
  beforeEach(() => {
    stored = new Map();
    writes = 0;
  });

  const claude = makeOrigin({
    contributor: 'ai',
    evidence: 'recorded',
    source: 'authorship-log',
    agent: 'claude-code',
  });
  const logs = Array.from({ length: 20 }, (_, index) => `log ${index}`);

  function filled(origins: OriginTable): RecordedLines {
    const originId = origins.intern(claude);
    return new Map([
      ['a.ts', [{ firstLineNumber: 3, lastLineNumber: 5, originId }]],
      ['nothing.ts', []],
      [
        'ö b.ts',
        [
          { firstLineNumber: 1, lastLineNumber: 1, originId },
          { firstLineNumber: 9, lastLineNumber: 9, originId: 0 },
        ],
      ],
    ]);
  }

  it('is the same the next time, though the ledger numbers origins otherwise', () => {
    const origins = new OriginTable();
    const kept = KeptRecords.load(ledgerOf(origins));
    for (const log of logs) kept.set(log, filled(origins));
    kept.store(new Set(logs));
    const others = new OriginTable();
    others.intern(makeOrigin({ contributor: 'human', evidence: 'declared', source: 'date' }));
    const next = KeptRecords.load(ledgerOf(others));
    assert.deepEqual(next.of('log 7'), filled(others));
    assert.equal(next.of('another'), null);
  });

  it('is forgotten of logs that are no more, and not written for a few new ones', () => {
    const origins = new OriginTable();
    const kept = KeptRecords.load(ledgerOf(origins));
    for (const log of logs) kept.set(log, filled(origins));
    kept.store(new Set(logs.slice(1)));
    const next = KeptRecords.load(ledgerOf(origins));
    assert.equal(next.of('log 0'), null);
    assert.notEqual(next.of('log 1'), null);
    next.set('new', filled(origins));
    next.store(new Set(['new']));
    assert.equal(writes, 1);
  });

  it('is read again where what was kept is damaged', () => {
    stored.set('records', Uint8Array.of(1, 2, 3));
    assert.equal(KeptRecords.load(ledgerOf(new OriginTable())).of('log 1'), null);
  });
});
