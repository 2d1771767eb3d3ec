import { type ExplanationSentence, type PanelModel } from '../core/protocol/panelModel.ts';
import { disclosure, type Disclosures } from './disclosure.ts';
import { element, section, type Child } from './dom.ts';
import { t } from './l10n.ts';
import { focusAttribute } from './slots.ts';

/** What the page can ask for from this part. */
export interface ExplanationActions {
  readonly explain: () => void;
  /** Sends what is shown while the model is `asking`. */
  readonly send: () => void;
  readonly cancel: () => void;
  readonly openSettings: () => void;
}

/** A sentence; one with a number that nobody can vouch for says so, behind it. */
function sentenceNodes({ text, isVerified }: ExplanationSentence): readonly Child[] {
  if (isVerified) return [text, ' '];
  const why = t('Holds a number that is not one of the figures above.');
  return [
    element('span', { class: 'unverified', text, title: why }),
    ' ',
    element('span', { class: 'badge', text: t('unverified'), title: why }),
    ' ',
  ];
}

/** The explanation of the share, with who writes it and what is or would be sent for it. */
export function explanation(
  model: Pick<PanelModel, 'explanation' | 'explanationPreview'>,
  actions: ExplanationActions,
  disclosures: Disclosures,
): HTMLElement {
  const { phase, paragraphs, writer, sent, failure } = model.explanation;
  const isAtWork = phase === 'reading' || phase === 'running';
  const isByHost = sent === null && phase === 'done';
  const text = element('div', { class: 'explanation', attributes: { 'aria-busy': String(isAtWork) } });
  for (const paragraph of paragraphs) text.append(element('p', {}, ...paragraph.flatMap(sentenceNodes)));
  return section(
    'explanation',
    t('Explanation'),
    element('p', {
      class: 'quiet',
      text: isByHost ? t('Written by the extension from the figures above; nothing was sent.') : writer,
    }),
    phase === 'asking' ? question(sent ?? '', actions) : buttons(isAtWork, actions),
    phase === 'reading' && element('p', { class: 'quiet', text: t('Waiting for the figures…') }),
    text,
    failure !== null && element('p', { class: 'problem', text: failure, attributes: { role: 'alert' } }),
    phase === 'stopped' && element('p', { class: 'quiet', text: t('Stopped.') }),
    phase === 'asking' ? null : whatIsSent(model, disclosures),
  );
}

function buttons(isAtWork: boolean, actions: ExplanationActions): HTMLElement {
  return element(
    'div',
    { class: 'toolbar' },
    element('button', {
      text: isAtWork ? t('Stop') : t('Explain the share'),
      attributes: { id: 'explain' },
      onClick: isAtWork ? actions.cancel : actions.explain,
    }),
    settingsLink(actions),
  );
}

/** Before anything goes to another machine for the first time: everything that would. */
function question(sent: string, actions: ExplanationActions): HTMLElement {
  return element(
    'div',
    { class: 'question' },
    element('p', {
      text: t('This is exactly what would be sent, and nothing else. You are asked once for each host.'),
      attributes: { id: 'what-would-be-sent' },
    }),
    element('pre', { text: sent, attributes: { tabindex: '0', 'aria-labelledby': 'what-would-be-sent' } }),
    element(
      'div',
      { class: 'toolbar' },
      // It has the name of the button in whose place it is, so that the focus stays.
      element('button', { text: t('Send and explain'), attributes: { id: 'explain' }, onClick: actions.send }),
      element('button', {
        class: 'secondary',
        text: t('Do not send'),
        attributes: { id: 'do-not-send' },
        onClick: actions.cancel,
      }),
      settingsLink(actions),
    ),
  );
}

function settingsLink(actions: ExplanationActions): HTMLElement {
  return element('button', {
    class: 'link',
    text: t('Settings for explanations'),
    attributes: { [focusAttribute]: 'explain-settings' },
    onClick: actions.openSettings,
  });
}

function whatIsSent(
  {
    explanation: { sent, phase, paragraphs },
    explanationPreview: preview,
  }: Pick<PanelModel, 'explanation' | 'explanationPreview'>,
  disclosures: Disclosures,
): HTMLElement | null {
  if (sent !== null) {
    // A server that could not be reached was sent nothing; of another that failed nobody knows.
    const isAnswered = phase !== 'failed' || paragraphs.length > 0;
    const label = isAnswered ? t('Exactly what was sent') : t('Exactly what was to be sent');
    return disclosure('sent', label, disclosures, element('pre', { text: sent }));
  }
  if (preview === null) return null;
  return disclosure('preview', t('Exactly what will be sent'), disclosures, element('pre', { text: preview }));
}
