import { type KnownText } from '../../core/attribution/carriedLines.ts';
import { type DocumentKey, type Ledger } from '../../core/ports.ts';
import { type Run } from '../../core/attribution/run.ts';
import { gitBlobOid } from '../storedRuns.ts';
import { type BlobTexts } from './blobTexts.ts';
import { type Breath } from './breath.ts';
import { type Claims } from './claims.ts';
import { type CommitPatch, type FilePatch } from './commitPatches.ts';
import { type KeptKeys, type KeptKeysOfLines } from './keptKeys.ts';
import { closedSource, KnownTexts, type ExplainedLines, type TextSource } from './knownTexts.ts';
import { type RecordedSourcesParts } from './recordedSources.ts';

/** A document of a work tree, or a saved state. Runs are of the ledger. */
interface Known {
  readonly runs: readonly Run[];
  readonly blobOid: string | null;
  readonly text: string | null;
}

/** What the ledger lists of a saved state. */
type ListedState = ReturnType<Ledger['listStates']>[number];

/** Up to so many commits at once every document is compared with them; of more only those that share a line. */
const thoroughUpTo = 20;

/** One file of one commit. */
export interface CommittedFile {
  readonly patch: CommitPatch;
  readonly file: FilePatch;
}

/** Reads the texts of objects that are not read yet. False when git failed or was cancelled. */
type LoadTexts = (names: readonly string[]) => Promise<boolean>;

/** Explains lines of commits by what tracking saw: the attribution of the work trees' files and of their saved states. */
export class LiveSources {
  readonly #ledger: Ledger;
  readonly #claims: Claims;
  readonly #texts: BlobTexts;
  readonly #keptKeys: KeptKeysOfLines;
  readonly #keysByPath = new Map<string, DocumentKey[]>();
  readonly #documents = new Map<string, readonly Known[]>();
  readonly #states = new Map<string, readonly ListedState[]>();
  readonly #exact = new Map<string, Known | null>();
  readonly #indexes = new Map<string, KnownTexts>();
  readonly #passed = new Map<string, KnownTexts>();
  readonly #isThorough: boolean;

  /** `commitCount` is how many commits are to be explained. */
  constructor(
    ledger: Ledger,
    { claims, texts, keptKeys }: Pick<RecordedSourcesParts, 'claims' | 'texts' | 'keptKeys'>,
    commitCount: number,
  ) {
    this.#ledger = ledger;
    this.#claims = claims;
    this.#texts = texts;
    this.#keptKeys = keptKeys;
    this.#isThorough = commitCount <= thoroughUpTo;
    for (const worktree of ledger.listWorktrees()) {
      for (const { path } of ledger.listDocuments(worktree)) {
        this.#keysByPath.set(path, [...(this.#keysByPath.get(path) ?? []), { worktree, path }]);
      }
    }
  }

  /** Those of the files that tracking saw with the very content that was committed, their texts read. Null when git failed or was cancelled. */
  async seenAsCommitted(
    files: readonly CommittedFile[],
    load: LoadTexts,
    breath: Breath,
  ): Promise<readonly CommittedFile[] | null> {
    const seen: CommittedFile[] = [];
    for (const one of files) {
      const { file } = one;
      await breath.take();
      const exact = this.#exactOf(file);
      const bytes = typeof exact?.text === 'string' ? Buffer.from(exact.text) : null;
      // The very bytes need not be read from git.
      if (bytes !== null && gitBlobOid(bytes) === file.blobOid) this.#texts.give(file.blobOid, bytes);
      if (exact !== null) seen.push(one);
    }
    return (await load(seen.map(({ file }) => file.blobOid))) ? seen : null;
  }

