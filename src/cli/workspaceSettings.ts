import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type NotesWrite } from '../platform/settings/settingKeys.ts';

/** The settings of a folder that change its numbers. */
export interface FolderSettings {
  /** `YYYY-MM-DD`; null for "no such date"; undefined where the folder does not say. */
  readonly noAiBefore: string | null | undefined;
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

/** What `.vscode/settings.json` of a folder says, so that the command line counts as the panel does. A file that cannot be read says nothing. */
export function readFolderSettings(root: string): FolderSettings {
  let parsed: unknown;
  try {
    parsed = JSON.parse(plainJson(readFileSync(path.join(root, '.vscode', 'settings.json'), 'utf8')));
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
    noAiBefore: typeof date === 'string' ? (date === '' ? null : date) : undefined,
    exclude: Array.isArray(exclude) ? exclude.filter((item) => typeof item === 'string') : undefined,
    countsInferred: typeof inferred === 'boolean' ? inferred : undefined,
    notesWrite: notesWrite === 'auto' || notesWrite === 'always' || notesWrite === 'never' ? notesWrite : undefined,
  };
}
