import { type Run } from '../../core/attribution/run.ts';
import { readAuthorshipLog, type AuthorshipLog } from '../../core/records/authorshipLog.ts';
import { type ObjectDialogue } from '../objectDialogue.ts';
import { type BlobTexts } from './blobTexts.ts';
import { type Breath } from './breath.ts';
import { runsOfLines, type Claims } from './claims.ts';
import { type KeptKeysOfLines } from './keptKeys.ts';
import { KnownTexts, type ExplainedLines, type TextSource } from './knownTexts.ts';
import { type LinedText } from './linedText.ts';
import { type LogIndex, type RecordedCommit } from './logIndex.ts';

const decoder = new TextDecoder();

/** What {@link RecordedSources} needs. */
export interface RecordedSourcesParts {
  readonly objects: ObjectDialogue;
  readonly claims: Claims;
  readonly texts: BlobTexts;
  readonly keptKeys: KeptKeysOfLines;
}

/** Explains lines of commits by the logs of other commits: those that left when history was rewritten, those that were picked or squashed. */
export class RecordedSources {
  readonly #parts: RecordedSourcesParts;
  readonly #indexes = new Map<string, KnownTexts>();
  readonly #read = new Set<string>();
  readonly #logs = new Map<string, AuthorshipLog>();

  constructor(parts: RecordedSourcesParts) {
    this.#parts = parts;
  }

  /** Finds out which lines the logs claim at these paths. False when git failed or was cancelled. */
  async readPaths(paths: Iterable<string>, logs: LogIndex, breath: Breath): Promise<boolean> {
    const { keptKeys, texts } = this.#parts;
    const due = [...new Set(paths)].filter((path) => !this.#read.has(path));
    const unknown = due.flatMap((path) =>
      logs
        .of(path)
        .filter((commit) => keptKeys.look(path, nameOf(commit)) === null)
        .map((commit) => ({ path, commit })),
    );
    const isRead =
      (await texts.load(unknown.map(({ path, commit }) => textName(commit, path)))) &&
      (await this.#readLogs(unknown.map(({ commit }) => commit)));
    if (!isRead) return false;
    for (const { path, commit } of unknown) {
      await breath.take();
      const lined = texts.get(textName(commit, path));
      // A commit that is not there yet may be fetched.
      if (lined !== null) keptKeys.set(path, nameOf(commit), this.#keysIn(lined, path, commit));
    }
    for (const path of due) {
      await breath.take();
      this.#read.add(path);
      const index = this.#indexOf(path);
      for (const commit of logs.of(path)) {
        if (keptKeys.look(path, nameOf(commit)) !== 'known') continue;
        const { committedAtSeconds } = commit;
        index.addKept({
          knownKeys: () => keptKeys.get(path, nameOf(commit)) ?? [],
          open: () => this.#open(path, commit),
          committedAtSeconds,
        });
      }
    }
    return true;
  }

  /** Remembers which lines a log claims that was just written, where the others of the path are at hand: nobody needs to read it for that. */
  remember(
    path: string,
    commit: Pick<RecordedCommit, 'oid' | 'noteOid'>,
    lined: LinedText,
    isClaimed: readonly boolean[],
  ): void {
    if (!this.#read.has(path)) return;
    const keys = lined.keysOf((lineIndex) => isClaimed[lineIndex] === true);
    this.#parts.keptKeys.set(path, nameOf(commit), Float64Array.from(keys));
  }

  /** Adds what a log that is not written yet will say of a file. */
  add(path: string, explained: ExplainedLines): void {
    const { lined, committedAtSeconds } = explained;
    this.#indexOf(path).add({
      knownKeys: () => {
        const originIds = explained.result();
        return lined.keysOf((lineIndex) => originIds[lineIndex] !== null);
      },
      open: () => Promise.resolve(sourceOf(lined, runsOfLines(lined, explained.result()))),
      committedAtSeconds,
    });
  }

  /** Fills in what the logs know, asking for these paths one after the other. */
  async explain(paths: Iterable<string>, target: ExplainedLines): Promise<void> {
    for (const path of new Set(paths)) {
      if (target.isComplete) return;
      const index = this.#indexes.get(path);
      if (index?.mayExplain(target) === true) await index.explain(target);
    }
  }

  /** The keys of the lines of a text that the log of its commit claims. */
  #keysIn(lined: LinedText, path: string, { noteOid }: RecordedCommit): Float64Array {
    const keys: number[] = [];
    const lines = lined.starts.length;
    for (const { firstLineNumber, lastLineNumber } of this.#logs.get(noteOid)?.rangesByPath.get(path) ?? []) {
      for (let lineIndex = firstLineNumber - 1; lineIndex < Math.min(lastLineNumber, lines); lineIndex++) {
        const key = lined.keyOf(lineIndex);
        if (key !== 0) keys.push(key);
      }
    }
    return Float64Array.from(keys);
  }

  async #open(path: string, commit: RecordedCommit): Promise<TextSource | null> {
    const { texts, claims } = this.#parts;
    if (!(await texts.load([textName(commit, path)])) || !(await this.#readLogs([commit]))) return null;
    const lined = texts.get(textName(commit, path));
    const log = this.#logs.get(commit.noteOid);
    const ranges = log?.rangesByPath.get(path);
    if (lined === null || log === undefined || ranges === undefined) return null;
    return sourceOf(lined, claims.ofLog(lined, ranges, log.metadata));
  }

  async #readLogs(commits: readonly RecordedCommit[]): Promise<boolean> {
    const due = [...new Set(commits.map(({ noteOid }) => noteOid))].filter((noteOid) => !this.#logs.has(noteOid));
    return await this.#parts.objects.read(due, (object, index) => {
      if (object !== null) this.#logs.set(due[index] ?? '', readAuthorshipLog(decoder.decode(object.content)));
    });
  }

  #indexOf(path: string): KnownTexts {
    const known = this.#indexes.get(path);
    if (known !== undefined) return known;
    const { claims, keptKeys } = this.#parts;
    const index = new KnownTexts(claims.origins, (keys) => keptKeys.mayKnowOneOf(path, keys));
    this.#indexes.set(path, index);
    return index;
  }
}

function sourceOf(lined: LinedText, runs: readonly Run[]): TextSource {
  return { text: lined.text, runs, lined, isElsewhere: true };
}

/** Under which the keys are kept. */
function nameOf({ oid, noteOid }: Pick<RecordedCommit, 'oid' | 'noteOid'>): string {
  return `${oid} ${noteOid}`;
}

function textName({ oid }: RecordedCommit, path: string): string {
  return `${oid}:${path}`;
}
