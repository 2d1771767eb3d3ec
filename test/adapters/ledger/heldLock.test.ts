import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { baselineOriginId, makeOrigin } from '../../../src/core/attribution/origin.ts';
import { seeChange, TrackedText } from '../../../src/core/attribution/trackedText.ts';
import { type Ledger, type Logger } from '../../../src/core/ports.ts';
import { LineMirror } from '../../../src/core/text/lineMirror.ts';
import { DocumentLedger } from '../../../src/features/tracking/documentLedger.ts';
import { ledgerFileName, openLedger } from '../../../src/platform/ledger/openLedger.ts';

const log: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const key = { worktree: '', path: 'a.ts' };
const holder = path.join(import.meta.dirname, 'lockHolder.ts');
const atMs = Date.UTC(2026, 1, 1);

/** One document whose person types at its end. */
class Typist {
  readonly #mirror = new LineMirror('', '\n');
  readonly #text: TrackedText;
  readonly ledger: DocumentLedger;

  constructor(ledger: Ledger) {
    this.#text = new TrackedText(this.#mirror, [], ledger.origins);
    this.ledger = new DocumentLedger({ ledger, key, readBlob: () => Promise.resolve(null) }, this.#text, null);
  }

  type(insertedText: string, session: string | null = null): void {
    const offset = this.#mirror.text().length;
    const start = { lineIndex: 0, character: offset };
    const step = seeChange(this.#mirror, [{ offset, start, end: start, insertedText }]);
    const origin = {
      contributor: session === null ? 'human' : 'ai',
      evidence: 'observed',
      source: 'keystroke',
    } as const;
    const decision = { how: 'write', origin: { ...origin, session } } as const;
    this.ledger.add(this.#text.settle(step, decision, atMs), atMs);
  }
}

describe('the ledger while another program writes to it', () => {
  let folder: string;
  const opened: Ledger[] = [];
  const ends: (() => Promise<void>)[] = [];

  function open(): Ledger {
    const ledger = openLedger({ folder, log, nowMs: atMs });
    opened.push(ledger);
    return ledger;
  }

  /** Another process takes the write lock; the returned function makes it let go. */
  async function holdLock(): Promise<() => Promise<void>> {
    const child = spawn(process.execPath, [holder, path.join(folder, ledgerFileName)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const end = async (): Promise<void> => {
      if (child.exitCode !== null) return;
      const exit = once(child, 'exit');
      child.stdin.end();
      await exit;
    };
    ends.push(end);
    await once(child.stdout, 'data');
    return end;
  }

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ledger-lock-'));
  });

  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
    for (const ledger of opened.splice(0)) ledger.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('once lost what was typed meanwhile: it is kept, and written when the other one is done', async () => {
    const ledger = open();
    const typist = new Typist(ledger);
    typist.type('before ');
    assert.equal(typist.ledger.flush(), true);
    const letGo = await holdLock();
    typist.type('during ');
    const askedAtMs = performance.now();
    assert.equal(typist.ledger.flush(), false);
    // It waited five seconds; a busy machine gets room.
    assert.ok(performance.now() - askedAtMs < 2_000, `${performance.now() - askedAtMs} ms`);
    assert.match(ledger.problem ?? '', /kept/);
    typist.type('still during ', 's1');
    assert.equal(typist.ledger.flush(), false);
    assert.equal(open().readDocument(key)?.text, 'before ');
    await letGo();
    assert.equal(typist.ledger.flush(), true);
    assert.equal(ledger.problem, null);
    typist.type('after');
    assert.equal(typist.ledger.flush(), true);

    const other = open();
    const stored = other.readDocument(key);
    assert.equal(stored?.text, 'before during still during after');
    assert.deepEqual(
      stored.runs.map((run) => [run.utf16Length, other.origins.get(run.originId).contributor]),
      [
        ['before during '.length, 'human'],
        ['still during '.length, 'ai'],
        ['after'.length, 'human'],
      ],
    );
    assert.equal(other.summary().sessions, 1);
  });

  it('counts each character of a day once, however often the write had to be tried', async () => {
    const ledger = open();
    const typist = new Typist(ledger);
    const letGo = await holdLock();
    typist.type('four');
    for (let tries = 0; tries < 3; tries++) assert.equal(typist.ledger.flush(), false);
    await letGo();
    for (let tries = 0; tries < 3; tries++) assert.equal(typist.ledger.flush(), true);
    assert.deepEqual(
      ledger.readFlow(null, null).map((row) => row.insertedUtf16Length),
      [4],
    );
  });

  it('says of edits that could not be added that they are not there', async () => {
    const ledger = openLedger({ folder, log, nowMs: atMs, waitMs: 20 });
    opened.push(ledger);
    const generation = ledger.writeDocument(key, { runs: [], blobOid: null, text: '' });
    const insertedRuns = [{ utf16Length: 1, originId: baselineOriginId }];
    const edit = { offset: 0, deletedUtf16Length: 0, insertedText: 'x', insertedRuns };
    const letGo = await holdLock();
    assert.equal(ledger.appendEdits(key, generation, [edit]), false);
    assert.match(ledger.problem ?? '', /could not be written/);
    await letGo();
    assert.equal(ledger.appendEdits(key, generation, [edit]), true);
    assert.equal(ledger.problem, null);
    assert.equal(ledger.readDocument(key)?.text, 'x');
  });

  it('does not take an origin of another process for the one whose write failed under the same number', () => {
    const [one, other] = [open(), open()];
    const origins = ['claude', 'codex'].map((agent) =>
      makeOrigin({ contributor: 'ai', evidence: 'reported', source: 'agent-hook', agent }),
    );
    const [mine, theirs] = [
      one.origins.intern(origins[0] ?? one.origins.get(0)),
      other.origins.intern(origins[1] ?? one.origins.get(0)),
    ];
    assert.equal(
      one.atomically(() => {
        one.writeDocument(key, { runs: [{ utf16Length: 1, originId: mine }], blobOid: null, text: 'x' });
        throw new Error('The disk is full.');
      }),
      false,
    );
    other.writeDocument(key, { runs: [{ utf16Length: 1, originId: theirs }], blobOid: null, text: 'x' });
    const [run] = one.readDocument(key)?.runs ?? [];
    assert.equal(one.origins.get(run?.originId ?? mine).agent, 'codex');
  });
});
