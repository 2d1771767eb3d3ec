import { type KnownText } from '../../core/attribution/carriedLines.ts';
import { type DocumentKey, type Ledger } from '../../core/ports.ts';
import { type Run } from '../../core/attribution/run.ts';
import { gitBlobOid } from '../storedRuns.ts';
import { type BlobTexts } from './blobTexts.ts';
import { type Claims } from './claims.ts';
import { type CommitPatch, type FilePatch } from './commitPatches.ts';
import { closedSource, KnownTexts, type ExplainedLines } from './knownTexts.ts';

interface Known {
  readonly runs: readonly Run[];
  readonly blobOid: string | null;
  readonly text: string | null;
}

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
  readonly #keysByPath = new Map<string, DocumentKey[]>();
  readonly #documents = new Map<string, readonly Known[]>();
  readonly #states = new Map<string, readonly Known[]>();
  readonly #exact = new Map<string, Known | null>();
  readonly #indexes = new Map<string, KnownTexts>();
  readonly #isThorough: boolean;

  /** `commitCount` is how many commits are to be explained. */
  constructor(ledger: Ledger, claims: Claims, texts: BlobTexts, commitCount: number) {
    this.#ledger = ledger;
    this.#claims = claims;
    this.#texts = texts;
    this.#isThorough = commitCount <= thoroughUpTo;
    for (const worktree of ledger.listWorktrees()) {
      for (const { path } of ledger.listDocuments(worktree)) {
        this.#keysByPath.set(path, [...(this.#keysByPath.get(path) ?? []), { worktree, path }]);
      }
    }
  }

  /** Those of the files that tracking saw with the very content that was committed, their texts read. Null when git failed or was cancelled. */
  async seenAsCommitted(files: readonly CommittedFile[], load: LoadTexts): Promise<readonly CommittedFile[] | null> {
    const seen = files.filter(({ file }) => {
      const exact = this.#exactOf(file);
      const bytes = typeof exact?.text === 'string' ? Buffer.from(exact.text) : null;
      // The very bytes need not be read from git.
      if (bytes !== null && gitBlobOid(bytes) === file.blobOid) this.#texts.give(file.blobOid, bytes);
      return exact !== null;
    });
    return (await load(seen.map(({ file }) => file.blobOid))) ? seen : null;
  }

  /** Fills in what tracking knows of a file {@link seenAsCommitted}. */
  explainExactly({ file }: CommittedFile, target: ExplainedLines): void {
    const exact = this.#exactOf(file);
    const source = exact === null ? null : this.#knownText(exact);
    if (source !== null) target.take({ ...source, isElsewhere: false }, this.#claims.origins);
  }

  /** Those of the files of which there are other states that may explain them, all texts read. Null when git failed or was cancelled. */
  async seenOtherwise(files: readonly CommittedFile[], load: LoadTexts): Promise<readonly CommittedFile[] | null> {
    const due = new Set<string>();
    const seen = files.filter(({ patch, file }) => {
      const everything = pathsOf(patch, file).flatMap((path) => [...this.#documentsOf(path), ...this.#statesOf(path)]);
      for (const known of everything) if (known.text === null && known.blobOid !== null) due.add(known.blobOid);
      if (everything.length > 0) due.add(file.blobOid);
      return everything.length > 0;
    });
    return (await load([...due])) ? seen : null;
  }

  /** Fills in what tracking knows of a file {@link seenOtherwise}. */
  explain({ patch, file }: CommittedFile, target: ExplainedLines): void {
    if (this.#isThorough) {
      for (const known of new Set([file.path, file.beforePath].flatMap((path) => this.#documentsOf(path)))) {
        const text = target.isComplete ? null : this.#knownText(known);
        if (text !== null) target.take({ ...text, isElsewhere: false }, this.#claims.origins);
      }
    }
    for (const path of pathsOf(patch, file)) {
      if (target.isComplete) return;
      this.#indexOf(path).explain(target);
    }
  }

  #documentsOf(path: string): readonly Known[] {
    const known = this.#documents.get(path);
    if (known !== undefined) return known;
    const found = (this.#keysByPath.get(path) ?? []).flatMap((key) => {
      const document = this.#ledger.readDocument(key);
      return document === null ? [] : [this.#known(document)];
    });
    this.#documents.set(path, found);
    return found;
  }

  #statesOf(path: string): readonly Known[] {
    const known = this.#states.get(path);
    if (known !== undefined) return known;
    const found = this.#ledger.readStates(path).map((state) => this.#known({ ...state, text: null }));
    this.#states.set(path, found);
    return found;
  }

  /** The file just as it was committed: as it is in a work tree or once was, be it under another name. */
  #exactOf({ path, blobOid }: FilePatch): Known | null {
    const name = `${blobOid} ${path}`;
    const known = this.#exact.get(name);
    if (known !== undefined) return known;
    const isSame = (one: Known): boolean => one.blobOid === blobOid;
    const document = this.#documentsOf(path).find(isSame);
    const state = document === undefined ? this.#ledger.findState(blobOid) : null;
    const ofPath = state === null || state.path === path ? undefined : this.#statesOf(path).find(isSame);
    const found = document ?? ofPath ?? (state === null ? null : this.#known({ ...state, text: null }));
    this.#exact.set(name, found);
    return found;
  }

  #known({ runs, blobOid, text }: Known): Known {
    return { blobOid, text, runs: this.#claims.ofLedger(runs, this.#ledger.origins) };
  }

  #indexOf(path: string): KnownTexts {
    const known = this.#indexes.get(path);
    if (known !== undefined) return known;
    const index = new KnownTexts(this.#claims.origins);
    // The last one is asked first: the file as it is, then its states from the newest on.
    for (const one of [...[...this.#statesOf(path)].reverse(), ...this.#documentsOf(path)]) {
      const text = this.#knownText(one);
      if (text !== null) index.add(closedSource({ ...text, isElsewhere: true }, this.#claims.origins));
    }
    this.#indexes.set(path, index);
    return index;
  }

  #knownText({ text, blobOid, runs }: Known): KnownText | null {
    const read = text ?? (blobOid === null ? null : this.#texts.get(blobOid));
    if (read === null) return null;
    // An encoding that is read otherwise now than when it was tracked has no attribution.
    const covered = runs.reduce((sum, run) => sum + run.utf16Length, 0);
    return covered === read.length ? { text: read, runs } : null;
  }
}

/** Where the lines of a file may have been before: itself under either name, and files that the same commit took away. */
export function pathsOf({ removedPaths }: CommitPatch, { path, beforePath }: FilePatch): readonly string[] {
  return [...new Set([path, beforePath, ...removedPaths])];
}
