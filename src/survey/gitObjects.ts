import { type CancelSignal, type Git } from '../core/ports.ts';

const newline = 10;

/** The object whose content comes next. */
interface Wanted {
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
}

/** Gives room for so many bytes, whatever they hold. */
export type MakeRoom = (bytes: number) => Uint8Array;

/** The same room time and again, for contents of which each stands until the next one only. */
export function sameRoom(): MakeRoom {
  let room = new Uint8Array();
  return (bytes) => {
    if (bytes > room.length) room = new Uint8Array(2 * bytes);
    return room.subarray(0, bytes);
  };
}

const freshRoom: MakeRoom = (bytes) => Buffer.allocUnsafe(bytes);

const utf8 = new TextDecoder();

/** Takes the answers of `git cat-file --batch` apart as they stream in: a header line, the content, a line break. */
export class BatchReader {
  readonly #onObject: (name: string, content: Uint8Array | null, type: string) => void;
  readonly #makeRoom: MakeRoom;
  #pending: Uint8Array = new Uint8Array();
  #content: Uint8Array = new Uint8Array();
  #collected = 0;
  #wanted: Wanted | null = null;

  /** Contents are written into what `makeRoom` gives. */
  constructor(
    onObject: (name: string, content: Uint8Array | null, type: string) => void,
    makeRoom: MakeRoom = freshRoom,
  ) {
    this.#onObject = onObject;
    this.#makeRoom = makeRoom;
  }

  push(chunk: Uint8Array): void {
    let rest = chunk;
    while (rest.length > 0 || (this.#wanted !== null && this.#collected > this.#wanted.bytes)) {
      if (this.#wanted === null) rest = this.#readHeader(rest);
      else rest = this.#readContent(rest, this.#wanted);
    }
  }

  #readHeader(chunk: Uint8Array): Uint8Array {
    const end = chunk.indexOf(newline);
    if (end < 0) {
      this.#pending = Buffer.concat([this.#pending, chunk]);
      return new Uint8Array();
    }
    const own = chunk.subarray(0, end);
    const header = utf8.decode(this.#pending.length === 0 ? own : Buffer.concat([this.#pending, own]));
    this.#pending = new Uint8Array();
    const [, name, type = '', bytes] = /^(\S+) (\S+) (\d+)$/.exec(header) ?? [];
    if (name === undefined) this.#onObject(header.split(' ')[0] ?? '', null, '');
    else {
      this.#wanted = { name, type, bytes: Number(bytes) };
      this.#content = this.#makeRoom(this.#wanted.bytes);
    }
    return chunk.subarray(end + 1);
  }

  #readContent(chunk: Uint8Array, wanted: Wanted): Uint8Array {
    // The content and the line break behind it.
    const missing = wanted.bytes + 1 - this.#collected;
    const part = chunk.subarray(0, missing);
    this.#content.set(part.subarray(0, wanted.bytes - this.#collected), this.#collected);
    this.#collected += part.length;
    if (this.#collected === wanted.bytes + 1) {
      const content = this.#content;
      this.#content = new Uint8Array();
      this.#collected = 0;
      this.#wanted = null;
      this.#onObject(wanted.name, content, wanted.type);
    }
    return chunk.subarray(part.length);
  }
}

/**
 * Reads objects through one `git cat-file --batch`. `onObject` is called in the order of `names`, with null for an object that is missing. A content stands only until
 * the next call: all are read into the same memory, since a process grows by what passes through fresh one.
 * False when git failed or was cancelled.
 */
export async function readObjects(
  git: Git,
  cwd: string,
  names: readonly string[],
  onObject: (name: string, content: Uint8Array | null) => void,
  signal?: CancelSignal,
): Promise<boolean> {
  const answered = await readInOrder(git, cwd, names, onObject, signal);
  if (answered === null || answered === names.length) return answered !== null;
  // In a partial clone git ends at the first object that it may not fetch.
  const rest = names.slice(answered);
  const absent = await absentObjects(git, cwd, new Set(rest), signal);
  if (absent === null || absent.size === 0) return false;
  let next = 0;
  const skipAbsent = (): void => {
    for (let name = rest[next]; name !== undefined && absent.has(name); name = rest[++next]) onObject(name, null);
  };
  skipAbsent();
  const here = rest.filter((name) => !absent.has(name));
  const onHere = (name: string, content: Uint8Array | null): void => {
    onObject(name, content);
    next++;
    skipAbsent();
  };
  return (await readInOrder(git, cwd, here, onHere, signal)) === here.length;
}

/** How many of the objects git answered for; null when it was cancelled. */
async function readInOrder(
  git: Git,
  cwd: string,
  names: readonly string[],
  onObject: (name: string, content: Uint8Array | null) => void,
  signal: CancelSignal | undefined,
): Promise<number | null> {
  if (names.length === 0) return 0;
  let answered = 0;
  const reader = new BatchReader((name, content) => {
    answered++;
    onObject(name, content);
  }, sameRoom());
  const result = await git.run(['cat-file', '--batch'], {
    cwd,
    stdin: `${names.join('\n')}\n`,
    onStdout: (chunk) => reader.push(chunk),
    ...(signal === undefined ? {} : { signal }),
  });
  return result.ok ? names.length : signal?.aborted === true ? null : answered;
}

/**
 * Which of some objects, by their full ids, are not here. Goes through all that are, since git would look for each of the others at the server of a partial
 * clone. Null when git failed or was cancelled.
 */
export async function absentObjects(
  git: Git,
  cwd: string,
  oids: ReadonlySet<string>,
  signal?: CancelSignal,
): Promise<ReadonlySet<string> | null> {
  const absent = new Set(oids);
  let rest = '';
  const all = ['--batch-check=%(objectname)', '--batch-all-objects', '--unordered', '--buffer'];
  const result = await git.run(['cat-file', ...all], {
    cwd,
    onStdout: (chunk) => {
      const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      for (const oid of lines) absent.delete(oid);
    },
    ...(signal === undefined ? {} : { signal }),
  });
  return result.ok ? absent : null;
}

/** The sizes of objects in bytes; those that are missing are left out. Null when git failed or was cancelled. */
export async function readSizes(
  git: Git,
  cwd: string,
  names: readonly string[],
  signal?: CancelSignal,
): Promise<ReadonlyMap<string, number> | null> {
  const sizes = new Map<string, number>();
  if (names.length === 0) return sizes;
  const result = await git.run(['cat-file', '--batch-check=%(objectname) %(objectsize)'], {
    cwd,
    stdin: `${names.join('\n')}\n`,
    ...(signal === undefined ? {} : { signal }),
  });
  if (!result.ok) return null;
  for (const line of new TextDecoder().decode(result.stdout).split('\n')) {
    const [, name, bytes] = /^(\S+) (\d+)$/.exec(line) ?? [];
    if (name !== undefined) sizes.set(name, Number(bytes));
  }
  return sizes;
}
