import { type Logger } from '../../core/ports.ts';

/** What of VS Code's `Memento` is needed: a storage for the workspace that windows of it share, one after another. */
export interface WorkspaceStorage {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const key = 'folderViews';

/** After so many views all of them count half: what was looked at of late says most, and so many folders are remembered at most. */
const mostViews = 500;

type Entry = readonly [folder: string, views: number];

function isEntry(value: unknown): value is Entry {
  return Array.isArray(value) && typeof value[0] === 'string' && Number.isSafeInteger(value[1]) && value[1] > 0;
}

/**
 * How often the person turned to a file in each folder, kept in the editor's storage for the workspace, on this machine. Folders are absolute and may be
 * written with `/` or as the system does.
 */
export class FolderViews {
  readonly #storage: WorkspaceStorage;
  readonly #log: Logger;
  readonly #views: Map<string, number>;

  constructor(storage: WorkspaceStorage, log: Logger) {
    this.#storage = storage;
    this.#log = log;
    const kept = storage.get(key);
    this.#views = new Map(Array.isArray(kept) ? kept.filter(isEntry) : []);
  }

  /** The person turned to a file of this folder. */
  add(folder: string): void {
    const name = nameOf(folder);
    this.#views.set(name, this.in(name) + 1);
    if ([...this.#views.values()].reduce((sum, views) => sum + views, 0) >= mostViews) this.#halve();
    this.#storage.update(key, [...this.#views]).then(undefined, (error: unknown) => {
      this.#log.error('Which folders are looked at most could not be kept', error);
    });
  }

  /** How often that was of late. */
  in(folder: string): number {
    return this.#views.get(nameOf(folder)) ?? 0;
  }

  #halve(): void {
    for (const [folder, views] of this.#views) {
      if (views > 1) this.#views.set(folder, Math.floor(views / 2));
      else this.#views.delete(folder);
    }
  }
}

function nameOf(folder: string): string {
  return folder.replaceAll('\\', '/');
}
