import { ByteReader, ByteWriter } from '../core/byteLog.ts';
import { type Ledger } from '../core/ports.ts';
import { readChange, readRecords, writeChange, type FileChanges, type SeenChange } from './blame/changeRecords.ts';
import { type PackedGraph } from './blame/packedGraph.ts';
import { dense, readSections, writeSections } from './packedSections.ts';
import { isNumbers, isStrings, parseUnpacked } from './packed.ts';

type SeenLedger = Pick<Ledger, 'readCache' | 'writeCache'>;

const cacheName = 'seen-changes';
const form = 1;

/** More than this is not kept: git is asked about the rest. */
const mostBytes = 8 * 1024 * 1024;

/**
 * How versions of files differ, as our own blame compared them, so that lines which must be followed once more after later commits need neither git nor the
 * versions. Beside it which paths merges have otherwise than their first parents. What is kept here can be made again from git.
 */
export class SeenChanges {
  readonly #ledger: SeenLedger;
  readonly #shape: string;
  readonly #commits = new Numbers();
  readonly #paths = new Numbers();
  /** By path: a commit's number and the change, one after the other. */
  readonly #records = new Map<string, Uint8Array>();
  /** By path, of those that were asked for: changes by commit's number and parent. */
  readonly #unpacked = new Map<string, ReadonlyMap<string, SeenChange>>();
  /** By merge: the paths, all as numbers. */
  readonly #mergedPaths = new Map<number, readonly number[]>();
  #isChanged = false;

  private constructor(ledger: SeenLedger, shape: string) {
    this.#ledger = ledger;
    this.#shape = shape;
  }

  /** As it was kept for this shape of history (see `HistoryState`); empty where it was not, or is damaged. */
  static load(ledger: SeenLedger, shape: string): SeenChanges {
    const seen = new SeenChanges(ledger, shape);
    const [head, oids, records, merges] = readSections(ledger, cacheName) ?? [];
    if (head === undefined || oids === undefined || records === undefined || merges === undefined) return seen;
    const packed = parseUnpacked(head);
    if (packed?.['form'] !== form || packed['shape'] !== shape) return seen;
    const { oidBytes, paths, lengths, mergedPaths } = packed;
    if (typeof oidBytes !== 'number' || !isStrings(paths) || !isNumbers(lengths) || !isStrings(mergedPaths))
      return seen;
    for (let at = 0; at < oids.length; at += oidBytes) seen.#commits.of(oids.toString('hex', at, at + oidBytes));
    for (const path of mergedPaths) seen.#paths.of(path);
    let at = 0;
    for (const [index, path] of paths.entries())
      seen.#records.set(path, records.subarray(at, (at += lengths[index] ?? 0)));
    const reader = new ByteReader(merges);
    while (!reader.isOver) {
      const merge = reader.number();
      const numbers = Array.from({ length: reader.number() }, () => reader.number());
      seen.#mergedPaths.set(merge, numbers);
    }
    return seen;
  }

