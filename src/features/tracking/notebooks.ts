import type { NotebookDocument } from 'vscode';
import { type NotebookFiles, type NotebookServices } from './notebookFiles.ts';
import { type AttributedText } from './trackedDocument.ts';

/** The notebooks of a window. What reads their files is loaded with the first of them. */
export class Notebooks {
  readonly #services: NotebookServices;
  #files: Promise<NotebookFiles> | null = null;

  constructor(services: NotebookServices) {
    this.#services = services;
  }

  /** Keeps the attribution of a notebook that was saved just now. */
  async saved(notebook: NotebookDocument): Promise<void> {
    try {
      await (await this.#open()).saved(notebook);
    } catch (error) {
      this.#services.log.error(`Could not keep the attribution of ${notebook.uri.fsPath}`, error);
    }
  }

  /** The cells of a notebook's file as it was saved last, with what the ledger knows of them. */
  async stored(absolutePath: string): Promise<readonly AttributedText[]> {
    return await (await this.#open()).stored(absolutePath);
  }

  #open(): Promise<NotebookFiles> {
    this.#files ??= import('./notebookFiles.ts').then((module) => new module.NotebookFiles(this.#services));
    return this.#files;
  }
}
