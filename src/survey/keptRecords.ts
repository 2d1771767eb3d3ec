import { originFromKey, originKey, type OriginId } from '../core/attribution/origin.ts';
import { ByteReader, ByteWriter } from '../core/byteLog.ts';
import { type Ledger } from '../core/ports.ts';
import { isNumbers, isStrings, parseUnpacked } from './packed.ts';
import { dense, readSections, writeSections } from './packedSections.ts';

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
const form = 2;

/** So few logs beyond the kept ones are sooner read again than all of them written. */
const fewNewLogs = 16;

/**
 * What authorship logs say of lines, by their object ids, as it was read before: a log holds whole conversations, of which this is a hundredth. Logs that were not kept
 * are not here.
 */
export class KeptRecords {
  readonly #ledger: RecordLedger;
  /** By log: of each path its number and how many ranges, three numbers each, follow. Taken apart when somebody asks: of most nobody does. */
  readonly #rows = new Map<string, Uint8Array>();
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
    const [head, names, all] = readSections(ledger, cacheName) ?? [];
    const packed = head === undefined ? null : parseUnpacked(head);
    if (packed?.['form'] !== form || names === undefined || all === undefined) return kept;
    const { paths, origins: keys, lengths } = packed;
    if (!isStrings(paths) || !isStrings(keys) || !isNumbers(lengths)) return kept;
    const origins = keys.map(originFromKey);
    if (origins.includes(null)) return kept;
    for (const origin of origins) if (origin !== null) kept.#numberOfOrigin(ledger.origins.intern(origin));
    for (const path of paths) kept.#numberOfPath(path);
    const logs = names.toString('latin1').split('\n');
    let at = 0;
    for (const [index, length] of lengths.entries())
      kept.#rows.set(logs[index] ?? '', all.subarray(at, (at += length)));
    return kept;
  }

  /** Null for a log that was not kept. */
  of(logOid: string): RecordedLines | null {
    const row = this.#rows.get(logOid);
    if (row === undefined) return null;
    const found = new Map<string, RecordedRange[]>();
    const reader = new ByteReader(row);
    while (!reader.isOver) {
      const ranges: RecordedRange[] = [];
      found.set(this.#paths[reader.number()] ?? '', ranges);
      for (let left = reader.number(); left > 0; left--) {
        const [firstLineNumber, lastLineNumber] = [reader.number(), reader.number()];
        ranges.push({ firstLineNumber, lastLineNumber, originId: this.#originIds[reader.number()] ?? 0 });
      }
    }
    return found;
  }

  set(logOid: string, lines: RecordedLines): void {
    const row = new ByteWriter();
    for (const [path, ranges] of lines) {
      row.number(this.#numberOfPath(path));
      row.number(ranges.length);
      for (const { firstLineNumber, lastLineNumber, originId } of ranges) {
        row.number(firstLineNumber);
        row.number(lastLineNumber);
        row.number(this.#numberOfOrigin(originId));
      }
    }
    this.#rows.set(logOid, row.written());
    this.#unstored++;
  }

  /** Keeps what logs say that still are among some, unless hardly any of it is new. */
  store(logs: ReadonlySet<string>): void {
    if (this.#unstored < fewNewLogs) return;
    this.#unstored = 0;
    const rows = [...this.#rows].filter(([log]) => logs.has(log));
    const head = {
      form,
      paths: this.#paths,
      origins: this.#originIds.map((id) => originKey(this.#ledger.origins.get(id))),
      lengths: rows.map(([, row]) => row.length),
    };
    writeSections(this.#ledger, cacheName, [
      () => Buffer.from(JSON.stringify(head), 'utf8'),
      dense(() => Buffer.from(rows.map(([log]) => log).join('\n'), 'latin1')),
      () => Buffer.concat(rows.map(([, row]) => row)),
    ]);
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
