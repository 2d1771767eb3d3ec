import { type CommitMark } from '../core/records/commitMarks.ts';
import { type CommitPlace, type CommitTable, type TableCommit } from './commitTable.ts';
import { isStrings, parseUnpacked } from './packed.ts';
import { dense, oidsOf, readSections, writeSections } from './packedSections.ts';

/** The commits that a head can reach, as they were kept. */
export interface KeptCommits {
  /** Full object id. */
  readonly head: string;
  /** Adds them to a table, the newest first. */
  readonly addTo: (table: Map<string, TableCommit>) => void;
}

/** Where commits are kept, and what they hold for. */
export interface KeptPlace extends Pick<CommitPlace, 'ledger' | 'shape'> {
  /** Stands for all that marks were read by. */
  readonly rules: string;
}

const cacheName = 'commits';

/** Numbers things of few kinds by their first occurrence. */
class Numbering<T> {
  readonly items: T[] = [];
  readonly #numberOf = new Map<string, number>();

  of(item: T, key: string): number {
    let number = this.#numberOf.get(key);
    if (number === undefined) this.#numberOf.set(key, (number = this.items.push(item) - 1));
    return number;
  }
}

/** Keeps commits for the next look, as columns: the next look reads all of them, and may need few. */
export function storeCommits({ ledger, shape, rules }: KeptPlace, head: string, table: CommitTable): void {
  const oids = [...table.keys()];
  const numberOf = new Map(oids.map((oid, index) => [oid, index]));
  const authors = new Numbering<string>();
  const marks = new Numbering<CommitMark>();
  const times: number[] = [];
  const rows: number[] = [];
  const reverts: Record<string, string> = {};
  for (const [oid, commit] of table) {
    times.push(commit.authoredAtSeconds, commit.committedAtSeconds);
    const parents = commit.parents.map((parent) => numberOf.get(parent)).filter((number) => number !== undefined);
    const mark = marks.of(commit.mark, JSON.stringify(commit.mark));
    rows.push(authors.of(commit.author, commit.author), mark, parents.length, ...parents);
    if (commit.reverts !== null) reverts[oid] = commit.reverts;
  }
  const oidBytes = (oids[0]?.length ?? 0) / 2;
  const common = { rules, shape, head, oidBytes, authors: authors.items, marks: marks.items, reverts };
  writeSections(ledger, cacheName, [
    () => Buffer.from(JSON.stringify(common), 'utf8'),
    dense(() => Buffer.from(oids.join(''), 'hex')),
    () => new Uint8Array(Float64Array.from(times).buffer),
    () => new Uint8Array(Int32Array.from(rows).buffer),
  ]);
}

/** The commits as they were kept; null where they were not, hold no longer, or are damaged. */
export function loadCommits({ ledger, shape, rules }: KeptPlace): KeptCommits | null {
  const [packedCommon, oidColumn, timeColumn, rowColumn] = readSections(ledger, cacheName) ?? [];
  const packed = packedCommon === undefined ? null : parseUnpacked(packedCommon);
  if (packed?.['rules'] !== rules || packed['shape'] !== shape || !oidColumn || !timeColumn || !rowColumn) return null;
  const { head, oidBytes, authors, marks, reverts } = packed;
  if (typeof head !== 'string' || typeof oidBytes !== 'number' || !isStrings(authors) || !Array.isArray(marks))
    return null;
  if (typeof reverts !== 'object' || reverts === null) return null;
  if (timeColumn.length * oidBytes !== 16 * oidColumn.length) return null;
  const times = new Float64Array(new Uint8Array(timeColumn).buffer);
  const rows = new Int32Array(new Uint8Array(rowColumn).buffer);
  const revertsOf = new Map<string, unknown>(Object.entries(reverts));
  const addTo = (table: Map<string, TableCommit>): void => {
    const oids = oidsOf(oidColumn, oidBytes);
    let [at, time] = [0, 0];
    for (const oid of oids) {
      const author = authors[rows[at++] ?? -1] ?? '';
      // The checksum says that we wrote it.
      const mark = (marks[rows[at++] ?? -1] ?? { kind: 'none' }) as CommitMark;
      const parents: string[] = [];
      for (let left = rows[at++] ?? 0; left > 0; left--) parents.push(oids[rows[at++] ?? -1] ?? '');
      const authoredAtSeconds = times[time++] ?? NaN;
      const committedAtSeconds = times[time++] ?? NaN;
      const revertedOid = revertsOf.size === 0 ? undefined : revertsOf.get(oid);
      const own = typeof revertedOid === 'string' ? revertedOid : null;
      table.set(oid, { parents, mark, reverts: own, authoredAtSeconds, committedAtSeconds, author });
    }
  };
  return { head, addTo };
}
