import { CommitLinks, type Commits, type Reach } from './commitLinks.ts';
import { type CommitTable } from './commitTable.ts';
import { type CommitVoice } from './touchIndex.ts';

/** The commits from before AI, and those among them at which that time begins. */
export interface BeforeAi {
  readonly has: (oid: string) => boolean;
  readonly boundary: readonly string[];
}

/** How deep blame must look into a history, by what its commits say. All is made at first use. */
export class HistoryReach {
  readonly #links: CommitLinks;
  readonly #commits: CommitTable;
  readonly #voiceOf: (oid: string) => CommitVoice;
  #beforeAi: BeforeAi | null = null;

  constructor(commits: CommitTable, voiceOf: (oid: string) => CommitVoice) {
    this.#commits = commits;
    this.#voiceOf = voiceOf;
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

  /** As in `CommitLinks`. */
  withDescendants(oids: Iterable<string>): Reach {
    return this.#links.withDescendants(oids);
  }

  /** As `HistoryEvidence.timeBeforeAi`. */
  timeBeforeAi(): BeforeAi {
    if (this.#beforeAi === null) {
      const others = this.oids.filter((oid) => this.#voiceOf(oid) !== 'human');
      const later = this.#links.withDescendants(others);
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
