import { type OriginTable } from '../core/attribution/origin.ts';
import { type CancelSignal, type FileSystem, type Git, type Ledger, type Logger } from '../core/ports.ts';
import { commitGraphEnv } from './commitGraph.ts';
import { readHistoryState, type HistoryState } from './historyState.ts';
import { type RepositoryPlace } from './locate.ts';
import { type RevisionHistory } from './revisionHistory.ts';
import { SameHistory, type ReadNear } from './sameHistory.ts';
import { TraceReader } from './traceTable.ts';

/** What {@link HistoryReader} needs from outside. */
export interface HistoryServices {
  readonly git: Git;
  readonly files: FileSystem;
  readonly ledger: Ledger;
  readonly log: Logger;
  /** A folder for indexes that can be made again; null where nothing can be stored. */
  readonly cacheFolder: string | null;
}

/** Opens the history of one repository at one revision or another, and knows when it may be used again. */
export class HistoryReader {
  readonly #services: HistoryServices;
  readonly #place: RepositoryPlace;
  readonly #noAiBefore: string | null;
  readonly #traces: TraceReader;
  #same: { readonly key: string; readonly history: SameHistory } | null = null;
  #latest: { readonly state: HistoryState; readonly history: RevisionHistory } | null = null;

  constructor(services: HistoryServices, place: RepositoryPlace, noAiBefore: string | null) {
    this.#services = services;
    this.#place = place;
    this.#noAiBefore = noAiBefore;
    this.#traces = new TraceReader(services);
  }

  get origins(): OriginTable {
    return this.#services.ledger.origins;
  }

  async state(): Promise<HistoryState> {
    const { git, files } = this.#services;
    const { root, isBare } = this.#place;
    return await readHistoryState(git, files, this.#place, () => this.#traces.read(root, isBare));
  }

  /** Which files have one and the same history at two commits; what it found out is kept while HEAD and the shape of history are the same. */
  sameHistory({ head, shape }: HistoryState): SameHistory {
    const key = `${head ?? ''} ${shape}`;
    if (this.#same?.key !== key) this.#same = { key, history: this.#newSameHistory() };
    return this.#same.history;
  }

  #newSameHistory(): SameHistory {
    const place = { git: this.#services.git, cwd: this.#place.root };
    // Most looks at a folder find no new commits.
    const readNear: ReadNear = async (earlier, later) =>
      await (await import('./historySteps.ts')).readNewCommits(place, earlier, later);
    return new SameHistory(place.git, place.cwd, readNear);
  }

  /** Full object id of a commit; null for what is no revision. */
  async resolve(revision: string): Promise<string | null> {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
    const result = await this.#services.git.run(args, { cwd: this.#place.root });
    return result.ok ? new TextDecoder().decode(result.stdout).trim() : null;
  }

  /** The history that was opened last, if it is still that of this state's HEAD. */
  opened(state: HistoryState): RevisionHistory | null {
    const latest = this.#latest;
    const isSame =
      latest !== null &&
      latest.history.revision === state.head &&
      latest.state.notes === state.notes &&
      latest.state.shape === state.shape &&
      latest.state.traces.key === state.traces.key;
    return isSame ? latest.history : null;
  }

  /** As {@link openOnly}, and keeps the commits that were read. */
  async open(...asked: Parameters<HistoryReader['openOnly']>): Promise<RevisionHistory | null> {
    const history = await this.openOnly(...asked);
    history?.evidence.keepCommits();
    return history;
  }

  /**
   * Reads the evidence of a revision's history, and tells how many commits were read so far; null when git failed or was cancelled. Its commits are to be kept by the
   * caller.
   */
  async openOnly(
    revision: string,
    state: HistoryState,
    signal?: CancelSignal,
    onRead: (commits: number) => void = () => undefined,
  ): Promise<RevisionHistory | null> {
    const known = revision === state.head ? this.opened(state) : null;
    if (known !== null) return known;
    const { git, ledger, log } = this.#services;
    const cwd = this.#place.root;
    const noAiBefore = this.#noAiBefore;
    const isCutOff = this.#place.isShallow || this.#place.isPartial;
    const scan = { git, log, ledger, cwd, revision, state, noAiBefore, origins: this.origins, isCutOff, onRead };
    const place = { git, ledger, cwd, revision, shape: state.shape };
    // Most looks at a folder read no history.
    const { openHistory } = await import('./openHistory.ts');
    const history = await openHistory(scan, place, this.sameHistory(state), signal);
    if (history === null) return null;
    if (revision === state.head) this.#latest = { state, history };
    return history;
  }

  /** The environment in which blame is fast; with `mayWrite` false only what is there is used. */
  async graphEnv(
    revision: string,
    mayWrite: boolean,
    signal?: CancelSignal,
  ): Promise<Readonly<Record<string, string>>> {
    const { git, files, ledger, cacheFolder } = this.#services;
    const { root, commonDir } = this.#place;
    const place = { git, files, ledger, cwd: root, objectsFolder: `${commonDir}/objects`, cacheFolder, revision };
    return await commitGraphEnv(place, mayWrite, signal);
  }
}
