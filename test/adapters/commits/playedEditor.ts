import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { baselineOriginId, makeOrigin, unknownOriginId, type OriginId } from '../../../src/core/attribution/origin.ts';
import { type Run } from '../../../src/core/attribution/run.ts';
import { type OpenedPlace } from '../../../src/survey/openPlace.ts';
import { gitBlobOid, storedRuns } from '../../../src/survey/storedRuns.ts';
import { type WriterOf } from './writer.ts';

/** Does to the ledger what an editor does whose files are `\n`-ended lines. */
export class PlayedEditor {
  readonly #opened: OpenedPlace;
  readonly #folder: string;
  readonly #nowMs: number;
  readonly #writerOf: WriterOf;

  constructor(opened: OpenedPlace, folder: string, nowMs: number, writerOf: WriterOf) {
    this.#opened = opened;
    this.#folder = folder;
    this.#nowMs = nowMs;
    this.#writerOf = writerOf;
  }

  /** Sees a file change: lines that were there keep what is known of them, new ones are seen being written. Call what it returns when the file is saved. */
  async change(file: string, before: readonly string[], after: readonly string[]): Promise<() => void> {
    const { ledger } = this.#opened;
    const { key, runs } = await this.#begin(file);
    const ownIds = new Map<string, readonly Run[]>();
    let offset = 0;
    for (const line of before) {
      ownIds.set(line, slice(runs, offset, offset + line.length + 1));
      offset += line.length + 1;
    }
    const newRuns = after.flatMap(
      (line) => ownIds.get(line) ?? [{ utf16Length: line.length + 1, originId: this.#originId(line) }],
    );
    return () => {
      const bytes = readFileSync(this.#at(file));
      ledger.writeDocument(key, { runs: newRuns, blobOid: gitBlobOid(bytes), text: bytes.toString('utf8') });
    };
  }

  /** What an editor does with its open files after something changed them: they are read, and what is new was not seen being written. */
  async readAnew(): Promise<void> {
    const { ledger, place } = this.#opened;
    const worktree = place.kind === 'repository' ? place.worktree : '';
    for (const { path: file } of ledger.listDocuments(worktree)) {
      if (!existsSync(this.#at(file))) continue;
      const { key, runs, text } = await this.#begin(file);
      ledger.writeDocument(key, { runs, blobOid: gitBlobOid(readFileSync(this.#at(file))), text });
    }
  }

  #at(file: string): string {
    return path.join(this.#folder, file);
  }

  async #begin(file: string) {
    const { ledger, place, readBlob } = this.#opened;
    const key = { worktree: place.kind === 'repository' ? place.worktree : '', path: file };
    const text = existsSync(this.#at(file)) ? readFileSync(this.#at(file), 'utf8') : '';
    const stored = await storedRuns(ledger, key, text, readBlob);
    // A file that was renamed unwatched is known by its content, as when an editor opens it.
    const state = stored === null ? ledger.findState(gitBlobOid(Buffer.from(text))) : null;
    const nobodys = text === '' ? [] : [{ utf16Length: text.length, originId: baselineOriginId }];
    return { key, runs: stored ?? state?.runs ?? nobodys, text };
  }

  #originId(line: string): OriginId {
    const { origins } = this.#opened.ledger;
    const writer = this.#writerOf(line);
    const atMs = this.#nowMs;
    if (writer === 'human')
      return origins.intern(makeOrigin({ contributor: 'human', evidence: 'observed', source: 'keystroke', atMs }));
    if (writer !== 'ai') return unknownOriginId;
    const agent = { agent: 'claude', model: 'claude-opus-4-6', session: 'k-1' };
    return origins.intern(
      makeOrigin({ contributor: 'ai', evidence: 'reported', source: 'edit-reason', ...agent, atMs }),
    );
  }
}

function slice(runs: readonly Run[], offset: number, endExclusive: number): readonly Run[] {
  const cut: Run[] = [];
  let at = 0;
  for (const run of runs) {
    const length = Math.min(endExclusive, at + run.utf16Length) - Math.max(offset, at);
    if (length > 0) cut.push({ utf16Length: length, originId: run.originId });
    at += run.utf16Length;
  }
  return cut;
}
