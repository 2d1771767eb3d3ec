import { type ExplanationSentence, type PanelModel } from '../core/protocol/panelModel.ts';
import { element, section, type Child } from './dom.ts';
import { t } from './l10n.ts';

/** What the page can ask for from this part. */
export interface ExplanationActions {
  readonly explain: () => void;
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

/** The explanation of the share, with who writes it and what is sent for it. */
export function explanation(model: PanelModel, actions: ExplanationActions): HTMLElement {
  const { phase, paragraphs, writer, sent, failure } = model.explanation;
  const isRunning = phase === 'running';
  const children: Child[] = [
    element('p', {
      class: 'quiet',
      text:
        sent === null && phase !== 'none'
          ? t('Written by the extension from the figures above; nothing was sent.')
          : writer,
    }),
    element(
      'div',
      { class: 'toolbar' },
      element('button', {
        text: isRunning ? t('Stop') : t('Explain the share'),
        attributes: { id: 'explain' },
        onClick: isRunning ? actions.cancel : actions.explain,
      }),
      element('button', { class: 'link', text: t('Settings for explanations'), onClick: actions.openSettings }),
    ),
  ];
  const text = element('div', {
    class: 'explanation',
    attributes: { 'aria-busy': String(isRunning) },
  });
  for (const paragraph of paragraphs) {
    text.append(element('p', {}, ...paragraph.flatMap(sentenceNodes)));
  }
  children.push(text);
  if (failure !== null) children.push(element('p', { class: 'problem', text: failure, attributes: { role: 'alert' } }));
  if (phase === 'stopped') children.push(element('p', { class: 'quiet', text: t('Stopped.') }));
  if (sent !== null) {
    children.push(
      element('details', {}, element('summary', { text: t('Exactly what was sent') }), element('pre', { text: sent })),
    );
  }
  return section('explanation', t('Explanation'), ...children);
}
