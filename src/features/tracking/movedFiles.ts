import type { FileCreateEvent, FileRenameEvent } from 'vscode';
import { type FileSystem, type Logger } from '../../core/ports.ts';
import { decodeText } from '../../survey/decodeText.ts';
import { type DocumentHomes } from '../../survey/documentHome.ts';
import { maxFileBytes } from '../../survey/skipRules.ts';
import { gitBlobOid } from '../../survey/storedRuns.ts';

/** A new file with fewer characters that are no white space is like another one by chance. */
const leastNonBlank = 24;

/** What carrying attribution from file to file needs from outside. */
export interface MovedFilesServices {
  readonly homes: DocumentHomes;
  readonly files: FileSystem;
  readonly log: Logger;
  /** Writes everything that was seen. */
  readonly flush: () => void;
  /** Lets the open documents at or below a path take up their attribution anew: the ledger knows more of them now. */
  readonly takeUpAnew: (absolutePath: string) => void;
}

/** Carries the attribution of files that the window renames, moves or copies to where they go. */
export class MovedFiles {
  readonly #services: MovedFilesServices;

  constructor(services: MovedFilesServices) {
    this.#services = services;
  }

  /** Files or folders have another name or place. */
  renamed(event: FileRenameEvent): void {
    for (const { oldUri, newUri } of event.files) {
      this.#move(oldUri.fsPath, newUri.fsPath).catch((error: unknown) =>
        this.#services.log.error(`Could not carry the attribution of ${oldUri.fsPath} to its new name`, error),
      );
    }
  }

  /** Files are new. VS Code tells of a copy as of a new file, and not of what: the content does. */
  created(event: FileCreateEvent): void {
    for (const { scheme, fsPath } of event.files) {
      if (scheme !== 'file') continue;
      this.#copy(fsPath).catch((error: unknown) =>
        this.#services.log.error(`Could not look for the original of ${fsPath}`, error),
      );
    }
  }

  async #move(oldPath: string, newPath: string): Promise<void> {
    const { homes, flush, takeUpAnew } = this.#services;
    flush();
    const [from, to] = await Promise.all([homes.homeOf(oldPath), homes.homeOf(newPath)]);
    if (from === null || to?.ledger !== from.ledger) return;
    for (const { path } of from.ledger.listDocuments(from.key.worktree)) {
      const isInside = path.startsWith(`${from.key.path}/`);
      if (path !== from.key.path && !isInside) continue;
      const newKey = { worktree: to.key.worktree, path: to.key.path + path.slice(from.key.path.length) };
      from.ledger.renameDocument({ worktree: from.key.worktree, path }, newKey);
    }
    // The renamed documents were opened under their new names before the ledger knew of it.
    takeUpAnew(newPath);
  }

  async #copy(newPath: string): Promise<void> {
    const { homes, files, flush, takeUpAnew } = this.#services;
    const home = await homes.homeOf(newPath);
    if (home === null) return;
    const read = await files.readFile(newPath, maxFileBytes);
    const decoded = read.ok ? decodeText(read.bytes) : null;
    if (!read.ok || decoded?.ok !== true || decoded.text.replace(/\s/g, '').length < leastNonBlank) return;
    flush();
    const { ledger, key } = home;
    const blobOid = gitBlobOid(read.bytes);
    const original = ledger.findState(blobOid);
    if (original === null || original.path === key.path || ledger.readDocument(key) !== null) return;
    const utf16Length = original.runs.reduce((sum, run) => sum + run.utf16Length, 0);
    if (utf16Length !== decoded.text.length) return;
    ledger.writeDocument(key, { runs: original.runs, blobOid, text: decoded.text });
    takeUpAnew(newPath);
  }
}
