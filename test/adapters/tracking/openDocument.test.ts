import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { noEvidence, type ChangeEvidence } from '../../../src/core/classify/change.ts';
import { type Ledger } from '../../../src/core/ports.ts';
import { type OpenDocument } from '../../../src/features/tracking/openDocument.ts';
import { TrackedDocument, type AttributedText } from '../../../src/features/tracking/trackedDocument.ts';
import { UnsavedTexts } from '../../../src/features/tracking/unsavedTexts.ts';
import { openLedger } from '../../../src/platform/ledger/openLedger.ts';
import { type DocumentHome } from '../../../src/survey/documentHome.ts';
import { gitBlobOid } from '../../../src/survey/storedRuns.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
let nowMs = Date.UTC(2026, 10, 25, 12);
const clock = { nowMs: () => nowMs };

const byReason = (source: string, metadata: Readonly<Record<string, unknown>> = {}): ChangeEvidence => ({
  ...noEvidence,
  view: 'active',
  editReason: { source, metadata },
});
const typed = byReason('cursor', { kind: 'type' });
const accepted = byReason('inlineCompletionAccept', { $extensionId: 'github.copilot' });

/** An open document as VS Code shows it, its text on one line, with what tracking makes of it. */
class Page implements OpenDocument {
  readonly uri: OpenDocument['uri'];
  readonly isDirty = false;
  readonly lineCount = 1;
  readonly eol = 1;
  readonly tracked: TrackedDocument;
  #text: string;
  #timer: (() => void) | null = null;

  constructor(uri: string, text: string) {
    // Tracking names a document by its URI only.
    this.uri = { toString: () => uri, fsPath: uri } as unknown as OpenDocument['uri'];
    this.#text = text;
    this.tracked = new TrackedDocument(this, {
      clock,
      log: silent,
      after: (_, action) => {
        this.#timer = action;
        return () => {
          this.#timer = null;
        };
      },
      onDidSettle: () => undefined,
    });
  }

  getText(): string {
    return this.#text;
  }

  change(evidence: ChangeEvidence, offset: number, deletedLength: number, insertedText: string): void {
    this.#text = this.#text.slice(0, offset) + insertedText + this.#text.slice(offset + deletedLength);
    const place = (character: number): { lineIndex: number; character: number } => ({ lineIndex: 0, character });
    const edit = { start: place(offset), end: place(offset + deletedLength), offset, insertedText };
    this.tracked.see([edit], evidence);
  }

  /** Lets time pass; then the host comes to what waits for a timer. */
  wait(ms: number): void {
    nowMs += ms;
    const timer = this.#timer;
    this.#timer = null;
    timer?.();
  }

  /** VS Code tells that a key moved the caret. */
  keyMovedTo(character: number): void {
    const place = { lineIndex: 0, character };
    this.tracked.selectionChanged('keyboard', [{ start: place, end: place }]);
  }

