import * as vscode from 'vscode';
import { type SettingKey, type SettingTypes } from './settingKeys.ts';
import { type Settings } from './settings.ts';

/** Where a person wants a setting: for the folders of this window, or for every folder. */
export type WriteTarget = 'workspace' | 'user';

/** Where a value went: the person's own settings, the file of the workspace, or the `.vscode/settings.json` of the folders named. */
export type WrittenTo =
  { readonly place: 'user' | 'workspaceFile' } | { readonly place: 'folders'; readonly folders: readonly string[] };

/** What became of writing a setting: `refused` when it could not be written at all, `hidden` when it is written but other values win over it. */
export type WriteOutcome =
  | { readonly kind: 'written'; readonly to: readonly WrittenTo[] }
  | { readonly kind: 'refused'; readonly why: 'readOnly' | 'other'; readonly message: string }
  /** The folders in which another value stays in force. */
  | { readonly kind: 'hidden'; readonly folders: readonly string[] };

/** What a file system says that lets nobody write. */
const readOnlyPattern = /EROFS|EACCES|EPERM|NoPermissions|read-?only/i;

/**
 * Writes a setting so that it has effect in every folder of the window, and looks whether it has. For `workspace` it is written into the settings of the
 * workspace, and into those of each folder that has a value of its own, since that value would win.
 */
export async function writeForFolders<K extends SettingKey>(
  settings: Pick<Settings, 'get'>,
  key: K,
  value: SettingTypes[K],
  target: WriteTarget,
): Promise<WriteOutcome> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const configurationOf = (folder: vscode.WorkspaceFolder | null): vscode.WorkspaceConfiguration =>
    vscode.workspace.getConfiguration('aiCodeShare', folder?.uri ?? null);
  // Without a workspace file the settings of the one folder are those of the workspace.
  const withOwnValue = folders.filter(
    (folder) =>
      vscode.workspace.workspaceFile !== undefined &&
      configurationOf(folder).inspect(key)?.workspaceFolderValue !== undefined,
  );
  const to: WrittenTo[] = [];
  try {
    if (target === 'user') {
      await configurationOf(null).update(key, value, vscode.ConfigurationTarget.Global);
      to.push({ place: 'user' });
    } else {
      for (const folder of withOwnValue)
        await configurationOf(folder).update(key, value, vscode.ConfigurationTarget.WorkspaceFolder);
      if (withOwnValue.length > 0) to.push({ place: 'folders', folders: withOwnValue.map((folder) => folder.name) });
      if (withOwnValue.length < folders.length) {
        await configurationOf(null).update(key, value, vscode.ConfigurationTarget.Workspace);
        to.push(
          vscode.workspace.workspaceFile === undefined
            ? { place: 'folders', folders: folders.map((folder) => folder.name) }
            : { place: 'workspaceFile' },
        );
      }
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'refused', why: readOnlyPattern.test(message) ? 'readOnly' : 'other', message };
  }
  const hidden = folders.filter((folder) => settings.get(key, folder.uri) !== value);
  return hidden.length === 0
    ? { kind: 'written', to }
    : { kind: 'hidden', folders: hidden.map((folder) => folder.name) };
}
