import { originFromKey, originKey, type OriginId } from '../core/attribution/origin.ts';
import { type Ledger } from '../core/ports.ts';
import { isNumbers, isStrings, readPacked, writePacked } from './packed.ts';

/** Lines of a file of a commit, 1-based and included, and whose its log says they are. */
export interface RecordedRange {
  readonly firstLineNumber: number;
  readonly lastLineNumber: number;
  readonly originId: OriginId;
}

/** What a log says of the files of its commit, by path. */
export type RecordedLines = ReadonlyMap<string, readonly RecordedRange[]>;

type RecordLedger = Pick<Ledger, 'readCache' | 'writeCache' | 'origins'>;

const cacheName = 'records';
/** Another one where logs are read otherwise. */
const form = 1;

/** So few logs beyond the kept ones are sooner read again than all of them written. */
const fewNewLogs = 16;

/**
 * What authorship logs say of lines, by their object ids, as it was read before: a log holds whole conversations, of which this is a hundredth. Logs that were not kept
 * are not here.
 */
export class KeptRecords {
  readonly #ledger: RecordLedger;
  readonly #rows = new Map<string, readonly number[]>();
  readonly #paths: string[] = [];
  readonly #pathNumbers = new Map<string, number>();
  readonly #originIds: OriginId[] = [];
  readonly #originNumbers = new Map<OriginId, number>();
  #unstored = 0;

  private constructor(ledger: RecordLedger) {
    this.#ledger = ledger;
  }

  /** As they were kept; none where they were not, or are damaged. */
  static load(ledger: RecordLedger): KeptRecords {
    const kept = new KeptRecords(ledger);
    const packed = readPacked(ledger, cacheName);
    if (packed?.['form'] !== form) return kept;
    const { paths, origins: keys, logs, rows } = packed;
    if (!isStrings(paths) || !isStrings(keys) || !isStrings(logs) || !Array.isArray(rows)) return kept;
    if (rows.length !== logs.length || !rows.every(isNumbers)) return kept;
    const origins = keys.map(originFromKey);
    if (origins.includes(null)) return kept;
    for (const origin of origins) if (origin !== null) kept.#numberOfOrigin(ledger.origins.intern(origin));
    for (const path of paths) kept.#numberOfPath(path);
    for (const [index, log] of logs.entries()) kept.#rows.set(log, rows[index] ?? []);
    return kept;
  }

  /** Null for a log that was not kept. */
  of(logOid: string): RecordedLines | null {
    const row = this.#rows.get(logOid);
    if (row === undefined) return null;
    const found = new Map<string, RecordedRange[]>();
    for (let index = 0; index + 1 < row.length;) {
      const [path = 0, count = 0] = row.slice(index, index + 2);
      const ranges: RecordedRange[] = [];
      found.set(this.#paths[path] ?? '', ranges);
      index += 2;
      for (let left = count; left > 0; left--, index += 3) {
        const [firstLineNumber = 0, lastLineNumber = 0, origin = 0] = row.slice(index, index + 3);
        ranges.push({ firstLineNumber, lastLineNumber, originId: this.#originIds[origin] ?? 0 });
      }
    }
    return found;
  }

  set(logOid: string, lines: RecordedLines): void {
    const row: number[] = [];
    for (const [path, ranges] of lines) {
      row.push(this.#numberOfPath(path), ranges.length);
      for (const { firstLineNumber, lastLineNumber, originId } of ranges)
        row.push(firstLineNumber, lastLineNumber, this.#numberOfOrigin(originId));
    }
    this.#rows.set(logOid, row);
    this.#unstored++;
  }

  /** Keeps what logs say that still are among some, unless hardly any of it is new. */
  store(logs: ReadonlySet<string>): void {
    if (this.#unstored < fewNewLogs) return;
    this.#unstored = 0;
    const rows = [...this.#rows].filter(([log]) => logs.has(log));
    writePacked(this.#ledger, cacheName, {
      form,
      paths: this.#paths,
      origins: this.#originIds.map((id) => originKey(this.#ledger.origins.get(id))),
      logs: rows.map(([log]) => log),
      rows: rows.map(([, row]) => row),
    });
  }

  #numberOfPath(path: string): number {
    let number = this.#pathNumbers.get(path);
    if (number === undefined) this.#pathNumbers.set(path, (number = this.#paths.push(path) - 1));
    return number;
  }

  #numberOfOrigin(originId: OriginId): number {
    let number = this.#originNumbers.get(originId);
    if (number === undefined) this.#originNumbers.set(originId, (number = this.#originIds.push(originId) - 1));
    return number;
  }
}