  save(): void {
    this.tracked.saved(new TextEncoder().encode(this.#text));
    this.tracked.flush();
  }

  /** Pieces of the text with their contributors. */
  told(): readonly string[] {
    const held = this.tracked.attributed();
    let offset = 0;
    return (held?.runs ?? []).map(({ utf16Length, origin }) => {
      const piece = this.#text.slice(offset, offset + utf16Length);
      offset += utf16Length;
      return `${origin.contributor}: ${piece}`;
    });
  }
}

describe('an open document', () => {
  let folder: string;
  let ledger: Ledger;
  const home = (name: string): DocumentHome => ({
    ledger,
    key: { worktree: '', path: name },
    readBlob: () => Promise.resolve(null),
  });

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'acs-open-'));
    ledger = openLedger({ folder, log: silent, nowMs: clock.nowMs() });
  });
  afterEach(() => {
    ledger.close();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [mode, reload] of [
    ['with reasons', byReason('reloadFromDisk')],
    ['without reasons', { ...noEvidence, staysClean: true }],
  ] as const) {
    it(`has what it had when it is read again from disk as it was saved before, ${mode}`, async () => {
      const page = new Page('a.py', '');
      await page.tracked.begin(home('a.py'));
      page.change(typed, 0, 0, 'mine');
      page.change(accepted, 4, 0, ' = sum(theirs)');
      page.save();
      page.change(reload, 4, 14, '');
      assert.deepEqual(page.told(), ['human: mine']);
      page.change(reload, 4, 0, ' = sum(theirs)');
      assert.deepEqual(page.told(), ['human: mine', 'ai:  = sum(theirs)']);
      page.change(reload, 18, 0, ' + 1');
      assert.deepEqual(page.told().slice(2), ['unknown:  + 1']);
    });
  }

  describe('of which VS Code tells no reasons, after a change', () => {
    const unnamed: ChangeEvidence = { ...noEvidence, view: 'active', endsAtCaret: [true], caretCount: 1 };
    let page: Page;
    beforeEach(async () => {
      page = new Page('a.py', '');
      await page.tracked.begin(home('a.py'));
      page.change(unnamed, 0, 0, 'a');
    });

    it('waits for word of the key that made it, and no longer than 40 ms on a host that is on time', () => {
      assert.ok(page.tracked.isWaiting);
      page.wait(40);
      assert.ok(!page.tracked.isWaiting);
      page.keyMovedTo(1);
      assert.deepEqual(page.told(), ['unknown: a']);
    });

    it('waits longer on a busy host, where that word comes late, too', () => {
      page.wait(60);
      page.wait(70);
      assert.ok(page.tracked.isWaiting);
      page.keyMovedTo(1);
      assert.ok(!page.tracked.isWaiting);
      assert.deepEqual(page.told(), ['human: a']);
    });

    it('does not wait for ever', () => {
      for (let turns = 0; turns < 5; turns++) page.wait(200);
      assert.ok(!page.tracked.isWaiting);
      assert.deepEqual(page.told(), ['unknown: a']);
    });
  });

  it('gives to a person what they type again, though it had been an AI’s', async () => {
    const page = new Page('a.py', '');
    await page.tracked.begin(home('a.py'));
    page.change(accepted, 0, 0, 'abc');
    page.save();
    page.change(byReason('cursor', { kind: 'executeCommands' }), 2, 1, '');
    page.save();
    page.change(typed, 2, 0, 'c');
    assert.deepEqual(page.told(), ['ai: ab', 'human: c']);
  });

  it('knows its text again when its file was renamed where nobody watched', async () => {
    const before = new Page('file:///a.ts', '');
    await before.tracked.begin(home('a.ts'));
    before.change(accepted, 0, 0, 'export const answer = compute(question);');
    before.save();
    before.tracked.dispose();
    const after = new Page('file:///renamed.ts', before.getText());
    await after.tracked.begin(home('renamed.ts'));
    assert.deepEqual(after.told(), ['ai: export const answer = compute(question);']);
    after.tracked.flush();
    assert.equal(ledger.readDocument({ worktree: '', path: 'renamed.ts' })?.text, before.getText());
  });

  it('is remembered as it was saved, though the person typed on before anybody looked at the file', async () => {
    const page = new Page('a.py', '');
    await page.tracked.begin(home('a.py'));
    page.change(typed, 0, 0, 'mine');
    page.change(accepted, 4, 0, ' = sum(theirs)');
    const saved = new TextEncoder().encode(page.getText());
    page.change(byReason('cursor', { kind: 'executeCommands' }), 0, 2, '');
    page.change(typed, 0, 0, 'our li');
    page.tracked.saved(saved);
    assert.ok(page.tracked.flush());
    const state = ledger.readState('a.py', gitBlobOid(saved));
    assert.deepEqual(
      state?.runs.map(({ utf16Length, originId }) => [ledger.origins.get(originId).contributor, utf16Length]),
      [
        ['human', 4],
        ['ai', 14],
      ],
    );
    assert.deepEqual(page.told(), ['human: our line', 'ai:  = sum(theirs)']);
    assert.deepEqual(ledger.readDocument({ worktree: '', path: 'a.py' })?.text, page.getText());
    assert.equal(ledger.readDocument({ worktree: '', path: 'a.py' })?.blobOid, null);
  });

  it('is not taken for what another program wrote to its file', async () => {
    const page = new Page('a.py', '');
    await page.tracked.begin(home('a.py'));
    page.change(typed, 0, 0, 'mine');
    const foreign = new TextEncoder().encode('mine, not');
    page.tracked.saved(foreign);
    assert.ok(page.tracked.flush());
    assert.equal(ledger.readState('a.py', gitBlobOid(foreign)), null);
  });

  it('begins with what its text had in the document that it came from, and keeps that', async () => {
    const untitled = new Page('untitled:Untitled-1', '');
    const texts = new UnsavedTexts(clock);
    await untitled.tracked.begin(texts.homeOf('untitled:Untitled-1'));
    texts.opened('untitled:Untitled-1', () => untitled.tracked.attributed());
    untitled.change(typed, 0, 0, 'mine');
    untitled.change(accepted, 4, 0, ' = sum(theirs)');
    const page = new Page('a.py', 'mine = sum(theirs)');
    await page.tracked.begin(home('a.py'), (text) => texts.untitled(text));
    const pieces = ['human: mine', 'ai:  = sum(theirs)'];
    assert.deepEqual(page.told(), pieces);
    page.tracked.flush();
    const again = new Page('a.py', 'mine = sum(theirs)');
    await again.tracked.begin(home('a.py'));
    assert.deepEqual(again.told(), pieces);
  });
});

