import { CommitLinks, type Commits, type Reach } from './commitLinks.ts';
import { type CommitTable, type TableCommit } from './commitTable.ts';
import { type CommitVoice } from './touchIndex.ts';

/** The commits from before AI, and those among them at which that time begins. */
export interface BeforeAi {
  readonly has: (oid: string) => boolean;
  readonly boundary: readonly string[];
}

/** How deep blame must look into a history, by what its commits say. */
export class HistoryReach {
  readonly #links: CommitLinks;
  readonly #commits: CommitTable;
  /** Made at first use. */
  #beforeAi: BeforeAi | null = null;

  constructor(commits: CommitTable) {
    this.#commits = commits;
    this.#links = new CommitLinks(commits);
  }

  /** As in `CommitLinks`. */
  get oids(): readonly string[] {
    return this.#links.oids;
  }

  /** As in `CommitLinks`. */
  rankOf(oid: string): number | undefined {
    return this.#links.rankOf(oid);
  }

  /** The commits of which something is said, with all that come after them, and those just below. */
  of(isOne: (oid: string, commit: TableCommit) => boolean): Reach {
    const flags = new Uint8Array(this.oids.length);
    let number = 0;
    for (const [oid, commit] of this.#commits) flags[number++] = isOne(oid, commit) ? 1 : 0;
    return this.#links.withDescendants(flags);
  }

  /** As `HistoryEvidence.timeBeforeAi`, by what each commit says. */
  timeBeforeAi(voiceOf: (oid: string, commit: TableCommit) => CommitVoice): BeforeAi {
    if (this.#beforeAi === null) {
      const later = this.of((oid, commit) => voiceOf(oid, commit) !== 'human');
      const has = (oid: string): boolean => this.#commits.has(oid) && !later.commits.has(oid);
      this.#beforeAi = { has, boundary: later.boundary };
    }
    return this.#beforeAi;
  }

  /** Every commit that a commit of this history has, itself included. */
  commitsOf(tip: string): Commits {
    return this.#links.reachableFrom(tip);
  }
}
