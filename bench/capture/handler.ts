import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Attribution } from '../../src/core/attribution/attribution.ts';
import { makeOrigin, OriginTable } from '../../src/core/attribution/origin.ts';
import { type ChangeHappening } from '../../src/core/classify/happening.ts';
import { Witness } from '../../src/core/classify/witness.ts';
import { type Ledger, type Logger } from '../../src/core/ports.ts';
import { TrackedDocument } from '../../src/features/tracking/trackedDocument.ts';
import { openLedger } from '../../src/platform/ledger/openLedger.ts';
import { percentile, timed } from '../measure.ts';
import { against, type Figure } from '../report.ts';
import { ReplayedDocument } from './replay.ts';

const lineCount = 50_000;
const keystrokes = 20_000;
/** Ten seconds of an agent that makes 200 edits a second. */
const streamedEdits = 2_000;
const streamedPerSecond = 200;
/** The extension writes this often. */
const flushEveryMs = 400;
const frameMs = 1000 / 60;

const logger: Logger = {
  debug: () => {},
  info: () => {},
  warn: (text) => console.error(text),
  error: (text, error) => console.error(text, error),
};

/** A file of 50,000 lines that is tracked as in a window, with a ledger on disk. */
class LargeFile {
  readonly #document: ReplayedDocument;
  readonly #tracked: TrackedDocument;
  readonly #witness = new Witness({ range: () => null, deleted: () => null });
  #lines = lineCount + 1;
  #version = 1;
  #offset: number;
  #lineIndex = lineCount / 2;
  #character = 0;

  private constructor(text: string) {
    this.#document = new ReplayedDocument('file:///w/large.ts', text, '\n');
    this.#document.isDirty = true;
    // Counting the lines of a text that is built for the purpose would cost more than what is measured.
    Object.defineProperty(this.#document, 'lineCount', { get: () => this.#lines });
    this.#offset = text.split('\n', this.#lineIndex).join('\n').length + 1;
    this.#tracked = new TrackedDocument(this.#document, {
      clock: { nowMs: () => this.#version },
      log: logger,
      after: () => () => {},
      onDidSettle: () => {},
    });
  }

  static async open(ledger: Ledger): Promise<LargeFile> {
    const line = (_: unknown, index: number): string => `  const value${index} = compute(${index % 97});\n`;
    const file = new LargeFile(Array.from({ length: lineCount }, line).join(''));
    await file.#tracked.begin({
      ledger,
      key: { worktree: '', path: 'large.ts' },
      readBlob: () => Promise.resolve(null),
    });
    return file;
  }

  /** Inserts at the caret, which moves behind it; the selection event that follows has this kind. */
  insert(insertedText: string, atMs: number, kind: 'keyboard' | null): void {
    const at = { lineIndex: this.#lineIndex, character: this.#character };
    const caret = { start: at, end: at };
    const breaks = insertedText.split('\n').length - 1;
    this.#version++;
    this.#offset += insertedText.length;
    this.#lines += breaks;
    this.#lineIndex += breaks;
    this.#character =
      breaks > 0 ? insertedText.length - insertedText.lastIndexOf('\n') - 1 : at.character + insertedText.length;
    const change: ChangeHappening = {
      what: 'change',
      atMs,
      document: 'file:///w/large.ts',
      version: this.#version,
      edits: [{ ...caret, offset: this.#offset - insertedText.length, insertedText }],
      undoRedo: null,
      isDirty: true,
      view: 'active',
      selections: [caret],
      editReason: null,
    };
    this.#tracked.see(change.edits, this.#witness.evidenceOf(change));
    const after = { lineIndex: this.#lineIndex, character: this.#character };
    this.#tracked.selectionChanged(kind, [{ start: after, end: after }]);
  }

  flush(): void {
    this.#tracked.flush();
  }
}

/** What typing costs the extension host: the change and the selection event that follows it. */
function measureTyping(file: LargeFile): Record<string, Figure> {
  const times = Float64Array.from({ length: keystrokes }, (_, key) =>
    timed(() => file.insert(key % 40 === 39 ? '\n' : 'x', key * 100, 'keyboard')),
  ).slice(keystrokes / 10);
  file.flush();
  return {
    'handler.p50': { value: percentile(times, 0.5), unit: 'ms' },
    'handler.p99': against(percentile(times, 0.99), 'ms', 'limit', 0.3),
    'handler.max': { value: percentile(times, 1), unit: 'ms' },
  };
}

/** What an agent that streams into the same file costs: each turn of the host that it takes, and how much of the time all of them take. */
function measureStream(file: LargeFile): Record<string, Figure> {
  const turns: number[] = [];
  const flushes: number[] = [];
  let flushedAtMs = 0;
  for (let edit = 0; edit < streamedEdits; edit++) {
    const atMs = 10_000_000 + (edit * 1000) / streamedPerSecond;
    turns.push(timed(() => file.insert(edit % 4 === 3 ? 'of it;\n' : 'a little more ', atMs, null)));
    if (atMs - flushedAtMs < flushEveryMs) continue;
    flushedAtMs = atMs;
    flushes.push(timed(() => file.flush()));
  }
  const busyMs = [...turns, ...flushes].reduce((sum, ms) => sum + ms, 0);
  return {
    'stream.turn.p99': against(percentile(turns, 0.99), 'ms', 'frame', frameMs),
    // The window draws in another process, which a write does not hold up.
    'stream.flush.max': { value: percentile(flushes, 1), unit: 'ms' },
    'stream.busy': { value: busyMs / ((streamedEdits / streamedPerSecond) * 1000), unit: 'ratio' },
  };
}

/** What an attribution of many runs takes in memory. */
function measureMemory(): Record<string, Figure> {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const bytesInUse = (): number => {
    collectGarbage();
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const origins = new OriginTable();
  const ids = (['ai', 'human'] as const).map((contributor) =>
    origins.intern(makeOrigin({ contributor, evidence: 'observed', source: 'keystroke' })),
  );
  const runs = Array.from({ length: 200_000 }, (_, index) => ({
    utf16Length: 1 + (index % 60),
    originId: ids[index % 2] ?? 0,
  }));
  const before = bytesInUse();
  const attribution = Attribution.fromRuns(runs);
  const bytes = bytesInUse() - before;
  return { 'memory.perRun': against(bytes / attribution.runCount, 'bytes', 'limit', 40) };
}

/** The cost of tracking in a file of 50,000 lines, with a ledger on disk, and of what is kept in memory. */
export async function measureHandler(): Promise<Record<string, Figure>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'acs-b-'));
  const ledger = openLedger({ folder, log: logger, nowMs: 0 });
  try {
    const file = await LargeFile.open(ledger);
    return { ...measureTyping(file), ...measureStream(file), ...measureMemory() };
  } finally {
    ledger.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
