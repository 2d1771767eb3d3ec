import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { type KnownText } from '../../core/attribution/carriedLines.ts';
import { type Clock, type DocumentKey, type Git, type Ledger, type Logger } from '../../core/ports.ts';
import { followPaths } from '../../platform/files/followPaths.ts';
import { countsText, textOfBytes } from '../../survey/countsText.ts';
import { type OpenedRoot } from '../../survey/workspaceRoot.ts';
import { type WorkspaceShare } from '../../survey/workspaceShare.ts';

/** The documents that are open in this window, as far as the inbox has to do with them. */
export interface OpenDocuments {
  /** Settles and writes everything that was seen. */
  flush(): void;
  /** Whether the document that a ledger knows by this key is open. */
  isOpen(ledger: Ledger, key: DocumentKey): boolean;
  /** Takes up what an agent left of an open document. */
  learn(ledger: Ledger, key: DocumentKey, states: readonly KnownText[]): void;
  /** Takes up what other processes wrote to the ledgers. */
  takeOthers(): void;
}

/** What taking in what agents tell needs. */
export interface AgentInboxServices {
  readonly clock: Clock;
  readonly git: Git;
  readonly log: Logger;
  /** Where payloads of agents are kept while they are at work; absolute. */
  readonly rawFolder: string;
  readonly share: Pick<WorkspaceShare, 'openedRoots' | 'onDidChange'>;
  /** Null while nothing is tracked. */
  readonly openDocuments: () => OpenDocuments | null;
}

/** The running feature. */
export interface AgentInbox {
  /**
   * Takes in all that agents told so far about a folder. Gives the moment when the longest of their commands began that still run (Unix
   * milliseconds); null when none does.
   */
  takeIn(root: OpenedRoot): Promise<number | null>;
  dispose(): void;
}

/** Hooks of one tool call come one upon the other; a window that follows within half a second follows at once. */
const takeAfterMs = 100;

/** The inbox of one folder of the window: watches it and takes in what comes, one run at a time. */
class WatchedInbox {
  readonly root: OpenedRoot;
  readonly #inboxFolder: string;
  readonly #services: AgentInboxServices;
  readonly #watcher: ReturnType<typeof followPaths>;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #running: Promise<number | null> = Promise.resolve(null);
  #isDisposed = false;

  constructor(services: AgentInboxServices, root: OpenedRoot, inboxFolder: string) {
    this.root = root;
    this.#inboxFolder = inboxFolder;
    this.#services = services;
    try {
      // Only a folder that is there is watched without delay.
      mkdirSync(inboxFolder, { recursive: true, mode: 0o700 });
    } catch (error) {
      services.log.error(`The inbox ${inboxFolder} could not be made`, error);
    }
    // An entry that goes was taken in by another process, which wrote to the ledger.
    this.#watcher = followPaths([inboxFolder], () => this.#takeSoon());
    // What came between the opening of the folder and now.
    this.#takeSoon();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#watcher.dispose();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async takeIn(): Promise<number | null> {
    this.#running = this.#running.then(async () => {
      try {
        return this.#isDisposed ? null : await this.#takeInNow();
      } catch (error) {
        this.#services.log.error(`What agents told about ${this.root.survey.root} could not be taken in`, error);
        return null;
      }
    });
    return await this.#running;
  }

  #takeSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.takeIn();
    }, takeAfterMs);
  }

  async #takeInNow(): Promise<number | null> {
    const { git, log, clock, rawFolder, openDocuments } = this.#services;
    const { survey, ledger, readBlob, exclude } = this.root;
    const keyOf = (file: string): DocumentKey => ({ worktree: survey.worktree, path: file });
    const { takeIn } = await import('../../agents/inbox/takeIn.ts');
    // What was typed until now belongs to the texts that agents found.
    openDocuments()?.flush();
    const { changedPaths, leftStates, runsSinceMs } = await takeIn(this.#inboxFolder, {
      ledger,
      git,
      log,
      nowMs: clock.nowMs(),
      homeFolder: homedir(),
      rawFolder,
      root: survey.root,
      worktree: survey.worktree,
      decode: textOfBytes,
      readBlob,
      counts: (file, text) => countsText(file, text, exclude),
      isOpen: (file) => openDocuments()?.isOpen(ledger, keyOf(file)) === true,
    });
    const documents = openDocuments();
    for (const file of new Set(leftStates.map((state) => state.path))) {
      const states = leftStates.filter((state) => state.path === file);
      documents?.learn(ledger, keyOf(file), states);
    }
    documents?.takeOthers();
    if (changedPaths.length > 0 && !this.#isDisposed) await survey.refreshFiles(changedPaths);
    return runsSinceMs;
  }
}

/** Takes in what coding agents tell about the folders of the window, for as long as it runs. */
export function startAgentInbox(services: AgentInboxServices): AgentInbox {
  let watched: readonly WatchedInbox[] = [];
  const follow = (): void => {
    const roots = services.share.openedRoots();
    const isSame = roots.length === watched.length && roots.every((root, index) => watched[index]?.root === root);
    if (isSame) return;
    const known = watched;
    for (const inbox of known) if (!roots.includes(inbox.root)) inbox.dispose();
    watched = roots.flatMap((root) => {
      if (root.inboxFolder === null) return [];
      return [known.find((inbox) => inbox.root === root) ?? new WatchedInbox(services, root, root.inboxFolder)];
    });
  };
  const stopListening = services.share.onDidChange(follow);
  follow();
  return {
    takeIn: async (root) => (await watched.find((inbox) => inbox.root === root)?.takeIn()) ?? null,
    dispose: () => {
      stopListening();
      for (const inbox of watched) inbox.dispose();
    },
  };
}
