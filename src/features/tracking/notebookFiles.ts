import type { NotebookDocument } from 'vscode';
import { type FileSystem, type Logger } from '../../core/ports.ts';
import { type DocumentHomes } from '../../survey/documentHome.ts';
import { decodeText } from '../../survey/decodeText.ts';
import { attributedCells, notebookRuns, type AttributedCell } from '../../survey/notebookSources.ts';
import { maxFileBytes } from '../../survey/skipRules.ts';
import { gitBlobOid } from '../../survey/storedRuns.ts';
import { type AttributedText } from './trackedDocument.ts';

/** What keeping the attribution of notebooks needs from outside. */
export interface NotebookServices {
  readonly homes: DocumentHomes;
  readonly files: FileSystem;
  readonly log: Logger;
  /** What is known of an open cell, by its URI; null where it is not tracked. */
  readonly cell: (uri: string) => AttributedText | null;
}

/** Carries the attribution of cells into the notebook's file when it is saved, and back when it is opened. Of Jupyter's notebooks only. */
export class NotebookFiles {
  readonly #services: NotebookServices;

  constructor(services: NotebookServices) {
    this.#services = services;
  }

  /** Writes the attribution of a notebook that was saved just now. */
  async saved(notebook: NotebookDocument): Promise<void> {
    if (notebook.uri.scheme !== 'file') return;
    const { homes, files, log, cell } = this.#services;
    const texts = notebook.getCells().map(({ document }) => cell(document.uri.toString()));
    const [home, read] = await Promise.all([
      homes.homeOf(notebook.uri.fsPath),
      files.readFile(notebook.uri.fsPath, maxFileBytes),
    ]);
    if (home === null || !read.ok) return;
    const decoded = decodeText(read.bytes);
    const { origins } = home.ledger;
    const cells = texts.flatMap((known): readonly AttributedCell[] => {
      if (known === null) return [];
      const runs = known.runs.map(({ utf16Length, origin }) => ({ utf16Length, originId: origins.intern(origin) }));
      return [{ text: known.text, runs }];
    });
    const runs = decoded.ok ? notebookRuns(decoded.text, cells) : null;
    if (!decoded.ok || runs === null) {
      log.info(`The cells of ${home.key.path} are not in its file as they are here; their attribution is not kept`);
      return;
    }
    home.ledger.writeDocument(home.key, { runs, blobOid: gitBlobOid(read.bytes), text: decoded.text });
  }

  /** The cells of a notebook's file as it was saved last, with what the ledger knows of them. */
  async stored(absolutePath: string): Promise<readonly AttributedText[]> {
    const home = await this.#services.homes.homeOf(absolutePath);
    const document = home?.ledger.readDocument(home.key) ?? null;
    if (home === null || document === null) return [];
    const text = document.text ?? (document.blobOid === null ? null : await home.readBlob(document.blobOid));
    if (text === null) return [];
    return attributedCells(text, document.runs).map((cell) => ({
      text: cell.text,
      runs: cell.runs.map((run) => ({ utf16Length: run.utf16Length, origin: home.ledger.origins.get(run.originId) })),
    }));
  }
}