  /** Takes in what a walk saw of a path. */
  add({ path, bytes }: FileChanges): void {
    const known = this.#records.get(path);
    const writer = new ByteWriter(bytes.length);
    if (known !== undefined) writer.bytes(known);
    for (const { commit, nthParent, change } of readRecords(bytes)) {
      // Of new commits nothing can be known, and that is soon told.
      const isNew = known === undefined || this.#commits.known(commit) < 0;
      const number = this.#commits.of(commit);
      if (!isNew && this.#changesOf(path).has(`${number} ${nthParent}`)) continue;
      writer.number(number);
      writeChange(writer, nthParent, change);
    }
    if (writer.length === known?.length) return;
    this.#records.set(path, writer.written());
    this.#unpacked.delete(path);
    this.#isChanged = true;
  }

  /** Takes in what the merges of a graph did, all of it. */
  addMerges({ oidBytes, parentStarts, paths, touchStarts, touchCommits, ...graph }: PackedGraph): void {
    const numbers = new Map<number, number[]>();
    const commits = Buffer.from(graph.commitOids.buffer, graph.commitOids.byteOffset, graph.commitOids.length);
    const oids = Buffer.from(graph.oids.buffer, graph.oids.byteOffset, graph.oids.length);
    // Of the first parent and of the merge; a mode alone that is another does not matter.
    const isOther = (touch: number): boolean => {
      const first = (graph.oidStarts[touch] ?? 0) * oidBytes;
      const end = (graph.oidStarts[touch + 1] ?? 0) * oidBytes;
      return oids.compare(oids, end - oidBytes, end, first, first + oidBytes) !== 0;
    };
    for (let commit = 0; commit + 1 < parentStarts.length; commit++)
      if ((parentStarts[commit + 1] ?? 0) - (parentStarts[commit] ?? 0) > 1) numbers.set(commit, []);
    for (const [index, path] of paths.entries())
      for (let touch = touchStarts[index] ?? 0; touch < (touchStarts[index + 1] ?? 0); touch++) {
        const touched = numbers.get(touchCommits[touch] ?? 0);
        if (touched !== undefined && isOther(touch)) touched.push(this.#paths.of(path));
      }
    for (const [commit, touched] of numbers) {
      const merge = this.#commits.of(commits.toString('hex', commit * oidBytes, (commit + 1) * oidBytes));
      if (this.#mergedPaths.has(merge)) continue;
      this.#mergedPaths.set(merge, touched);
      this.#isChanged = true;
    }
  }

  /** What a commit (full object id) did to a path beside one of its parents; null where nobody saw it. */
  changeOf(commit: string, nthParent: number, path: string): SeenChange | null {
    const number = this.#commits.known(commit);
    return number < 0 ? null : (this.#changesOf(path).get(`${number} ${nthParent}`) ?? null);
  }

  /** Whether a merge (full object id) has a path as its first parent has it; null where that is not known. */
  isAsInFirstParent(merge: string, path: string): boolean | null {
    const paths = this.#mergedPaths.get(this.#commits.known(merge));
    return paths === undefined ? null : !paths.includes(this.#paths.known(path));
  }

  /** Keeps all for the next time, unless nothing is new. What of it is about paths that are not there any more is left out where it would be too much. */
  store(isThere: (path: string) => boolean): void {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    const [paths, lengths]: [string[], number[]] = [[], []];
    const records: Uint8Array[] = [];
    let bytes = 0;
    for (const wanted of [true, false]) {
      for (const [path, packed] of this.#records) {
        if (isThere(path) !== wanted || bytes + packed.length > mostBytes) continue;
        paths.push(path);
        bytes += lengths[lengths.push(packed.length) - 1] ?? 0;
        records.push(packed);
      }
    }
    const merges = new ByteWriter();
    for (const [merge, touched] of this.#mergedPaths) {
      merges.number(merge);
      merges.number(touched.length);
      for (const path of touched) merges.number(path);
    }
    const oids = this.#commits.names;
    const oidBytes = (oids[0]?.length ?? 40) / 2;
    const head = { form, shape: this.#shape, oidBytes, paths, lengths, mergedPaths: this.#paths.names };
    writeSections(this.#ledger, cacheName, [
      () => Buffer.from(JSON.stringify(head), 'utf8'),
      dense(() => Buffer.from(oids.join(''), 'hex')),
      dense(() => Buffer.concat(records)),
      () => merges.written(),
    ]);
  }

  #changesOf(path: string): ReadonlyMap<string, SeenChange> {
    const known = this.#unpacked.get(path);
    if (known !== undefined) return known;
    const changes = new Map<string, SeenChange>();
    const reader = new ByteReader(this.#records.get(path) ?? new Uint8Array());
    while (!reader.isOver) {
      const number = reader.number();
      const { nthParent, change } = readChange(reader);
      changes.set(`${number} ${nthParent}`, change);
    }
    this.#unpacked.set(path, changes);
    return changes;
  }
}

/** Numbers names in the order in which they come. */
class Numbers {
  readonly names: string[] = [];
  readonly #numberOf = new Map<string, number>();

  of(name: string): number {
    let number = this.#numberOf.get(name);
    if (number === undefined) this.#numberOf.set(name, (number = this.names.push(name) - 1));
    return number;
  }

  /** Below zero for a name that has none. */
  known(name: string): number {
    return this.#numberOf.get(name) ?? -1;
  }
}
