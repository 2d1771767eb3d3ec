import { formatCount } from '../core/statistics/format.ts';
import { element } from './dom.ts';

/** Counts with what they count, one a row. */
export function facts(rows: readonly (readonly [words: string, count: number])[]): HTMLElement {
  return element(
    'dl',
    { class: 'facts' },
    ...rows.flatMap(([words, count]) => [element('dt', { text: words }), element('dd', { text: formatCount(count) })]),
  );
}
