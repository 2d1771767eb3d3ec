import * as vscode from 'vscode';
import { settingDefaults, type SettingKey, type SettingTypes } from './settingKeys.ts';

const prefix = 'aiCodeShare';

/** The extension's settings: the only place that asks VS Code's configuration. */
export interface Settings {
  /** The value in force for `folder` (without one: for the window). A value of the wrong type counts as not set. */
  get<K extends SettingKey>(key: K, folder?: vscode.Uri): SettingTypes[K];
  /** Writes a value where one already stands; else to `target`. */
  update<K extends SettingKey>(key: K, value: SettingTypes[K], target: 'workspace' | 'user'): Promise<void>;
  /** Calls `listener` after any of `keys` changed. */
  onDidChange(keys: readonly SettingKey[], listener: () => void): vscode.Disposable;
}

function hasTypeOf<T>(value: unknown, example: T): value is T {
  if (Array.isArray(example)) return Array.isArray(value) && value.every((item) => typeof item === 'string');
  return typeof value === typeof example;
}

/** Reads and writes through `vscode.workspace`. */
export function createSettings(): Settings {
  return {
    get(key, folder) {
      const value: unknown = vscode.workspace.getConfiguration(prefix, folder ?? null).get(key);
      const fallback = settingDefaults[key];
      return hasTypeOf(value, fallback) ? value : fallback;
    },
    async update(key, value, target) {
      const configuration = vscode.workspace.getConfiguration(prefix, null);
      const standing = configuration.inspect(key);
      const where =
        standing?.workspaceValue !== undefined
          ? vscode.ConfigurationTarget.Workspace
          : standing?.globalValue !== undefined || target === 'user'
            ? vscode.ConfigurationTarget.Global
            : vscode.ConfigurationTarget.Workspace;
      await configuration.update(key, value, where);
    },
    onDidChange(keys, listener) {
      return vscode.workspace.onDidChangeConfiguration((event) => {
        if (keys.some((key) => event.affectsConfiguration(`${prefix}.${key}`))) listener();
      });
    },
  };
}
