import { lstatSync, readFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { type Ledger } from '../../core/ports.ts';
import { type Run } from '../../core/attribution/run.ts';
import { maxFileBytes } from '../skipRules.ts';
import { gitBlobOid } from '../storedRuns.ts';
import { type BlobTexts } from './blobTexts.ts';
import { type Breath } from './breath.ts';
import { type Claims } from './claims.ts';
import { type CommitPatch, type FilePatch } from './commitPatches.ts';
import { type KeptKeysOfLines } from './keptKeys.ts';
import { closedSource, keysOfKnownLines, KnownTexts, type ExplainedLines, type TextSource } from './knownTexts.ts';
import { LinedText } from './linedText.ts';
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
  readonly #root: string;
  readonly #worktrees: readonly string[];
  readonly #documents = new Map<string, readonly Known[]>();
  readonly #states = new Map<string, readonly ListedState[]>();
  readonly #exact = new Map<string, Known | null>();
  readonly #indexes = new Map<string, KnownTexts>();
  readonly #passed = new Map<string, KnownTexts>();
  readonly #isThorough: boolean;

  /** `root` is the folder of the work tree, `commitCount` how many commits are to be explained. */
  constructor(
    ledger: Ledger,
    { claims, texts, keptKeys }: Pick<RecordedSourcesParts, 'claims' | 'texts' | 'keptKeys'>,
    root: string,
    commitCount: number,
  ) {
    this.#root = root;
    this.#ledger = ledger;
    this.#claims = claims;
    this.#texts = texts;
    this.#keptKeys = keptKeys;
    this.#isThorough = commitCount <= thoroughUpTo;
    this.#worktrees = ledger.listWorktrees();
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
      if (exact === null) continue;
      seen.push(one);
      // The very bytes need not be read from git.
      const bytes = this.#onDisk(file) ?? this.#stored(exact, file);
      if (bytes !== null) this.#texts.give(file.blobOid, bytes);
    }
    return (await load(seen.map(({ file }) => file.blobOid))) ? seen : null;
  }

  /** The bytes of a file that is still on the disk as it was committed. */
  #onDisk({ path, blobOid }: FilePatch): Uint8Array | null {
    try {
      const place = joinPath(this.#root, path);
      const stats = lstatSync(place);
      if (!stats.isFile() || stats.size > maxFileBytes) return null;
      const bytes = readFileSync(place);
      return gitBlobOid(bytes) === blobOid ? bytes : null;
    } catch {
      return null;
    }
  }

  /** The bytes of a committed file whose text the ledger has. */
  #stored({ text }: Known, { blobOid }: FilePatch): Uint8Array | null {
    const bytes = text === null ? null : Buffer.from(text);
    return bytes !== null && gitBlobOid(bytes) === blobOid ? bytes : null;
  }

  /** Fills in what tracking knows of a file {@link seenAsCommitted}. */
  explainExactly({ file }: CommittedFile, target: ExplainedLines): void {
    const exact = this.#exactOf(file);
    const source = exact === null ? null : this.#sourceOf(exact, false);
    if (source !== null) target.take(source, this.#claims.origins);
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
      for (const { blobOid, text } of documents.filter((known) => known.blobOid !== file.blobOid))
        if (text === null && blobOid !== null) due.add(blobOid);
      const states = paths.flatMap((path) => this.#statesOf(path).map((state) => ({ path, state })));
      for (const { path, state } of states)
        if (this.#keptKeys.look(path, nameOf(state)) === null) due.add(state.blobOid);
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
        const source = target.isComplete ? null : this.#sourceOf(known, false);
        if (source !== null) target.take(source, this.#claims.origins);
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
    const found = this.#worktrees.flatMap((worktree) => {
      const document = this.#ledger.readDocument({ worktree, path });
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
    const index = new KnownTexts(this.#claims.origins, (keys) => this.#keptKeys.mayKnowOneOf(path, keys));
    // The last one is asked first: the file as it is, then its states from the newest on.
    const indexed = new Set<string>();
    for (const state of [...this.#statesOf(path)].reverse()) {
      if (!this.#learn(path, state)) continue;
      indexed.add(state.blobOid);
      index.addKept({
        knownKeys: () => this.#keptKeys.get(path, nameOf(state)) ?? [],
        open: () => this.#open(path, state),
      });
    }
    for (const one of this.#documentsOf(path)) {
      // As it was saved it is among the states, but only git has their texts, and it may not have this one.
      if (one.blobOid !== null && indexed.has(one.blobOid)) continue;
      const source = this.#sourceOf(one, true);
      if (source !== null) index.add(closedSource(source, this.#claims.origins));
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
      const source = found === null ? null : this.#sourceOf(found, true);
      if (source !== null) index.add(closedSource(source, this.#claims.origins));
    }
    this.#passed.set(path, index);
    return index;
  }

  /** Has the keys of the lines that a state knows kept. False where git does not have its text. */
  #learn(path: string, listed: ListedState): boolean {
    const kept = this.#keptKeys.look(path, nameOf(listed));
    if (kept !== null) return kept === 'known';
    const source = this.#sourceOfState(path, listed);
    if (source !== null) {
      const keys = Float64Array.from(keysOfKnownLines(source, this.#claims.origins));
      this.#keptKeys.set(path, nameOf(listed), keys);
      return true;
    }
    // What was never committed, stashed or staged while it stood on the disk will not be, unless it comes back, which is another saving.
    const stands =
      this.#statesOf(path)[0] === listed || this.#documentsOf(path).some(({ blobOid }) => blobOid === listed.blobOid);
    if (!stands && this.#texts.isMissing(listed.blobOid)) this.#keptKeys.set(path, nameOf(listed), null);
    return false;
  }

  async #open(path: string, listed: ListedState): Promise<TextSource | null> {
    if (!(await this.#texts.load([listed.blobOid]))) return null;
    return this.#sourceOfState(path, listed);
  }

  #sourceOfState(path: string, { blobOid }: ListedState): TextSource | null {
    if (this.#texts.get(blobOid) === null) return null;
    const state = this.#ledger.readState(path, blobOid);
    return state === null ? null : this.#sourceOf({ runs: state.runs, blobOid, text: null }, true);
  }

  #sourceOf(known: Known, isElsewhere: boolean): TextSource | null {
    const utf16Length = known.runs.reduce((sum, run) => sum + run.utf16Length, 0);
    const lined = this.#textOf(known, utf16Length);
    // An encoding that is read otherwise now than when it was tracked has no attribution.
    if (lined?.text.length !== utf16Length) return null;
    const runs = this.#claims.ofLedger(known.runs, this.#ledger.origins);
    return { text: lined.text, lined, runs, isElsewhere };
  }

  /** As git has it, which takes less than to unpack what the ledger has, unless only that one is as long as it must be. */
  #textOf(known: Known, utf16Length: number): LinedText | null {
    const read = known.blobOid === null ? null : this.#texts.get(known.blobOid);
    if (read?.text.length === utf16Length) return read;
    return known.text === null ? read : new LinedText(known.text);
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
