import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeOrigin, type Contributor } from '../../../src/core/attribution/origin.ts';
import { type OriginRun } from '../../../src/core/attribution/run.ts';
import { SharedCopies } from '../../../src/features/tracking/sharedCopies.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const run = (utf16Length: number, contributor: Contributor): OriginRun => ({
  utf16Length,
  origin: makeOrigin({ contributor, evidence: 'observed', source: 'keystroke', session: 'one', atMs: Date.now() }),
});

describe('copies that all windows share', () => {
  let folder: string;
  const window = (): SharedCopies => new SharedCopies(path.join(folder, 'copies'), { nowMs: () => Date.now() }, silent);
  const names = (): readonly string[] => readdirSync(path.join(folder, 'copies'));
  const onlyFile = (): string => path.join(folder, 'copies', names()[0] ?? '');

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'acs-copies-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are found by their text in another window, whole', async () => {
    const runs = [run(8, 'human'), run(9, 'ai')];
    await window().keep('total = sum(them)', runs);
    assert.deepEqual(await window().find('total = sum(them)'), runs);
    assert.equal(await window().find('total = sum(then)'), null);
  });

  it('hold no text, and nobody else may read them', async () => {
    await window().keep('total = sum(them)', [run(17, 'ai')]);
    assert.ok(!`${names().join()}${readFileSync(onlyFile(), 'utf8')}`.includes('total'));
    assert.equal(statSync(onlyFile()).mode & 0o077, 0);
  });

  it('are those of the latest copy of a text', async () => {
    await window().keep('total = sum(them)', [run(17, 'ai')]);
    await window().keep('total = sum(them)', [run(17, 'unknown')]);
    assert.equal((await window().find('total = sum(them)'))?.[0]?.origin.contributor, 'unknown');
  });

  it('are not kept for texts that may be copied elsewhere by chance', async () => {
    await window().keep('x = \n\t 1', [run(8, 'human')]);
    assert.equal(await window().find('x = \n\t 1'), null);
  });

  it('are forgotten after some hours, and when there are many', async () => {
    await window().keep('an old copy', [run(11, 'human')]);
    const old = new Date(Date.now() - 3 * 3_600_000);
    utimesSync(onlyFile(), old, old);
    assert.equal(await window().find('an old copy'), null);
    for (let number = 100; number < 150; number++) await window().keep(`copy number ${number}`, [run(15, 'human')]);
    assert.equal(names().length, 40);
    assert.equal(await window().find('copy number 105'), null);
    assert.notEqual(await window().find('copy number 149'), null);
  });

  it('are nothing where they are damaged or do not fit', async () => {
    await window().keep('total = sum(them)', [run(17, 'ai')]);
    for (const damaged of ['', '[[17', '[[16, "[]"]]', '{"a": 1}', '[[-1, null]]', '[["17", "x"]]']) {
      writeFileSync(onlyFile(), damaged);
      assert.equal(await window().find('total = sum(them)'), null, damaged);
    }
  });
});
