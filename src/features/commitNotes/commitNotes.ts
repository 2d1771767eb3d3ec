import { realpathSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { type Clock, type DialogueGit, type Logger } from '../../core/ports.ts';
import { followPaths } from '../../platform/files/followPaths.ts';
import { isGitAiAtWork } from '../../platform/git/gitAiAtWork.ts';
import { type Settings } from '../../platform/settings/settings.ts';
import { type RepositoryPlace } from '../../survey/locate.ts';
import { type OpenedRoot } from '../../survey/workspaceRoot.ts';
import { type WorkspaceShare } from '../../survey/workspaceShare.ts';
import { watchGitExtension } from './gitExtension.ts';
import { type AsideAnswer } from './syncAside.ts';

/** What writing authorship logs in the background needs. */
export interface CommitNotesServices {
  readonly clock: Clock;
  readonly git: DialogueGit;
  readonly log: Logger;
  readonly settings: Settings;
  readonly share: Pick<WorkspaceShare, 'openedRoots' | 'onDidChange'>;
  /** What {@link syncAside} runs. */
  readonly workerFile: string;
  /**
   * Brings into the ledger all that was seen and told by now: the log of a commit is written once. Gives when the longest of the agents' commands began
   * that still run (Unix milliseconds), or null.
   */
  readonly takeInAll: (root: OpenedRoot) => Promise<number | null>;
}

function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

/** A change of HEAD is looked at when what was typed before it is in the ledger, and when most of a rebase is over. */
const syncAfterMs = 1_500;

/** What an agent's command changed is known when it ends, and a log is never written again: so long a commit waits for that. */
const commandEndsWithinMs = 10 * 60 * 1000;

/** More than this is not done on the editor's thread: so much takes about a tenth of a second of it, in pieces. */
const mostHere = { commits: 20, files: 200 };

/** One repository of the window: watches its log of HEAD, which is there with or without git in the editor, and writes the logs of what is new, one run at a time. */
class WatchedRepository {
  readonly root: OpenedRoot;
  readonly #place: RepositoryPlace;
  readonly #services: CommitNotesServices;
  readonly #abort = new AbortController();
  readonly #watcher: ReturnType<typeof followPaths>;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isRunning = false;

  constructor(services: CommitNotesServices, root: OpenedRoot, place: RepositoryPlace) {
    this.root = root;
    this.#place = place;
    this.#services = services;
    // A linked work tree has its own log of HEAD, and the window may show a folder in the middle of a repository.
    this.#watcher = followPaths([path.join(place.gitDir, 'logs', 'HEAD')], () => this.syncSoon());
    // Commits that were made while no window was open.
    this.syncSoon();
  }

  /** Whether a folder that another extension names is the top of this work tree. */
  isAt(folder: string): boolean {
    return folder === this.#place.root || realPath(folder) === realPath(this.#place.root);
  }

  dispose(): void {
    this.#abort.abort();
    this.#watcher.dispose();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** Something may have been committed. */
  syncSoon(): void {
    if (this.#timer !== null || this.#abort.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#isRunning) {
        this.syncSoon();
        return;
      }
      this.#isRunning = true;
      this.#sync()
        .catch((error: unknown) =>
          this.#services.log.error(`Could not write the authorship logs of ${this.#place.root}`, error),
        )
        .finally(() => (this.#isRunning = false));
    }, syncAfterMs);
  }

  async #sync(): Promise<void> {
    const { clock, git, log, settings, takeInAll, workerFile } = this.#services;
    const notesWrite = settings.get('notes.write', vscode.Uri.file(this.#place.root));
    if (notesWrite === 'never' || (notesWrite === 'auto' && isGitAiAtWork(this.#place.commonDir))) return;
    const runsSinceMs = await takeInAll(this.root);
    if (this.#abort.signal.aborted) return;
    if (runsSinceMs !== null && clock.nowMs() < runsSinceMs + commandEndsWithinMs) {
      this.syncSoon();
      return;
    }
    const { signal } = this.#abort;
    const isOver = (): boolean => signal.aborted;
    const { ledger, inboxFolder } = this.root;
    const { syncCommits } = await import('../../survey/commits/syncCommits.ts');
    // A ledger that is not on the disk cannot be opened by another thread. The inbox is in its folder.
    const ledgerFolder = ledger.problem === null && inboxFolder !== null ? path.dirname(inboxFolder) : null;
    const limits = ledgerFolder === null ? undefined : mostHere;
    const answer = await syncCommits({ git, ledger, log, place: this.#place }, false, signal, limits);
    if (isOver()) return;
    if (answer.ok && answer.value.isTooMuch && ledgerFolder !== null) {
      const { unseen } = answer.value;
      log.info(`${unseen} new commits in ${this.#place.root} are looked at on a thread of their own`);
      const { syncAside } = await import('./syncAside.ts');
      const aside = await syncAside(workerFile, { place: this.#place, ledgerFolder }, log, signal);
      if (!isOver()) this.#say(aside);
      return;
    }
    this.#say(answer.ok ? { ok: true, written: answer.value.written.length } : answer);
  }

  #say(answer: AsideAnswer): void {
    const { log } = this.#services;
    if (!answer.ok) log.warn(`No authorship logs were written in ${this.#place.root}: ${answer.reason}`);
    else if (answer.written > 0) log.info(`Wrote ${answer.written} authorship logs in ${this.#place.root}`);
  }
}

/** Writes the authorship logs of new commits, whoever makes them, for as long as it runs. */
export function startCommitNotes(services: CommitNotesServices): vscode.Disposable {
  let watched: readonly WatchedRepository[] = [];
  const follow = (): void => {
    const roots = services.share.openedRoots();
    const known = watched;
    const isSame = roots.length === known.length && roots.every((root, index) => known[index]?.root === root);
    if (isSame) return;
    for (const repository of known) if (!roots.includes(repository.root)) repository.dispose();
    watched = roots.flatMap((root) => {
      const { place } = root;
      // A bare repository, or a folder that git may not look into, has no commits of this window.
      if (place.kind !== 'repository' || place.isBare) return [];
      return [known.find((repository) => repository.root === root) ?? new WatchedRepository(services, root, place)];
    });
  };
  const stopListening = services.share.onDidChange(follow);
  const gitExtension = watchGitExtension(services.log, (folder) => {
    for (const repository of watched) if (repository.isAt(folder)) repository.syncSoon();
  });
  follow();
  return new vscode.Disposable(() => {
    stopListening();
    gitExtension.dispose();
    for (const repository of watched) repository.dispose();
  });
}
