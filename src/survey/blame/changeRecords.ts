import { ByteReader, ByteWriter } from '../../core/byteLog.ts';
import { readHex, writeHex } from './byteNames.ts';
import { type Hunk } from './gitDiff.ts';

/** What a commit did to a file beside one of its parents: the difference as blame sees it, or that it made the file and git finds no other that it was. */
export type SeenChange = readonly Hunk[] | 'added';

/** What a walk saw of one path, packed by {@link ChangeRecords}. */
export interface FileChanges {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A change as it was seen. */
export interface ChangeRecord {
  /** Full object id. */
  readonly commit: string;
  /** Beside which of the commit's parents, from 0 on. */
  readonly nthParent: number;
  readonly change: SeenChange;
}

/** Collects what a walk sees of the paths that it comes to. */
export class ChangeRecords {
  readonly #writers = new Map<string, ByteWriter>();

  add(path: string, { commit, nthParent, change }: ChangeRecord): void {
    let writer = this.#writers.get(path);
    if (writer === undefined) this.#writers.set(path, (writer = new ByteWriter()));
    writer.number(commit.length / 2);
    writeHex(writer, commit);
    writeChange(writer, nthParent, change);
  }

  get all(): readonly FileChanges[] {
    return [...this.#writers].map(([path, writer]) => ({ path, bytes: writer.written() }));
  }
}

/** Unpacks what {@link ChangeRecords} packed. */
export function readRecords(bytes: Uint8Array): readonly ChangeRecord[] {
  const reader = new ByteReader(bytes);
  const records: ChangeRecord[] = [];
  while (!reader.isOver) {
    const commit = readHex(reader, reader.number());
    records.push({ commit, ...readChange(reader) });
  }
  return records;
}

/** Lines between two hunks are as many on both sides, so each hunk takes three numbers. */
export function writeChange(writer: ByteWriter, nthParent: number, change: SeenChange): void {
  writer.number(2 * nthParent + (change === 'added' ? 1 : 0));
  if (change === 'added') return;
  writer.number(change.length);
  let end = 0;
  for (const { newStart, newCount, oldCount } of change) {
    writer.number(newStart - end);
    writer.number(oldCount);
    writer.number(newCount);
    end = newStart + newCount;
  }
}

/** Reads what {@link writeChange} wrote. */
export function readChange(reader: ByteReader): Omit<ChangeRecord, 'commit'> {
  const kind = reader.number();
  const nthParent = kind >>> 1;
  if (kind % 2 === 1) return { nthParent, change: 'added' };
  const hunks: Hunk[] = [];
  let [oldEnd, newEnd] = [0, 0];
  for (let left = reader.number(); left > 0; left--) {
    const between = reader.number();
    const [oldStart, newStart] = [oldEnd + between, newEnd + between];
    const [oldCount, newCount] = [reader.number(), reader.number()];
    hunks.push({ oldStart, oldCount, newStart, newCount });
    [oldEnd, newEnd] = [oldStart + oldCount, newStart + newCount];
  }
  return { nthParent, change: hunks };
}
