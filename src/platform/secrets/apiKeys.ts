import { type SecretStorage } from 'vscode';
import { type ModelProvider } from '../model/providers.ts';

/** API keys, one a provider, in the editor's secret storage and nowhere else. */
export interface ApiKeys {
  get(provider: ModelProvider): Promise<string | null>;
  set(provider: ModelProvider, key: string): Promise<void>;
  remove(provider: ModelProvider): Promise<void>;
}

const nameOf = (provider: ModelProvider): string => `explain.apiKey.${provider}`;

/** Keys through VS Code's `SecretStorage`. */
export function createApiKeys(secrets: SecretStorage): ApiKeys {
  return {
    get: async (provider) => (await secrets.get(nameOf(provider))) ?? null,
    set: async (provider, key) => await secrets.store(nameOf(provider), key),
    remove: async (provider) => await secrets.delete(nameOf(provider)),
  };
}
