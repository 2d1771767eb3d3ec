/** Where explanations come from; `off` means that the host writes them itself. */
export type ExplainProvider =
  'off' | 'openai' | 'anthropic' | 'google' | 'ollama' | 'lmstudio' | 'openrouter' | 'custom';

/** Whether commits get authorship logs: `auto` means unless git-ai itself writes them. */
export type NotesWrite = 'auto' | 'always' | 'never';

/** The type of each setting under `aiCodeShare`. */
export interface SettingTypes {
  readonly enabled: boolean;
  readonly 'tracking.exclude': readonly string[];
  readonly 'inferred.enabled': boolean;
  readonly 'acceptKeys.enabled': boolean;
  readonly 'chatHooks.enabled': boolean;
  /** `YYYY-MM-DD`, or empty for "no such date". */
  readonly 'history.noAiBefore': string;
  readonly 'notes.write': NotesWrite;
  readonly 'statusBar.enabled': boolean;
  readonly 'explain.provider': ExplainProvider;
  readonly 'explain.baseUrl': string;
  readonly 'explain.model': string;
}

/** The name of a setting, without the prefix. */
export type SettingKey = keyof SettingTypes;

/** Each setting's default. A test holds package.json to this table. */
export const settingDefaults: SettingTypes = {
  enabled: true,
  'tracking.exclude': [],
  'inferred.enabled': false,
  'acceptKeys.enabled': false,
  'chatHooks.enabled': false,
  'history.noAiBefore': '2021-06-29',
  'notes.write': 'auto',
  'statusBar.enabled': true,
  'explain.provider': 'off',
  'explain.baseUrl': '',
  'explain.model': '',
};