  /** Fills in what tracking knows of a file {@link seenAsCommitted}. */
  explainExactly({ file }: CommittedFile, target: ExplainedLines): void {
    const exact = this.#exactOf(file);
    const source = exact === null ? null : this.#knownText(exact);
    if (source !== null) target.take({ ...source, isElsewhere: false }, this.#claims.origins);
  }

  /** Those of the files of which there are other states that may explain them, what must be known of these read. Null when git failed or was cancelled. */
  async seenOtherwise(
    files: readonly CommittedFile[],
    load: LoadTexts,
    breath: Breath,
  ): Promise<readonly CommittedFile[] | null> {
    const due = new Set<string>();
    const seen: CommittedFile[] = [];
    for (const one of files) {
      const { patch, file } = one;
      await breath.take();
      const paths = pathsOf(patch, file);
      const documents = paths.flatMap((path) => this.#documentsOf(path));
      for (const known of documents) if (known.text === null && known.blobOid !== null) due.add(known.blobOid);
      const states = paths.flatMap((path) => this.#statesOf(path).map((state) => ({ path, state })));
      for (const { path, state } of states)
        if (this.#keptKeys.get(path, nameOf(state)) === undefined) due.add(state.blobOid);
      const isSeen = documents.length + states.length > 0;
      if (!isSeen) continue;
      due.add(file.blobOid);
      seen.push(one);
    }
    return (await load([...due])) ? seen : null;
  }

  /** Fills in what tracking knows of a file {@link seenOtherwise}. */
  async explain({ patch, file }: CommittedFile, target: ExplainedLines): Promise<void> {
    if (this.#isThorough) {
      const exact = this.#exactOf(file);
      for (const known of new Set([file.path, file.beforePath].flatMap((path) => this.#documentsOf(path)))) {
        if (known === exact) continue;
        const text = target.isComplete ? null : this.#knownText(known);
        if (text !== null) target.take({ ...text, isElsewhere: false }, this.#claims.origins);
      }
    }
    for (const path of pathsOf(patch, file)) {
      if (target.isComplete) return;
      await this.#indexOf(path).explain(target);
    }
    // What was seen with this very content was known then as well as it was before.
    if (this.#exactOf(file) !== null) return;
    for (const path of pathsOf(patch, file)) if (!target.isComplete) await this.#passedOf(path).explain(target);
  }

  #documentsOf(path: string): readonly Known[] {
    const known = this.#documents.get(path);
    if (known !== undefined) return known;
    const found = (this.#keysByPath.get(path) ?? []).flatMap((key) => {
      const document = this.#ledger.readDocument(key);
      return document === null ? [] : [document];
    });
    this.#documents.set(path, found);
    return found;
  }

  #statesOf(path: string): readonly ListedState[] {
    const known = this.#states.get(path);
    if (known !== undefined) return known;
    const found = this.#ledger.listStates(path);
    this.#states.set(path, found);
    return found;
  }

  /** The file just as it was committed: as it is in a work tree or once was, be it under another name. */
  #exactOf({ path, blobOid }: FilePatch): Known | null {
    const name = `${blobOid} ${path}`;
    const known = this.#exact.get(name);
    if (known !== undefined) return known;
    const document = this.#documentsOf(path).find((one) => one.blobOid === blobOid);
    const anywhere = document === undefined ? this.#ledger.findState(blobOid) : null;
    const ofPath = anywhere === null || anywhere.path === path ? null : this.#ledger.readState(path, blobOid);
    const state = ofPath ?? anywhere;
    const found = document ?? state;
    this.#exact.set(name, found);
    return found;
  }

  #indexOf(path: string): KnownTexts {
    const known = this.#indexes.get(path);
    if (known !== undefined) return known;
    const index = new KnownTexts(this.#claims.origins);
    // The last one is asked first: the file as it is, then its states from the newest on.
    const indexed = new Set<string>();
    for (const state of [...this.#statesOf(path)].reverse()) {
      const keys = this.#keysOf(path, state);
      if (keys === null) continue;
      indexed.add(state.blobOid);
      if (keys.length === 0) continue;
      index.add({ knownKeys: () => keys, open: () => this.#open(path, state) });
    }
    for (const one of this.#documentsOf(path)) {
      // As it was saved it is among the states, but only git has their texts, and it may not have this one.
      if (one.blobOid !== null && indexed.has(one.blobOid)) continue;
      const text = this.#knownText(one);
      if (text !== null) index.add(closedSource({ ...text, isElsewhere: true }, this.#claims.origins));
    }
    this.#indexes.set(path, index);
    return index;
  }

  /** The states of a path that git does not have, as far as the ledger has their texts. */
  #passedOf(path: string): KnownTexts {
    const known = this.#passed.get(path);
    if (known !== undefined) return known;
    const index = new KnownTexts(this.#claims.origins);
    for (const state of [...this.#statesOf(path)].reverse()) {
      if (!state.hasText || this.#texts.get(state.blobOid) !== null) continue;
      const found = this.#ledger.readState(path, state.blobOid);
      const text = found === null ? null : this.#knownText(found);
      if (text !== null) index.add(closedSource({ ...text, isElsewhere: true }, this.#claims.origins));
    }
    this.#passed.set(path, index);
    return index;
  }

  /** The keys of the lines that a state knows; null where git does not have its text. */
  #keysOf(path: string, listed: ListedState): KeptKeys {
    const kept = this.#keptKeys.get(path, nameOf(listed));
    if (kept !== undefined) return kept;
    const text = this.#textOfState(path, listed);
    if (text !== null) {
      const source = closedSource({ ...text, isElsewhere: true }, this.#claims.origins);
      const keys = Float64Array.from(source.knownKeys());
      this.#keptKeys.set(path, nameOf(listed), keys);
      return keys;
    }
    // What was never committed, stashed or staged while it stood on the disk will not be, unless it comes back, which is another saving.
    const stands =
      this.#statesOf(path)[0] === listed || this.#documentsOf(path).some(({ blobOid }) => blobOid === listed.blobOid);
    if (!stands && this.#texts.isMissing(listed.blobOid)) this.#keptKeys.set(path, nameOf(listed), null);
    return null;
  }

  async #open(path: string, listed: ListedState): Promise<TextSource | null> {
    if (!(await this.#texts.load([listed.blobOid]))) return null;
    const text = this.#textOfState(path, listed);
    return text === null ? null : { ...text, isElsewhere: true };
  }

  #textOfState(path: string, { blobOid }: ListedState): KnownText | null {
    if (this.#texts.get(blobOid) === null) return null;
    const state = this.#ledger.readState(path, blobOid);
    return state === null ? null : this.#knownText({ ...state, text: null });
  }

  #knownText({ text, blobOid, runs }: Known): KnownText | null {
    const read = text ?? (blobOid === null ? null : this.#texts.get(blobOid));
    if (read === null) return null;
    // An encoding that is read otherwise now than when it was tracked has no attribution.
    const covered = runs.reduce((sum, run) => sum + run.utf16Length, 0);
    return covered === read.length ? { text: read, runs: this.#claims.ofLedger(runs, this.#ledger.origins) } : null;
  }
}

/** Under which the keys are kept. */
function nameOf({ sequence }: ListedState): string {
  return `state ${sequence}`;
}

/** Where the lines of a file may have been before: itself under either name, and files that the same commit took away. */
export function pathsOf({ removedPaths }: CommitPatch, { path, beforePath }: FilePatch): readonly string[] {
  return [...new Set([path, beforePath, ...removedPaths])];
}
