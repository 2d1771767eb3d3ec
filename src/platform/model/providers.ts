import { type ExplainProvider } from '../settings/settingKeys.ts';

/** A provider that a model can be asked at. */
export type ModelProvider = Exclude<ExplainProvider, 'off'>;

/** Base addresses of the providers' OpenAI-compatible interfaces, as they document them; `custom` has none. */
export const baseUrls: Readonly<Record<ModelProvider, string | null>> = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com/v1/',
  google: 'https://generativelanguage.googleapis.com/v1beta/openai/',
  ollama: 'http://localhost:11434/v1/',
  lmstudio: 'http://localhost:1234/v1',
  openrouter: 'https://openrouter.ai/api/v1',
  custom: null,
};

/** Providers that run on the person's own machine and take any key. */
export const keylessProviders: ReadonlySet<ModelProvider> = new Set(['ollama', 'lmstudio', 'custom']);
