import * as vscode from 'vscode';
import { factsOf, type ExplainedShare } from '../../core/explain/facts.ts';
import { hostText } from '../../core/explain/hostText.ts';
import { checkNumbers } from '../../core/explain/numberCheck.ts';
import { explanationPrompt } from '../../core/explain/prompt.ts';
import { type CancelSignal } from '../../core/ports.ts';
import { type ExplanationModel } from '../../core/protocol/panelModel.ts';
import { type AskModel } from '../../platform/model/modelClient.ts';
import { baseUrls, keylessProviders, type ModelProvider } from '../../platform/model/providers.ts';
import { type ApiKeys } from '../../platform/secrets/apiKeys.ts';
import { type Agreements } from '../../platform/settings/agreements.ts';
import { type Settings } from '../../platform/settings/settings.ts';

/** What explaining needs from outside. */
export interface ExplainerServices {
  readonly settings: Settings;
  readonly keys: ApiKeys;
  readonly askModel: AskModel;
  /** Hosts that the person has agreed to send facts to. */
  readonly agreements: Agreements;
}

/** Explains a share, by the extension itself or by the model that the person chose. */
export interface Explainer {
  /** Before anything was asked: who would write. */
  idle(): ExplanationModel;
  /** What would be sent for this share, to the letter; null where nothing leaves the machine. */
  preview(share: ExplainedShare): string | null;
  /** The person has seen what would be sent and wants it sent, now and later, to the host that would be asked now. */
  agree(): Promise<void>;
  /**
   * Calls `onChange` with each state until the text is complete, failed or cancelled; ends with `asking`, and sends nothing, where a host on another
   * machine would be asked that nobody agreed to.
   */
  explain(share: ExplainedShare, onChange: (model: ExplanationModel) => void, signal: CancelSignal): Promise<void>;
}

interface Writer {
  readonly provider: ModelProvider;
  readonly baseUrl: string;
  readonly model: string;
}

function isLocal(host: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(host);
}

/** The host behind an address, with its port; the address itself where it is none. */
function hostOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl;
}

/** Creates the explainer; nothing is loaded or asked before {@link Explainer.explain}. */
export function createExplainer({ settings, keys, askModel, agreements }: ExplainerServices): Explainer {
  /** Null with the provider `off`, and in a folder that is not trusted. */
  const writer = (): Writer | null => {
    const provider = settings.get('explain.provider');
    if (provider === 'off' || !vscode.workspace.isTrusted) return null;
    const baseUrl = settings.get('explain.baseUrl').trim();
    return {
      provider,
      baseUrl: baseUrl === '' ? (baseUrls[provider] ?? '') : baseUrl,
      model: settings.get('explain.model').trim(),
    };
  };
  const writerText = (chosen: Writer | null): string => {
    if (chosen === null) {
      return vscode.l10n.t('The extension writes the text itself from the figures above; nothing leaves this machine.');
    }
    const host = hostOf(chosen.baseUrl);
    return isLocal(host)
      ? vscode.l10n.t(
          '{0} at {1}, on this machine, writes the text. It is sent the figures above and no code.',
          chosen.model,
          host,
        )
      : vscode.l10n.t('{0} at {1} writes the text. It is sent the figures above and no code.', chosen.model, host);
  };
  const start = (chosen: Writer | null): ExplanationModel => ({
    phase: 'none',
    paragraphs: [],
    writer: writerText(chosen),
    sent: null,
    failure: null,
  });
  return {
    idle: () => start(writer()),
    preview: (share) => (writer() === null ? null : explanationPrompt(factsOf(share)).shown),
    async agree() {
      const chosen = writer();
      if (chosen !== null) await agreements.add(hostOf(chosen.baseUrl));
    },
    async explain(share, onChange, signal) {
      const chosen = writer();
      const facts = factsOf(share);
      const base = start(chosen);
      if (chosen === null) {
        onChange({ ...base, phase: 'done', paragraphs: checkNumbers(hostText(share), facts) });
        return;
      }
      const fail = (failure: string): void => onChange({ ...base, phase: 'failed', failure });
      if (chosen.baseUrl === '') {
        fail(vscode.l10n.t('No address is set for the provider "custom". Set aiCodeShare.explain.baseUrl.'));
        return;
      }
      if (chosen.model === '') {
        fail(vscode.l10n.t('No model is chosen. Run "AI Code Share: Choose a model for explanations".'));
        return;
      }
      const apiKey = await keys.get(chosen.provider);
      if (apiKey === null && !keylessProviders.has(chosen.provider)) {
        fail(
          vscode.l10n.t(
            'There is no API key for {0}. Run "AI Code Share: Set the API key for explanations".',
            chosen.provider,
          ),
        );
        return;
      }
      const { system, user, shown } = explanationPrompt(facts);
      const host = hostOf(chosen.baseUrl);
      if (!isLocal(host) && !agreements.has(host)) {
        onChange({ ...base, phase: 'asking', sent: shown });
        return;
      }
      let text = '';
      const running = { ...base, sent: shown };
      onChange({ ...running, phase: 'running' });
      const outcome = await askModel(
        { baseUrl: chosen.baseUrl, model: chosen.model, apiKey },
        { system, user },
        (part) => {
          text += part;
          onChange({ ...running, phase: 'running', paragraphs: checkNumbers(text, facts, 'growing') });
        },
        signal,
      );
      const paragraphs = checkNumbers(text, facts);
      switch (outcome.kind) {
        case 'done':
          onChange({ ...running, phase: 'done', paragraphs });
          break;
        case 'cancelled':
          onChange({ ...running, phase: 'stopped', paragraphs });
          break;
        case 'failed':
          onChange({ ...running, phase: 'failed', paragraphs, failure: outcome.sentence });
          break;
      }
    },
  };
}
