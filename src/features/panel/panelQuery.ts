import { type PanelChoice } from '../../core/protocol/panelModel.ts';
import { type ShareQuery } from '../../core/protocol/shareSource.ts';
import { headlineKinds } from '../../core/statistics/tally.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** The report that a choice asks for. */
export function queryOf(choice: PanelChoice, nowMs: number): ShareQuery {
  const days = choice.lens === 'standing' ? null : choice.days;
  const since = days === null ? null : new Date(nowMs - days * dayMs).toISOString().slice(0, 10);
  return { lens: choice.lens, by: null, kinds: headlineKinds, since, until: null };
}
