import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { baselineOriginId, makeOrigin, unknownOriginId } from '../../../src/core/attribution/origin.ts';
import { type Ledger, type LedgerEdit, type Logger } from '../../../src/core/ports.ts';
import { openLedger } from '../../../src/platform/ledger/openLedger.ts';

const log: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const key = { worktree: '', path: 'src/a file.ts' };
const ai = makeOrigin({
  contributor: 'ai',
  evidence: 'reported',
  source: 'edit-reason',
  agent: 'copilot',
  session: 's1',
});
const human = makeOrigin({
  contributor: 'human',
  evidence: 'observed',
  source: 'keystroke',
  atMs: Date.UTC(2026, 1, 1),
});

describe('the ledger', () => {
  /** Made for each test and removed after it; nothing else is ever removed. */
  let scratch: string;
  let folder: string;
  const opened: Ledger[] = [];

  function open(): Ledger {
    const ledger = openLedger({ folder, log, nowMs: Date.UTC(2026, 10, 1) });
    opened.push(ledger);
    return ledger;
  }

  beforeEach(() => {
    scratch = mkdtempSync(path.join(tmpdir(), 'ledger-'));
    folder = path.join(scratch, 'ai-code-share');
  });

  afterEach(() => {
    for (const ledger of opened.splice(0)) ledger.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('gives back what was written, also after it was closed', () => {
    const first = open();
    const runs = [
      { utf16Length: 3, originId: first.origins.intern(ai) },
      { utf16Length: 2, originId: first.origins.intern(human) },
      { utf16Length: 1, originId: baselineOriginId },
      { utf16Length: 1, originId: unknownOriginId },
    ];
    first.writeDocument(key, { runs, blobOid: 'b1', text: 'abcdé\nz' });
    first.close();
    const again = open();
    const stored = again.readDocument(key);
    assert.ok(stored);
    assert.equal(stored.text, 'abcdé\nz');
    assert.equal(stored.blobOid, 'b1');
    assert.deepEqual(
      stored.runs.map((run) => [run.utf16Length, again.origins.get(run.originId)]),
      runs.map((run) => [run.utf16Length, first.origins.get(run.originId)]),
    );
    assert.equal(again.problem, null);
  });

  it('is readable by its owner only', function () {
    if (process.platform === 'win32') this.skip();
    const ledger = open();
    ledger.writeDocument(key, { runs: [], blobOid: null, text: '' });
    for (const file of readdirSync(folder)) assert.equal(statSync(path.join(folder, file)).mode & 0o777, 0o600, file);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
  });

  it('law: a snapshot with a journal reads like a snapshot of the end', () => {
    const edit = fc.tuple(fc.nat(), fc.nat(4), fc.stringMatching(/^[a-z\n]{0,5}$/), fc.boolean());
    const ledger = open();
    const ids = [ledger.origins.intern(ai), ledger.origins.intern(human)] as const;
    fc.assert(
      fc.property(fc.array(fc.array(edit, { minLength: 1, maxLength: 4 }), { maxLength: 6 }), (batches) => {
        let text = 'start';
        let units = Array.from(text, () => unknownOriginId);
        const generation = ledger.writeDocument(key, {
          runs: [{ utf16Length: 5, originId: unknownOriginId }],
          blobOid: 'b',
          text,
        });
        for (const batch of batches) {
          const edits = batch.map(([at, deleted, insertedText, isAi]): LedgerEdit => {
            const offset = at % (text.length + 1);
            const deletedUtf16Length = Math.min(deleted, text.length - offset);
            const originId = isAi ? ids[0] : ids[1];
            text = text.slice(0, offset) + insertedText + text.slice(offset + deletedUtf16Length);
            const fresh = Array.from(insertedText, () => originId);
            units = [...units.slice(0, offset), ...fresh, ...units.slice(offset + deletedUtf16Length)];
            const insertedRuns = insertedText === '' ? [] : [{ utf16Length: insertedText.length, originId }];
            return { offset, deletedUtf16Length, insertedText, insertedRuns };
          });
          assert.equal(ledger.appendEdits(key, generation, edits), true);
        }
        const stored = ledger.readDocument(key);
        assert.equal(stored?.text, text);
        assert.deepEqual(
          stored.runs.flatMap((run) => new Array<number>(run.utf16Length).fill(run.originId)),
          units,
        );
        assert.equal(stored.blobOid, batches.length === 0 ? 'b' : null, 'an edited text is not the one on disk');
      }),
      { numRuns: 60 },
    );
  });

  it('refuses journal entries for a document that somebody else has written since', () => {
    const [one, other] = [open(), open()];
    const document = { runs: [], blobOid: null, text: '' };
    const generation = one.writeDocument(key, document);
    assert.equal(one.appendEdits(key, generation, []), true);
    other.writeDocument(key, document);
    assert.equal(one.appendEdits(key, generation, []), false);
  });

  it('refuses journal entries for a document whose text is gone', () => {
    const ledger = open();
    const generation = ledger.writeDocument(key, { runs: [{ utf16Length: 1, originId: 0 }], blobOid: 'b', text: 'x' });
    ledger.forgetText(key, 'b');
    assert.equal(ledger.readDocument(key)?.text, null);
    assert.equal(ledger.appendEdits(key, generation, []), false);
  });

  it('forgets a text only while the document is the blob that was named', () => {
    const ledger = open();
    const generation = ledger.writeDocument(key, { runs: [{ utf16Length: 1, originId: 0 }], blobOid: 'b', text: 'x' });
    ledger.forgetText(key, 'c');
    assert.equal(ledger.readDocument(key)?.text, 'x');
    const edit = {
      offset: 0,
      deletedUtf16Length: 1,
      insertedText: 'y',
      insertedRuns: [{ utf16Length: 1, originId: 0 }],
    };
    ledger.appendEdits(key, generation, [edit]);
    ledger.forgetText(key, 'b');
    assert.equal(ledger.readDocument(key)?.text, 'y');
  });

  it('moves and removes documents, and lists those of one work tree', () => {
    const ledger = open();
    const generation = ledger.writeDocument(key, { runs: [], blobOid: null, text: '' });
    ledger.appendEdits(key, generation, [
      { offset: 0, deletedUtf16Length: 0, insertedText: 'x', insertedRuns: [{ utf16Length: 1, originId: 0 }] },
    ]);
    ledger.writeDocument({ worktree: 'other', path: 'b' }, { runs: [], blobOid: null, text: null });
    const moved = { worktree: '', path: 'b.ts' };
    ledger.writeDocument(moved, { runs: [], blobOid: null, text: 'stood here before' });
    ledger.renameDocument(key, moved);
    assert.equal(ledger.readDocument(moved)?.text, 'x');
    assert.deepEqual(ledger.listDocuments(''), [{ path: 'b.ts', blobOid: null, hasText: true }]);
    ledger.removeDocument(moved);
    assert.deepEqual(ledger.listDocuments(''), []);
    assert.equal(ledger.listDocuments('other').length, 1);
    ledger.renameDocument(key, moved);
    assert.deepEqual(ledger.listDocuments(''), [], 'an unknown document moves nowhere');
  });

  it('adds up the daily counters and gives back those of a period', () => {
    const ledger = open();
    const originId = ledger.origins.intern(ai);
    const row = { day: '2026-02-01', path: 'a', originId, insertedUtf16Length: 5, deletedUtf16Length: 1 };
    ledger.addFlow([row, { ...row, day: '2026-02-02' }]);
    ledger.addFlow([row]);
    assert.deepEqual(ledger.readFlow('2026-02-01', '2026-02-01'), [
      { ...row, insertedUtf16Length: 10, deletedUtf16Length: 2 },
    ]);
    assert.equal(ledger.readFlow(null, null).length, 2);
    assert.equal(ledger.readFlow('2026-02-03', null).length, 0);
  });

  it('keeps what git blame said of a blob', () => {
    const ledger = open();
    const pieces = [
      { lineIndex: 0, lineCount: 3, commit: 'c'.repeat(40), originalPath: 'old name\n.ts', originalLineIndex: 7 },
      { lineIndex: 3, lineCount: 1, commit: 'd'.repeat(40), originalPath: 'a.ts', originalLineIndex: 0 },
    ];
    assert.equal(ledger.readBlame('a.ts', 'b'), null);
    ledger.writeBlame([{ path: 'a.ts', blobOid: 'b', askedAt: 'here', pieces }]);
    assert.deepEqual(ledger.readBlame('a.ts', 'b'), { askedAt: 'here', pieces });
    ledger.writeBlame([{ path: 'a.ts', blobOid: 'b', askedAt: 'there', pieces: [] }]);
    assert.deepEqual(ledger.readBlame('a.ts', 'b'), { askedAt: 'there', pieces: [] });
  });

  it('keeps what can be made again under a name, until it is replaced or forgotten', () => {
    const ledger = open();
    assert.equal(ledger.readCache('one'), null);
    ledger.writeCache('one', Uint8Array.of(1, 2));
    ledger.writeCache('two', Uint8Array.of(3));
    ledger.writeCache('one', Uint8Array.of(4));
    assert.deepEqual(ledger.readCache('one'), Uint8Array.of(4));
    ledger.writeCache('one', null);
    assert.equal(ledger.readCache('one'), null);
    assert.deepEqual(ledger.readCache('two'), Uint8Array.of(3));
  });

  it('lets go of what was written first among names that begin alike', () => {
    const ledger = open();
    const names = ['lines ü', 'lines a', 'lines z', 'linesman', 'line'];
    for (const name of names) ledger.writeCache(name, Uint8Array.of(1));
    ledger.writeCache('lines ü', Uint8Array.of(2));
    ledger.trimCache('lines ', 2);
    assert.deepEqual(
      names.filter((name) => ledger.readCache(name) !== null),
      ['lines ü', 'lines z', 'linesman', 'line'],
    );
  });

  it('keeps a saved state of a file that is saved unchanged a hundred times since', () => {
    const ledger = open();
    const state = (blobOid: string): void => {
      const runs = [{ utf16Length: 3, originId: ledger.origins.intern(ai) }];
      ledger.writeDocument(key, { runs, blobOid, text: 'abc' });
    };
    state('stashed');
    for (let saves = 0; saves < 100; saves++) state('as it is');
    assert.deepEqual(
      ledger.readStates(key.path).map(({ blobOid }) => blobOid),
      ['as it is', 'stashed'],
    );
    for (let saves = 0; saves < 100; saves++) state(`s${saves}`);
    assert.equal(ledger.readStates(key.path).length, 64);
    assert.equal(ledger.findState('stashed'), null);
  });

  it('keeps the last texts that a document had on the disk until they are dropped, but none that a commit holds', () => {
    const ledger = open();
    const save = (blobOid: string | null): void => {
      const text = `${blobOid ?? 'typed'}\n`;
      const runs = [{ utf16Length: text.length, originId: ledger.origins.intern(ai) }];
      ledger.writeDocument(key, { runs, blobOid, text });
    };
    const textOf = (blobOid: string): string | null | undefined => ledger.readState(key.path, blobOid)?.text;
    save('one');
    assert.equal(textOf('one'), null, 'the document has it');
    save(null);
    save('two');
    assert.equal(textOf('one'), 'one\n');
    save('two');
    ledger.forgetText(key, 'two');
    save('three');
    assert.equal(textOf('two'), null, 'a commit had it');
    save('one');
    save('four');
    assert.deepEqual(
      ledger.listStates(key.path).map(({ blobOid, hasText }) => [blobOid, hasText]),
      [
        ['four', false],
        ['one', true],
        ['three', true],
        ['two', false],
      ],
    );
    const passed = ledger.statesWithText();
    for (let saves = 0; saves < 20; saves++) save(`s${saves}`);
    assert.equal(textOf('one'), null, 'there are enough later ones');
    assert.equal(ledger.statesWithText().length, 16);
    ledger.forgetStateTexts(passed);
    assert.equal(ledger.statesWithText().length, 16, 'those that came since are not dropped');
    ledger.forgetStateTexts(ledger.statesWithText());
    assert.deepEqual(ledger.statesWithText(), []);
    assert.equal(ledger.readStates(key.path).length, 24, 'what they say of each character stays');
  });

  it('says how much it holds', () => {
    const ledger = open();
    ledger.writeDocument(key, {
      runs: [{ utf16Length: 1, originId: ledger.origins.intern(ai) }],
      blobOid: null,
      text: 'x',
    });
    ledger.touchSession({ id: 's1', agent: 'claude', model: null, atMs: 5 });
    ledger.touchSession({ id: 's1', agent: 'claude', model: 'm', atMs: 3 });
    const { documents, sessions, bytes } = ledger.summary();
    assert.deepEqual({ documents, sessions }, { documents: 1, sessions: 1 });
    assert.ok(bytes > 0);
  });

  it('sets a damaged database aside, says so, and goes on with a new one', () => {
    open().close();
    writeFileSync(
      path.join(folder, 'ledger.db'),
      'this is no database, and it is long enough to be looked at twice'.repeat(50),
    );
    const ledger = open();
    assert.match(ledger.problem ?? '', /damaged .* set aside as ledger\.db\.corrupt-/);
    ledger.writeDocument(key, { runs: [], blobOid: null, text: 'new' });
    assert.equal(ledger.readDocument(key)?.text, 'new');
    assert.ok(readdirSync(folder).some((file) => file.startsWith('ledger.db.corrupt-')));
  });

  it('goes on where damage shows only while it is read, says so, and is set aside the next time', async () => {
    const { DatabaseSync } = await import('node:sqlite');
    for (const table of ['documents', 'flow']) {
      const first = open();
      first.writeDocument(key, { runs: [], blobOid: null, text: 'old' });
      first.close();
      const file = path.join(folder, 'ledger.db');
      const database = new DatabaseSync(file);
      const find = database.prepare(
        "SELECT rootpage, (SELECT page_size FROM pragma_page_size) AS bytes FROM sqlite_master WHERE type = 'table' AND name LIKE ?",
      );
      const { rootpage, bytes } = find.get(`${table}%`) ?? {};
      database.close();
      assert.ok(typeof rootpage === 'number' && typeof bytes === 'number', table);
      const pages = readFileSync(file);
      pages.fill(0xee, (rootpage - 1) * bytes, rootpage * bytes);
      writeFileSync(file, pages);
      const ledger = open();
      assert.doesNotThrow(() => {
        ledger.summary();
        ledger.readDocument(key);
        ledger.readCache('commits');
        ledger.readBlame('a.ts', '0'.repeat(40));
      }, table);
      assert.match(ledger.problem ?? '', /damaged/, table);
      ledger.close();
      const next = open();
      assert.equal(next.readDocument(key), null, table);
      next.close();
      assert.equal(open().problem, null, table);
      folder = path.join(scratch, `after ${table}`);
    }
  });

  it('reads a database of a newer version and leaves it alone', async () => {
    open().writeDocument(key, { runs: [], blobOid: null, text: 'old' });
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(path.join(folder, 'ledger.db'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    const ledger = open();
    assert.match(ledger.problem ?? '', /newer version/);
    ledger.writeDocument(key, { runs: [], blobOid: null, text: 'changed' });
    assert.equal(ledger.readDocument(key)?.text, 'old');
  });

  it('lives in memory where nothing can be stored, and says so', () => {
    writeFileSync(path.join(scratch, 'file'), '');
    folder = path.join(scratch, 'file', 'ai-code-share');
    const ledger = open();
    assert.match(ledger.problem ?? '', /cannot be stored/);
    ledger.writeDocument(key, { runs: [], blobOid: null, text: 'x' });
    assert.equal(ledger.readDocument(key)?.text, 'x');
  });

  it('knows origins that another process added after it was opened', () => {
    const [one, other] = [open(), open()];
    one.writeDocument(key, { runs: [{ utf16Length: 1, originId: one.origins.intern(ai) }], blobOid: null, text: 'x' });
    const [run] = other.readDocument(key)?.runs ?? [];
    assert.deepEqual(other.origins.get(run?.originId ?? -1), ai);
  });

  it('loses nothing that was written when its process is killed, while another one writes too', async function () {
    this.timeout(20_000);
    const writer = path.join(import.meta.dirname, 'endlessWriter.ts');
    const children = ['one', 'two'].map((name) =>
      spawn(process.execPath, [writer, folder, name], { stdio: ['ignore', 'pipe', 'inherit'] }),
    );
    const lastSaid = await Promise.all(
      children.map(async (child) => {
        let said = 0;
        try {
          for await (const line of createInterface(child.stdout)) {
            said = Number(line);
            if (said === 300) child.kill('SIGKILL');
          }
        } finally {
          child.kill('SIGKILL');
        }
        return said;
      }),
    );
    const ledger = open();
    assert.equal(ledger.problem, null);
    ['one', 'two'].forEach((name, index) => {
      const said = lastSaid[index] ?? 0;
      assert.ok(said >= 300);
      const text = ledger.readDocument({ worktree: '', path: name })?.text ?? '';
      assert.ok(text.length >= said, `${name} said ${said} and ${text.length} are there`);
    });
    assert.ok(existsSync(path.join(folder, 'ledger.db')));
  });
});