describe('texts of documents without a file', () => {
  let nowMs: number;
  let texts: UnsavedTexts;
  const held: AttributedText = { text: 'mine', runs: [] };
  const file = { lineCount: 1, getText: () => 'mine' };
  const whole = {
    start: { lineIndex: 0, character: 0 },
    end: { lineIndex: 0, character: 0 },
    offset: 0,
    insertedText: 'mine',
  };

  beforeEach(() => {
    nowMs = 0;
    texts = new UnsavedTexts({ nowMs: () => nowMs });
  });

  it('are found by the edit that fills the file which an untitled document is saved as', () => {
    texts.opened('untitled:a', () => held);
    assert.equal(texts.savedAs([whole], file)?.how, 'carry');
    assert.equal(texts.savedAs([{ ...whole, insertedText: 'min' }], file), null);
    assert.equal(texts.savedAs([whole, { ...whole, offset: 9 }], file), null);
  });

  it('are found for some seconds after an untitled document was closed', () => {
    texts.opened('untitled:a', () => held);
    texts.closed('untitled:a');
    nowMs = 4_000;
    assert.notEqual(texts.untitled('mine'), null);
    nowMs = 6_000;
    assert.equal(texts.untitled('mine'), null);
  });

  it('are found of cells only in the same notebook, however long ago', () => {
    texts.opened('vscode-notebook-cell:/a.ipynb#1', () => held);
    texts.closed('vscode-notebook-cell:/a.ipynb#1');
    nowMs = 600_000;
    assert.notEqual(texts.otherCell('mine', 'vscode-notebook-cell:/a.ipynb#2'), null);
    assert.equal(texts.otherCell('mine', 'vscode-notebook-cell:/b.ipynb#1'), null);
    assert.equal(texts.untitled('mine'), null);
  });

  it('are nothing where they are blank, or not known yet', () => {
    texts.opened('untitled:a', () => ({ text: '  ', runs: [] }));
    texts.opened('untitled:b', () => null);
    assert.equal(texts.untitled('  '), null);
    assert.equal(texts.untitled('mine'), null);
  });
});
