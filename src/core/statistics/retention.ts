import { type OriginTable } from '../attribution/origin.ts';
import { unnamed } from './buildReport.ts';
import { type FileKind, type Tally } from './tally.ts';

/** What became of the lines that one agent added in one month. */
export interface RetentionRow {
  /** `YYYY-MM` of the author's date, in the person's own calendar. */
  readonly month: string;
  readonly agent: string;
  /** Non-blank AI lines that the commits of the month added; merges add nothing of their own. */
  readonly added: number;
  /** Those that stand at the revision: lines that blame traces to a commit of the month. */
  readonly standing: number;
  /** `standing` ÷ `added`; null where nothing was added. Above 1 where more stands than patches show, after a merge that was edited by hand. */
  readonly kept: number | null;
}

/** The JSON of `retention --format json`. Schema `ai-code-share/retention/1`. */
export interface Retention {
  readonly schema: 'ai-code-share/retention/1';
  /** ISO 8601, UTC. */
  readonly generatedAt: string;
  readonly repository: { readonly head: string | null };
  /** By month, then by agent; a month without a line of AI's is not there. */
  readonly rows: readonly RetentionRow[];
}

/**
 * How many of the AI lines of each month still stand, by agent. `added` are tallies a commit and file, `standing` tallies of lines by the day of the commit
 * that wrote them; both of the same origins. Tallies without a day are left out.
 */
export function retentionOf(
  origins: Pick<OriginTable, 'get'>,
  added: readonly Tally[],
  standing: readonly Tally[],
  kinds: readonly FileKind[],
): readonly RetentionRow[] {
  const rows = new Map<string, { month: string; agent: string; added: number; standing: number }>();
  const add = (tallies: readonly Tally[], what: 'added' | 'standing'): void => {
    for (const { day, kind, countByOrigin } of tallies) {
      if (day === null || !kinds.includes(kind)) continue;
      const month = day.slice(0, 7);
      for (const [originId, count] of countByOrigin) {
        const origin = origins.get(originId);
        if (origin.contributor !== 'ai') continue;
        const agent = origin.agent ?? unnamed.agent;
        const key = `${month} ${agent}`;
        const row = rows.get(key) ?? { month, agent, added: 0, standing: 0 };
        row[what] += count;
        rows.set(key, row);
      }
    }
  };
  add(added, 'added');
  add(standing, 'standing');
  return [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => ({ ...row, kept: row.added === 0 ? null : row.standing / row.added }));
}
