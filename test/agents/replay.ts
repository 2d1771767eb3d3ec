import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type InboxEntry, type FileState, type TreeState } from '../../src/agents/inbox/entry.ts';
import { Inbox } from '../../src/agents/inbox/inbox.ts';
import { placeEdits } from '../../src/core/text/placeEdits.ts';
import { git } from '../host/scratchFolder.ts';

/** A line without its ending, and whose it is: a person's (null), an agent's (`claude`) or a subagent's (`claude/sub`). */
export interface OwnedLine {
  readonly text: string;
  readonly owner: string | null;
}

/** Files as lists of owned lines, by path. */
export type OwnedFiles = ReadonlyMap<string, readonly OwnedLine[]>;

/** The lines of a text, without their endings and without a byte order mark; a final line break begins no line. */
export function plainLines(text: string): readonly string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** The new lines, with the owners of those that a longest common subsequence finds among the old ones; the rest is the new owner's. */
export function carryOver(old: readonly OwnedLine[], lines: readonly string[], owner: string | null): OwnedLine[] {
  // common[i][j]: how many lines are common to old[i…] and lines[j…].
  const common = Array.from({ length: old.length + 1 }, () => new Array<number>(lines.length + 1).fill(0));
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = lines.length - 1; j >= 0; j--)
      common[i]![j] = old[i]?.text === lines[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const result: OwnedLine[] = [];
  for (let i = 0, j = 0; j < lines.length;) {
    const text = lines[j] ?? '';
    if (old[i]?.text === text) result.push({ text, owner: old[i++]?.owner ?? null });
    else if (i < old.length && at(i + 1, j) >= at(i, j + 1)) {
      i++;
      continue;
    } else result.push({ text, owner });
    j++;
  }
  return result;
}

/**
 * Counts, slowly and apart from the product's own engine, whose each line is by what the hooks left in the inbox of a repository. It starts from the
 * texts that a person committed, and knows nothing of the work tree as it is in the end.
 */
export class Replay {
  readonly #repository: string;
  readonly #inbox: Inbox;
  readonly #files = new Map<string, readonly OwnedLine[]>();
  readonly #treesBefore = new Map<string, TreeState>();

  constructor(repository: string, files: Readonly<Record<string, string>>) {
    this.#repository = repository;
    this.#inbox = new Inbox(path.join(repository, '.git', 'ai-code-share', 'inbox'));
    for (const [name, text] of Object.entries(files)) this.#write(name, text, null);
  }

  /** Takes in all entries. Throws where a shell command's end has no beginning. */
  run(): OwnedFiles {
    for (const { entry } of this.#inbox.pending()) this.#take(entry);
    return this.#files;
  }

  #take(entry: InboxEntry): void {
    const { report, tree } = entry;
    const owner = report.subagent === null ? report.agent : `${report.agent}/sub`;
    if (report.kind === 'shell' && tree !== null && report.callKey !== null) {
      if (report.phase === 'before') this.#treesBefore.set(report.callKey, tree);
      else this.#takeShell(report.callKey, tree, owner);
    } else if (report.kind === 'files' && report.phase === 'after') {
      for (const file of report.files) {
        if (file.movedFrom !== null) {
          this.#files.set(file.path, this.#files.get(file.movedFrom) ?? []);
          this.#files.delete(file.movedFrom);
        }
        const now = this.#textOf(entry.states.find((state) => state.path === file.path));
        const current = (this.#files.get(file.path) ?? []).map((line) => `${line.text}\n`).join('');
        if (file.action === 'delete') this.#files.delete(file.path);
        else this.#write(file.path, file.after ?? now ?? placeEdits(current, file.edits, true), owner);
      }
    }
  }

  #takeShell(callKey: string, after: TreeState, owner: string): void {
    const before = this.#treesBefore.get(callKey);
    if (before === undefined) throw new Error('A shell command ended that had not begun.');
    const moved =
      before.head === after.head || before.head === null || after.head === null
        ? []
        : git(this.#repository, 'diff', '--name-only', '-z', before.head, after.head).split('\0').slice(0, -1);
    for (const file of new Set([...before.files, ...after.files].map((state) => state.path).concat(moved))) {
      const text = this.#textIn(after, file);
      if (text === this.#textIn(before, file)) continue;
      if (text === null) this.#files.delete(file);
      else this.#write(file, text, owner);
    }
  }

  #textIn(tree: TreeState, file: string): string | null {
    const state = tree.files.find((one) => one.path === file);
    if (state !== undefined) return this.#textOf(state);
    const isThere = tree.head !== null && git(this.#repository, 'ls-tree', tree.head, '--', file) !== '';
    return isThere ? git(this.#repository, 'show', `${tree.head}:${file}`) : null;
  }

  #textOf(state: FileState | undefined): string | null {
    const bytes = typeof state?.textId === 'string' ? this.#inbox.readText(state.textId) : null;
    return bytes === null ? null : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  }

  #write(file: string, text: string | null, owner: string | null): void {
    if (text === null) throw new Error(`Nobody told what became of ${file}.`);
    this.#files.set(file, carryOver(this.#files.get(file) ?? [], plainLines(text), owner));
  }
}

/** The lines of the files on disk, so that a replay can be held against what really is there. */
export function linesOnDisk(repository: string): ReadonlyMap<string, readonly string[]> {
  const names = git(repository, 'ls-files', '-z', '--cached', '--others').split('\0').slice(0, -1).sort();
  return new Map(names.map((name) => [name, plainLines(readFileSync(path.join(repository, name), 'utf8'))]));
}
