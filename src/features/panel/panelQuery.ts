import { type PanelChoice } from '../../core/protocol/panelModel.ts';
import { type ShareQuery } from '../../core/protocol/shareSource.ts';
import { localDayBefore } from '../../core/statistics/localDay.ts';
import { headlineKinds } from '../../core/statistics/tally.ts';

/** The report that a choice asks for. */
export function queryOf(choice: PanelChoice, nowMs: number): ShareQuery {
  const days = choice.lens === 'standing' ? null : choice.days;
  const since = days === null ? null : localDayBefore(nowMs, days);
  return { lens: choice.lens, by: null, kinds: headlineKinds, since, until: null };
}
