import { type PanelModel } from '../core/protocol/panelModel.ts';
import { isAllRead } from '../core/protocol/shareSource.ts';
import { element } from './dom.ts';
import { t } from './l10n.ts';
import { commitsText, filesText, linesText } from './nouns.ts';
import { evidenceOf } from './range.ts';

/** Before the extension has answered. */
export function beginning(): HTMLElement {
  return element('div', {}, element('h1', { text: 'AI Code Share' }), element('p', { text: t('Reading…') }));
}

/** A window without a folder. */
export function noFolder(openFolder: () => void): HTMLElement {
  return element(
    'div',
    {},
    element('h1', { text: 'AI Code Share' }),
    element('p', { text: t('Open a folder to see the share of its code.') }),
    element(
      'div',
      { class: 'toolbar' },
      element('button', { text: t('Open a folder'), attributes: { id: 'open-folder' }, onClick: openFolder }),
    ),
  );
}

/** A folder that is not trusted. */
export function untrusted(manageTrust: () => void): HTMLElement {
  return element(
    'div',
    { class: 'problem' },
    element('p', {
      text: t(
        'This folder is not trusted: git is not run, so its history is not read, and no model is asked. Typing is attributed all the same.',
      ),
    }),
    element(
      'div',
      { class: 'toolbar' },
      element('button', {
        class: 'secondary',
        text: t('Manage trust'),
        attributes: { id: 'manage-trust' },
        onClick: manageTrust,
      }),
    ),
  );
}

/** What went wrong while the folders were read: it stands before the numbers, which may be short of something. */
export function problems({ status }: Pick<PanelModel, 'status'>): HTMLElement | null {
  const found = status.roots.flatMap((root) =>
    root.problems.map((problem) => (status.roots.length > 1 ? `${root.name}: ${problem}` : problem)),
  );
  if (found.length === 0) return null;
  return element('div', { class: 'problem' }, ...found.map((text) => element('p', { text })));
}

/** What is known where no AI is known of. Only once all is read: before that nobody can say that there is none. */
export function welcome(model: PanelModel): HTMLElement | null {
  const { report, status } = model;
  if (report === null || report.total === 0 || report.counts.ai > 0) return null;
  if (!isAllRead(status) || report.lens === 'written') return null;
  const evidence = evidenceOf(model);
  const commits = evidence.reduce((sum, one) => sum + one.commits, 0);
  const signed = evidence.reduce((sum, one) => sum + one.commitsWithRecord + one.commitsWithMark, 0);
  const lines = t('{0} in {1}', linesText(report.total), filesText(report.scope.files));
  const known =
    commits === 0
      ? t('What was read: {0}. There is no history that could carry a sign of AI.', lines)
      : signed === 0
        ? t('What was read: {0}, {1}. None carries a sign of AI.', lines, commitsText(commits))
        : t(
            'What was read: {0}, {1}. An authorship log or an AI mark is on {2}, but none of the lines counted here is known to be AI’s.',
            lines,
            commitsText(commits),
            commitsText(signed),
          );
  const next = status.isTracking
    ? t(
        'That does not make them human: most tools leave no sign. From now on, what is typed, accepted or pasted in this editor is attributed as it happens.',
      )
    : t('That does not make them human: most tools leave no sign.');
  return element('div', { class: 'welcome' }, element('p', { text: known }), element('p', { text: next }));
}
