import * as vscode from 'vscode';
import { type ApiKeys } from '../../platform/secrets/apiKeys.ts';
import { baseUrls, type ModelProvider } from '../../platform/model/providers.ts';
import { type Settings } from '../../platform/settings/settings.ts';

const providerNames: Readonly<Record<ModelProvider, string>> = {
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  google: 'Google',
  ollama: 'Ollama',
  lmstudio: 'LM Studio',
  openrouter: 'OpenRouter',
  custom: 'Custom',
};

const modelProviders = Object.keys(providerNames) as readonly ModelProvider[];

/**
 * People copy answers from elsewhere, and come back; and the panel takes the keyboard back when the palette closes, now and then a moment
 * after the next question is shown.
 */
const staysOpen = { ignoreFocusOut: true };

/** Asks for the provider; undefined when the person thought better of it. */
async function pickProvider(settings: Settings): Promise<ModelProvider | 'off' | undefined> {
  const now = settings.get('explain.provider');
  const items = [
    ...modelProviders.map((provider) => ({
      label: providerNames[provider],
      description: baseUrls[provider] ?? vscode.l10n.t('an address of your own'),
      provider,
    })),
    {
      label: vscode.l10n.t('Off'),
      description: vscode.l10n.t('the extension writes the text itself; nothing leaves this machine'),
      provider: 'off' as const,
    },
  ].map((item) => ({ ...item, picked: item.provider === now }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Who writes explanations'),
    ...staysOpen,
  });
  return picked?.provider;
}

/** `chooseModel`: the provider, its address where it has none of its own, and the model's name. */
export async function chooseModel(settings: Settings): Promise<void> {
  const provider = await pickProvider(settings);
  if (provider === undefined) return;
  if (provider === 'off') {
    await settings.update('explain.provider', 'off', 'user');
    return;
  }
  const baseUrl =
    baseUrls[provider] ??
    (await vscode.window.showInputBox({
      title: vscode.l10n.t('Address of the OpenAI-compatible interface'),
      value: settings.get('explain.baseUrl'),
      placeHolder: 'http://127.0.0.1:8080/v1',
      ...staysOpen,
      validateInput: (value) =>
        URL.canParse(value) && /^https?:/.test(value)
          ? null
          : vscode.l10n.t('Write an address that begins with http:// or https://.'),
    }));
  if (baseUrl === undefined) return;
  const model = await vscode.window.showInputBox({
    title: vscode.l10n.t('Name of the model, as {0} lists it', providerNames[provider]),
    value: settings.get('explain.model'),
    ...staysOpen,
    validateInput: (value) => (value.trim() === '' ? vscode.l10n.t('Write the name of a model.') : null),
  });
  if (model === undefined) return;
  await settings.update('explain.provider', provider, 'user');
  await settings.update('explain.baseUrl', provider === 'custom' ? baseUrl : '', 'user');
  await settings.update('explain.model', model.trim(), 'user');
}

/** Whether a key that is there is to be removed; undefined when the person thought better of it. */
async function wantsRemoval(provider: ModelProvider): Promise<boolean | undefined> {
  const items = [
    { label: vscode.l10n.t('Replace the key'), isRemoval: false },
    { label: vscode.l10n.t('Remove the key'), isRemoval: true },
  ];
  const title = vscode.l10n.t('There is an API key for {0}', providerNames[provider]);
  return (await vscode.window.showQuickPick(items, { title, ...staysOpen }))?.isRemoval;
}

/** `setApiKey`: the key of the chosen provider, kept by the editor's secret storage. One that is there can be replaced or removed. */
export async function setApiKey(settings: Settings, keys: ApiKeys): Promise<void> {
  const now = settings.get('explain.provider');
  const provider = now === 'off' ? await pickProvider(settings) : now;
  if (provider === undefined || provider === 'off') return;
  if ((await keys.get(provider)) !== null) {
    const isRemoval = await wantsRemoval(provider);
    if (isRemoval === undefined) return;
    if (isRemoval) {
      await keys.remove(provider);
      return;
    }
  }
  const key = await vscode.window.showInputBox({
    title: vscode.l10n.t('API key for {0}', providerNames[provider]),
    prompt: vscode.l10n.t('It is kept in the editor’s secret storage.'),
    password: true,
    ...staysOpen,
    validateInput: (value) => (value.trim() === '' ? vscode.l10n.t('Write or paste the key.') : null),
  });
  if (key !== undefined) await keys.set(provider, key.trim());
}
