import { createHash } from 'node:crypto';
import { type FileSystem, type Git, type Logger } from '../core/ports.ts';
import {
  agentTraceLimits,
  agentTracePath,
  isOfItsCommit,
  readAgentTraces,
  type TraceRecord,
} from '../core/records/agentTrace.ts';
import { type CommitTable } from './commitTable.ts';
import { readObjects } from './gitObjects.ts';

/** What the Agent Trace file of a repository says. */
export interface TraceTable {
  /** Stands for the file; `''` where there is none. */
  readonly key: string;
  /** Records by the full object id of the commit that they name, in the order of the file. */
  readonly recordsOf: ReadonlyMap<string, readonly TraceRecord[]>;
}

/** No traces. */
export const noTraces: TraceTable = { key: '', recordsOf: new Map() };

/** The traces that count: a trace made after its commit tells of what came next (see {@link isOfItsCommit}). */
export function tracesOf({ recordsOf }: TraceTable, commits: CommitTable): ReadonlyMap<string, readonly TraceRecord[]> {
  const found = new Map<string, readonly TraceRecord[]>();
  for (const [oid, records] of recordsOf) {
    const commit = commits.get(oid);
    if (commit === undefined) continue;
    const own = records.filter((record) => isOfItsCommit(record, commit.committedAtSeconds));
    if (own.length > 0) found.set(oid, own);
  }
  return found;
}

/** Reads the traces of a repository: of its work tree, or, where it is bare, of HEAD. A file that was read before is not parsed again. */
export class TraceReader {
  readonly #git: Git;
  readonly #files: FileSystem;
  readonly #log: Logger;
  #latest = noTraces;

  constructor({ git, files, log }: { readonly git: Git; readonly files: FileSystem; readonly log: Logger }) {
    this.#git = git;
    this.#files = files;
    this.#log = log;
  }

  async read(root: string, isBare: boolean): Promise<TraceTable> {
    const bytes = isBare ? await this.#committed(root) : await this.#onDisk(root);
    if (bytes === null || bytes.length === 0) return noTraces;
    const key = createHash('sha1').update(bytes).digest('hex');
    if (key !== this.#latest.key) this.#latest = { key, recordsOf: this.#parse(bytes) };
    return this.#latest;
  }

  async #onDisk(root: string): Promise<Uint8Array | null> {
    const read = await this.#files.readFile(`${root}/${agentTracePath}`, agentTraceLimits.characters);
    if (read.ok) return read.bytes;
    if (read.reason !== 'missing' && read.reason !== 'notAFile')
      this.#log.warn(`${agentTracePath} was not read: it is ${read.reason}`);
    return null;
  }

  async #committed(root: string): Promise<Uint8Array | null> {
    let found: Uint8Array | null = null;
    await readObjects(this.#git, root, [`HEAD:${agentTracePath}`], (_, content) => (found = content));
    return found;
  }

  #parse(bytes: Uint8Array): ReadonlyMap<string, readonly TraceRecord[]> {
    const { records, complaints } = readAgentTraces(new TextDecoder().decode(bytes));
    if (complaints.length > 0) this.#log.warn(`${agentTracePath}: ${complaints.slice(0, 3).join('; ')}`);
    const recordsOf = new Map<string, TraceRecord[]>();
    for (const record of records) {
      const known = recordsOf.get(record.revision);
      if (known === undefined) recordsOf.set(record.revision, [record]);
      else known.push(record);
    }
    return recordsOf;
  }
}

/** For each commit that traces name what stands for its records. */
export function traceKeys({ recordsOf }: TraceTable): Readonly<Record<string, string>> {
  const keyOf = (records: readonly TraceRecord[]): string => {
    const plain = records.map(({ recordedAtSeconds, rangesByPath }) => [recordedAtSeconds, [...rangesByPath]]);
    return createHash('sha1').update(JSON.stringify(plain)).digest('hex').slice(0, 16);
  };
  return Object.fromEntries([...recordsOf].map(([commit, records]) => [commit, keyOf(records)]));
}

/** The commits of which traces say something else than before. */
export function retraced(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, string>>,
): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((oid) => before[oid] !== after[oid]);
}
