import { type KnownText } from '../../core/attribution/carriedLines.ts';
import { type DocumentKey, type Ledger } from '../../core/ports.ts';
import { type Run } from '../../core/attribution/run.ts';
import { type BlobTexts } from './blobTexts.ts';
import { type Claims } from './claims.ts';
import { type CommitPatch, type FilePatch } from './commitPatches.ts';
import { KnownTexts, type ExplainedLines } from './knownTexts.ts';

interface Known {
  readonly runs: readonly Run[];
  readonly blobOid: string | null;
  readonly text: string | null;
}

/** What tracking knows of one path: the files as they are in each work tree, and how they once were. */
interface PathKnowledge {
  readonly documents: readonly Known[];
  readonly states: readonly Known[];
}

/** Up to so many commits at once every document is compared with them; of more only those that share a line. */
const thoroughUpTo = 20;

/** Explains lines of commits by what tracking saw: the attribution of the work trees' files and of their saved states. */
export class LiveSources {
  readonly #ledger: Ledger;
  readonly #claims: Claims;
  readonly #texts: BlobTexts;
  readonly #paths = new Map<string, PathKnowledge>();
  readonly #indexes = new Map<string, KnownTexts>();
  #isThorough = true;

  constructor(ledger: Ledger, claims: Claims, texts: BlobTexts) {
    this.#ledger = ledger;
    this.#claims = claims;
    this.#texts = texts;
  }

  /** Looks up what there is for these commits, and reads the texts that it needs. False when git failed or was cancelled. */
  async prepare(
    patches: readonly CommitPatch[],
    texts: (names: readonly string[]) => Promise<boolean>,
  ): Promise<boolean> {
    this.#isThorough = patches.length <= thoroughUpTo;
    const documented = new Map<string, DocumentKey[]>();
    for (const worktree of this.#ledger.listWorktrees()) {
      for (const { path } of this.#ledger.listDocuments(worktree)) {
        documented.set(path, [...(documented.get(path) ?? []), { worktree, path }]);
      }
    }
    const due = new Set<string>();
    for (const patch of patches) {
      const removed = patch.removedPaths.map((path) => this.#look(path, documented));
      for (const file of patch.files) {
        const own = [file.path, file.beforePath].map((path) => this.#look(path, documented));
        const everything = [...own, ...removed].flatMap(({ documents, states }) => [...documents, ...states]);
        for (const known of everything) if (known.text === null && known.blobOid !== null) due.add(known.blobOid);
        if (everything.length > 0 || this.#ledger.findState(file.blobOid) !== null) due.add(file.blobOid);
      }
    }
    return await texts([...due]);
  }

  /** Whether there is anything to explain a file with. */
  knows(patch: CommitPatch, file: FilePatch): boolean {
    const paths = [file.path, file.beforePath, ...patch.removedPaths];
    return (
      paths.some((path) => {
        const known = this.#paths.get(path);
        return known !== undefined && known.documents.length + known.states.length > 0;
      }) || this.#ledger.findState(file.blobOid) !== null
    );
  }

  /** Fills in what tracking knows. */
  explain(patch: CommitPatch, file: FilePatch, target: ExplainedLines): void {
    const { origins } = this.#claims;
    const own = this.#paths.get(file.path);
    const isSame = (known: Known): boolean => known.blobOid === file.blobOid;
    const exact = own?.documents.find(isSame) ?? own?.states.find(isSame) ?? this.#stateOf(file.blobOid);
    const exactText = exact === null ? null : this.#knownText(exact);
    if (exactText !== null) target.take({ ...exactText, isElsewhere: false }, origins);
    const paths = file.path === file.beforePath ? [file.path] : [file.path, file.beforePath];
    if (this.#isThorough) {
      for (const known of paths.flatMap((path) => this.#paths.get(path)?.documents ?? [])) {
        const text = target.isComplete ? null : this.#knownText(known);
        if (text !== null) target.take({ ...text, isElsewhere: false }, origins);
      }
    }
    for (const path of [...paths, ...patch.removedPaths]) {
      if (target.isComplete) return;
      this.#indexOf(path).explain(target);
    }
  }

  #look(path: string, documented: ReadonlyMap<string, readonly DocumentKey[]>): PathKnowledge {
    const known = this.#paths.get(path);
    if (known !== undefined) return known;
    const found = {
      documents: (documented.get(path) ?? []).flatMap((key) => {
        const document = this.#ledger.readDocument(key);
        return document === null ? [] : [this.#known(document)];
      }),
      states: this.#ledger.readStates(path).map((state) => this.#known({ ...state, text: null })),
    };
    this.#paths.set(path, found);
    return found;
  }

  /** A state with this content of a file that had another name. */
  #stateOf(blobOid: string): Known | null {
    const state = this.#ledger.findState(blobOid);
    return state === null ? null : this.#known({ ...state, text: null });
  }

  #known({ runs, blobOid, text }: Known): Known {
    return { blobOid, text, runs: this.#claims.ofLedger(runs, this.#ledger.origins) };
  }

  #indexOf(path: string): KnownTexts {
    const known = this.#indexes.get(path);
    if (known !== undefined) return known;
    const index = new KnownTexts(this.#claims.origins);
    const { documents = [], states = [] } = this.#paths.get(path) ?? {};
    // The last one is asked first: the file as it is, then its states from the newest on.
    for (const one of [...[...states].reverse(), ...documents]) {
      const text = this.#knownText(one);
      if (text !== null) index.add({ ...text, isElsewhere: true });
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
