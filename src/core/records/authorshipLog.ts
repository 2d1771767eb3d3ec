/** Who an entry of an authorship log names. */
export interface AttestedAuthor {
  readonly kind: 'ai' | 'human';
  /** `claude`, `codex`, …; null for people and where the metadata does not say. */
  readonly agent: string | null;
  readonly model: string | null;
  /** The agent's own id of the conversation; null for people and where the metadata does not say. */
  readonly session: string | null;
}

/** Lines of one file under the key of an entry; both numbers 1-based and included, as the format has them. */
export interface KeyedRange {
  readonly firstLineNumber: number;
  readonly lastLineNumber: number;
  /** As the log has it: `s_…::t_…`, `h_…` or an older hash. */
  readonly key: string;
}

/** Lines of one file that an entry claims. */
export interface AttestedRange extends KeyedRange {
  readonly author: AttestedAuthor;
}

/** JSON objects of unknown content: the metadata section, and the records in it. */
export type Records = Readonly<Record<string, unknown>>;

/** What an authorship log says: for each path its ranges in the order of the log, of which a later one overrides an earlier one. */
export interface AuthorshipLog {
  readonly rangesByPath: ReadonlyMap<string, readonly AttestedRange[]>;
  /** The metadata section as it is, with fields that nobody here knows. */
  readonly metadata: Records;
  /** What could not be read and was left out; for the log. */
  readonly complaints: readonly string[];
}

/** Limits for logs that others wrote: what lies beyond is left out and said so. */
export const authorshipLogLimits = {
  characters: 64_000_000,
  ranges: 200_000,
  lineNumber: 10_000_000,
  jsonDepth: 64,
} as const;

const keyAndRanges = /^ {2}(\S+) (\S+)\s*$/;
const digitZero = 0x30;
const comma = 0x2c;
const dash = 0x2d;

const legacyKey = /^[0-9a-f]{7,16}$/i;

/** The value if it is an object, else an empty one. */
export function recordOf(value: unknown): Records {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Records) : {};
}

/** Names that git-ai and we write where something is not known stand for nothing. */
function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value !== 'unknown' ? value : null;
}

/**
 * Whether the arrays and objects of a JSON text nest deeper than `limit`; told without parsing, since deep values overflow whoever walks them. Never looks twice at
 * the same character, since the text may be hostile.
 */
export function nestsDeeperThan(text: string, limit: number): boolean {
  if (!mayNestDeeperThan(text, limit)) return false;
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case 0x22:
        index = endOfString(text, index);
        break;
      case 0x7b:
      case 0x5b:
        if (++depth > limit) return true;
        break;
      case 0x7d:
      case 0x5d:
        depth--;
    }
  }
  return false;
}

/** Most texts do not even have so many brackets. */
function mayNestDeeperThan(text: string, limit: number): boolean {
  let brackets = 0;
  for (const bracket of ['[', '{'])
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1))
      if (++brackets > limit) return true;
  return false;
}

/** Where the string of a JSON text ends that begins at `start`: at its closing quote, or at the end of the text. */
function endOfString(text: string, start: number): number {
  for (let from = start + 1; ;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return text.length;
    let slashes = 0;
    while (quote - slashes - 1 >= from && text[quote - slashes - 1] === '\\') slashes++;
    if (slashes % 2 === 0) return quote;
    from = quote + 1;
  }
}

function metadataOf(text: string, complaints: string[]): Records {
  if (nestsDeeperThan(text, authorshipLogLimits.jsonDepth)) {
    complaints.push('the metadata nests too deep; agents and models are not known');
    return {};
  }
  try {
    return recordOf(JSON.parse(text));
  } catch {
    complaints.push('the metadata is not JSON; agents and models are not known');
    return {};
  }
}

/** Resolves keys of the attestation section through the metadata section. */
class Authors {
  readonly #metadata: Records;
  readonly #known = new Map<string, AttestedAuthor | null>();

  constructor(metadata: Records) {
    this.#metadata = metadata;
  }

  /** Null for a key of no known form. */
  of(key: string): AttestedAuthor | null {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const author = this.#resolve(key);
    this.#known.set(key, author);
    return author;
  }

