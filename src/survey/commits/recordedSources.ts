import { readAuthorshipLog, type AttestedRange, type AuthorshipLog } from '../../core/records/authorshipLog.ts';
import { type Logger } from '../../core/ports.ts';
import { lineStarts } from '../../core/text/lines.ts';
import { type ObjectDialogue } from '../objectDialogue.ts';
import { type BlobTexts } from './blobTexts.ts';
import { runsOfLines, type Claims } from './claims.ts';
import { KnownTexts, keysOfLines, type ExplainedLines } from './knownTexts.ts';
import { lineKey } from './lineKey.ts';

/** More logs than this are read from the newest on. */
const mostLogs = 3_000;

/** Lines that turn up at another path are looked for in so many of the newest logs, and at so many paths of the same file name. */
const newestLogs = 20;
const mostNamesakes = 20;

/** Notes above this size are left alone: the largest that is known of a real commit has some hundred kilobytes. */
const mostNoteBytes = 16 * 1024 * 1024;

/** What no tree of git has. */
const noPathOfATree = /^\/|(?:^|\/)\.{0,2}(?:\/|$)|[\0\n]/;

/** A commit that has a log. */
export interface RecordedCommit {
  readonly oid: string;
  /** Unix time. */
  readonly committedAtSeconds: number;
}

/** A file of such a commit. */
interface RecordedFile extends RecordedCommit {
  readonly log: AuthorshipLog;
}

/** The keys of the lines of a text that a log claims. */
function* keysIn(text: string, ranges: readonly AttestedRange[]): Generator<number> {
  const starts = lineStarts(text);
  for (const { firstLineNumber, lastLineNumber } of ranges) {
    for (let lineIndex = firstLineNumber - 1; lineIndex < Math.min(lastLineNumber, starts.length); lineIndex++)
      yield lineKey(text, starts[lineIndex] ?? 0, starts[lineIndex + 1] ?? text.length);
  }
}

/** Explains lines of commits by the logs of other commits: those that left when history was rewritten, those that were picked or squashed. */
export class RecordedSources {
  readonly #objects: ObjectDialogue;
  readonly #log: Logger;
  readonly #claims: Claims;
  readonly #texts: BlobTexts;
  /** From the oldest commit to the newest. */
  readonly #filesByPath = new Map<string, RecordedFile[]>();
  readonly #indexes = new Map<string, KnownTexts>();
  readonly #read = new Set<string>();
  readonly #pathsByName = new Map<string, string[]>();
  /** Paths of the newest logs. */
  readonly #newestPaths = new Set<string>();

  constructor(objects: ObjectDialogue, log: Logger, claims: Claims, texts: BlobTexts) {
    this.#objects = objects;
    this.#log = log;
    this.#claims = claims;
    this.#texts = texts;
  }

  /** Reads the logs of these commits, given from the oldest to the newest. What cannot be read is logged and left out. */
  async readLogs(commits: readonly RecordedCommit[], noteOidOf: ReadonlyMap<string, string>): Promise<boolean> {
    const newest = commits.slice(-mostLogs);
    const decoder = new TextDecoder();
    return await this.#objects.read(
      newest.map(({ oid }) => noteOidOf.get(oid) ?? oid),
      (object, index) => {
        const commit = newest[index];
        if (commit === undefined) return;
        const { oid } = commit;
        const content = object?.content ?? null;
        if (content === null || content.length > mostNoteBytes) {
          this.#log.warn(`The authorship log of ${oid} is ${content === null ? 'missing' : 'too large'}`);
          return;
        }
        const log = readAuthorshipLog(decoder.decode(content));
        if (log.complaints.length > 0) {
          this.#log.warn(`The authorship log of ${oid}: ${log.complaints.slice(0, 3).join('; ')}`);
        }
        for (const path of log.rangesByPath.keys()) {
          // git takes such a path as relative to the folder it runs in, or as an error that ends everything.
          if (noPathOfATree.test(path)) continue;
          if (index >= newest.length - newestLogs) this.#newestPaths.add(path);
          const files = this.#filesByPath.get(path);
          if (files === undefined) this.#filesByPath.set(path, [{ ...commit, log }]);
          else files.push({ ...commit, log });
        }
      },
    );
  }

  /** Reads the texts of these paths in every commit whose log names them. False when git failed or was cancelled. */
  async readPaths(paths: Iterable<string>): Promise<boolean> {
    const due = [...new Set(paths)].filter((path) => this.#filesByPath.has(path) && !this.#read.has(path));
    const nameOf = (file: RecordedFile, path: string): string => `${file.oid}:${path}`;
    const names = due.flatMap((path) => (this.#filesByPath.get(path) ?? []).map((file) => nameOf(file, path)));
    if (!(await this.#texts.load(names))) return false;
    for (const path of due) {
      this.#read.add(path);
      const index = this.#indexOf(path);
      for (const file of this.#filesByPath.get(path) ?? []) {
        const text = this.#texts.get(nameOf(file, path));
        const ranges = file.log.rangesByPath.get(path);
        if (text === null || ranges === undefined) continue;
        const { committedAtSeconds, log } = file;
        index.add({
          knownKeys: () => keysIn(text, ranges),
          open: () => ({ ...this.#claims.ofLog(text, ranges, log.metadata), isElsewhere: true }),
          committedAtSeconds,
        });
      }
    }
    return true;
  }

  /** Other paths at which a file may have been: those of its name in any folder, and those that the newest logs name. */
  pathsElsewhere(path: string): readonly string[] {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (this.#pathsByName.size === 0) {
      for (const known of this.#filesByPath.keys()) {
        const own = known.slice(known.lastIndexOf('/') + 1);
        this.#pathsByName.set(own, [...(this.#pathsByName.get(own) ?? []), known]);
      }
    }
    const namesakes = this.#pathsByName.get(name) ?? [];
    return [...new Set([...namesakes.slice(-mostNamesakes), ...this.#newestPaths])].filter((known) => known !== path);
  }

  /** Adds what a log that is not written yet will say of a file. */
  add(path: string, explained: ExplainedLines): void {
    const { text, committedAtSeconds } = explained;
    this.#indexOf(path).add({
      knownKeys() {
        const originIds = explained.result();
        return keysOfLines(text, (lineIndex) => originIds[lineIndex] !== null);
      },
      open: () => ({ text, runs: runsOfLines(text, explained.result()), isElsewhere: true }),
      committedAtSeconds,
    });
  }

  /** Fills in what the logs know, asking for these paths one after the other. */
  explain(paths: Iterable<string>, target: ExplainedLines): void {
    for (const path of new Set(paths)) {
      if (target.isComplete) return;
      this.#indexes.get(path)?.explain(target);
    }
  }

  #indexOf(path: string): KnownTexts {
    const known = this.#indexes.get(path);
    if (known !== undefined) return known;
    const index = new KnownTexts(this.#claims.origins);
    this.#indexes.set(path, index);
    return index;
  }
}
