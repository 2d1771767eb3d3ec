import { type PanelModel } from '../core/protocol/panelModel.ts';
import { formatCount } from '../core/statistics/format.ts';
import { element } from './dom.ts';
import { t } from './l10n.ts';

/** What is being done now, in words. */
function phaseWords(): Readonly<Record<PanelModel['status']['progress']['phase'], string>> {
  return {
    listing: t('Listing files'),
    reading: t('Reading files'),
    evidence: t('Reading the history'),
    ai: t("Finding AI's lines"),
    history: t('Attributing lines to commits'),
    done: '',
  };
}

/** What the page can ask for from this part. */
export interface HeaderActions {
  readonly rescan: () => void;
  readonly cancelScan: () => void;
}

/** The title, how far the workspace is read, and the button that reads it again or stops it. */
export function header({ status }: Pick<PanelModel, 'status'>, actions: HeaderActions): HTMLElement {
  const { phase, done, total } = status.progress;
  const isDone = phase === 'done';
  const node = element('header', {}, element('h1', { text: 'AI Code Share' }));
  if (!isDone) {
    const words = phaseWords()[phase];
    const bar = element('progress', { attributes: { 'aria-label': words } });
    if (total !== null && total > 0) {
      bar.max = total;
      bar.value = done;
    }
    const soFar = done > 0 && phase === 'evidence' ? t('{0}: {1} commits', words, formatCount(done)) : words;
    const text = total === null ? `${soFar}…` : t('{0}: {1} of {2}', words, formatCount(done), formatCount(total));
    node.append(element('span', { class: 'quiet', text }), bar);
  }
  node.append(
    element('button', {
      class: 'secondary',
      text: isDone ? t('Read again') : t('Stop reading'),
      attributes: { id: 'rescan' },
      onClick: isDone ? actions.rescan : actions.cancelScan,
    }),
  );
  return node;
}
