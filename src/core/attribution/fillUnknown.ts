import { type OriginTable } from './origin.ts';
import { type Run } from './run.ts';
import { RunCollector, RunReader } from './runReader.ts';

/**
 * Two attributions of one text as one: where `runs` know nobody, what `others` say. Runs that do not cover the same length cannot be of one text;
 * then `runs` come back as they are.
 */
export function fillUnknown(runs: readonly Run[], others: readonly Run[], origins: OriginTable): readonly Run[] {
  const reader = new RunReader(others);
  const length = runs.reduce((sum, run) => sum + run.utf16Length, 0);
  if (reader.utf16Length !== length) return runs;
  const collector = new RunCollector();
  let offset = 0;
  for (const { utf16Length, originId } of runs) {
    const endExclusive = offset + utf16Length;
    if (origins.get(originId).contributor === 'unknown') reader.read(offset, endExclusive, collector);
    else collector.add(utf16Length, originId);
    offset = endExclusive;
  }
  return collector.runs;
}
