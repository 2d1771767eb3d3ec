import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type NotesWrite } from '../platform/settings/settingKeys.ts';

/** The settings of a folder that change its numbers. */
export interface FolderSettings {
  /** As it is written, which may be no day; undefined where the folder does not say. */
  readonly noAiBefore: string | undefined;
  readonly exclude: readonly string[] | undefined;
  readonly countsInferred: boolean | undefined;
  readonly notesWrite: NotesWrite | undefined;
}

/** Takes comments and trailing commas out of VS Code's JSON; strings stay as they are. */
export function plainJson(text: string): string {
  return text
    .replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_match, string: string | undefined) => string ?? '')
    .replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_match, string: string | undefined) => string ?? '');
}

/** Where a folder has its settings, as an editor reads them when the folder is opened in it. */
export function settingsFileOf(folder: string): string {
  return path.join(folder, '.vscode', 'settings.json');
}

/** The folder whose settings hold for another: itself or the nearest above it that has some, up to `root`; `root` where none has. */
export function folderWithSettings(folder: string, root: string): string {
  const below = path.relative(root, folder);
  if (below.split(path.sep)[0] === '..' || path.isAbsolute(below)) return root;
  for (let at = folder; path.relative(root, at) !== ''; at = path.dirname(at)) {
    if (existsSync(settingsFileOf(at))) return at;
  }
  return root;
}

/** What `.vscode/settings.json` of a folder says, so that the command line counts as the panel does. A file that cannot be read says nothing. */
export function readFolderSettings(root: string): FolderSettings {
  let parsed: unknown;
  try {
    parsed = JSON.parse(plainJson(readFileSync(settingsFileOf(root), 'utf8')));
  } catch {
    // Missing or not readable: then the defaults count, as they do in the editor.
    parsed = null;
  }
  const settings = typeof parsed === 'object' && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : {};
  const date = settings['aiCodeShare.history.noAiBefore'];
  const exclude = settings['aiCodeShare.tracking.exclude'];
  const notesWrite = settings['aiCodeShare.notes.write'];
  const inferred = settings['aiCodeShare.inferred.enabled'];
  return {
    noAiBefore: typeof date === 'string' ? date : undefined,
    exclude: Array.isArray(exclude) ? exclude.filter((item) => typeof item === 'string') : undefined,
    countsInferred: typeof inferred === 'boolean' ? inferred : undefined,
    notesWrite: notesWrite === 'auto' || notesWrite === 'always' || notesWrite === 'never' ? notesWrite : undefined,
  };
}