  #resolve(key: string): AttestedAuthor | null {
    if (key.startsWith('h_')) return { kind: 'human', agent: null, model: null, session: null };
    if (key.startsWith('s_')) return this.#agentOf('sessions', key.split('::')[0] ?? key);
    return legacyKey.test(key) ? this.#agentOf('prompts', key) : null;
  }

  #agentOf(map: 'sessions' | 'prompts', id: string): AttestedAuthor {
    const entries = recordOf(this.#metadata[map]);
    // Early versions cut the hashes of the entries to seven characters.
    const longId = Object.hasOwn(entries, id)
      ? id
      : Object.keys(entries).find((key) => id.length >= 7 && key.startsWith(id));
    const agentId = recordOf(recordOf(longId === undefined ? undefined : entries[longId])['agent_id']);
    return {
      kind: 'ai',
      agent: textOf(agentId['tool'])?.toLowerCase() ?? null,
      model: textOf(agentId['model']),
      session: textOf(agentId['id']),
    };
  }
}

function pathOf(line: string): string {
  const quoted = /^"(.*)"\s*$/s.exec(line);
  return quoted?.[1] ?? line.trimEnd();
}

/** `1-4,9` as ranges; null for anything else. */
function rangesOf(text: string, key: string, author: AttestedAuthor): readonly AttestedRange[] | null {
  const ranges: AttestedRange[] = [];
  let first: number | null = null;
  let [number, digits] = [0, 0];
  for (let index = 0; index <= text.length; index++) {
    const code = index < text.length ? text.charCodeAt(index) : comma;
    if (code >= digitZero && code <= digitZero + 9) {
      number = number * 10 + code - digitZero;
      digits++;
    } else if (digits === 0 || digits > 9) {
      return null;
    } else if (code === dash && first === null) {
      [first, number, digits] = [number, 0, 0];
    } else if (code === comma) {
      const firstLineNumber = first ?? number;
      if (firstLineNumber < 1 || number < firstLineNumber || number > authorshipLogLimits.lineNumber) return null;
      ranges.push({ firstLineNumber, lastLineNumber: number, key, author });
      [first, number, digits] = [null, 0, 0];
    } else return null;
  }
  return ranges;
}

/**
 * Reads an authorship log of the Git AI Standard v3: an attestation section of paths and entries (`  key 1-4,9`), a line `---`, and metadata as
 * JSON. Keys are session ids (`s_…::t_…`), people (`h_…`) or older hashes. Tolerant, because others write these: what cannot be
 * read is left out and named in `complaints`; never throws.
 */
export function readAuthorshipLog(note: string): AuthorshipLog {
  const complaints: string[] = [];
  const rangesByPath = new Map<string, AttestedRange[]>();
  if (note.length > authorshipLogLimits.characters) {
    return { rangesByPath, metadata: {}, complaints: [`the log of ${note.length} characters is too long to be read`] };
  }
  const divider = /^---[^\S\n]*$/m.exec(note);
  const attestation = divider === null ? note : note.slice(0, divider.index);
  const metadata = divider === null ? '' : note.slice(divider.index + divider[0].length);
  if (divider === null) complaints.push('there is no line --- between attestation and metadata');
  const records = metadataOf(metadata, complaints);
  const authors = new Authors(records);
  let ranges: AttestedRange[] | null = null;
  let count = 0;
  for (const rawLine of attestation.split('\n')) {
    const line = rawLine.replace(/\r$/, '');
    if (line.trim() === '') continue;
    if (!line.startsWith(' ')) {
      const path = pathOf(line);
      ranges = rangesByPath.get(path) ?? [];
      rangesByPath.set(path, ranges);
      continue;
    }
    const entry = keyAndRanges.exec(line);
    const [, key = '', numbers = ''] = entry ?? [];
    const author = authors.of(key);
    const found = author === null ? null : rangesOf(numbers, key, author);
    if (ranges === null || found === null) {
      complaints.push(`an entry cannot be read: ${line.slice(0, 80)}`);
      continue;
    }
    count += found.length;
    if (count > authorshipLogLimits.ranges) {
      complaints.push(`the log has more than ${authorshipLogLimits.ranges} ranges; the rest is left out`);
      break;
    }
    ranges.push(...found);
  }
  return { rangesByPath, metadata: records, complaints };
}

/** The range that a line is in, of those of one file; the last one has it. Null for a line that they leave out. */
export function rangeAt<T extends { readonly firstLineNumber: number; readonly lastLineNumber: number }>(
  ranges: readonly T[],
  lineNumber: number,
): T | null {
  for (let index = ranges.length - 1; index >= 0; index--) {
    const range = ranges[index];
    if (range !== undefined && lineNumber >= range.firstLineNumber && lineNumber <= range.lastLineNumber) return range;
  }
  return null;
}

/** Who a log names for one line of a file, both as in the commit of the log; null for a line that it leaves out. */
export function attestedAuthorOf(ranges: readonly AttestedRange[], lineNumber: number): AttestedAuthor | null {
  return rangeAt(ranges, lineNumber)?.author ?? null;
}
