import { type OriginTable } from '../../core/attribution/origin.ts';
import { type Run } from '../../core/attribution/run.ts';
import { RunCollector, RunReader } from '../../core/attribution/runReader.ts';
import { lineStarts } from '../../core/text/lines.ts';

/** A line of which nobody can say who wrote it. */
export interface OpenLine {
  readonly lineIndex: number;
  /** When the commit that wrote it was authored, Unix milliseconds; null for a line that no commit holds. */
  readonly authoredAtMs: number | null;
}

/**
 * Gives the open lines of a text to whom `replayed` gives them: only to AI, only characters that `runs` know nobody for, and, where a commit wrote the line, only
 * to a change that was made before it.
 */
export function fillLines(
  text: string,
  runs: readonly Run[],
  replayed: readonly Run[],
  open: readonly OpenLine[],
  origins: OriginTable,
): readonly Run[] {
  const starts = lineStarts(text);
  const [known, others] = [new RunReader(runs), new RunReader(replayed)];
  const collector = new RunCollector();
  let at = 0;
  for (const { lineIndex, authoredAtMs } of open) {
    const [start, end] = [starts[lineIndex] ?? text.length, starts[lineIndex + 1] ?? text.length];
    known.read(at, start, collector);
    at = end;
    fill(start, end, authoredAtMs);
  }
  known.read(at, text.length, collector);
  return collector.runs;

  function fill(start: number, end: number, authoredAtMs: number | null): void {
    const line = new RunCollector();
    others.read(start, end, line);
    let offset = start;
    for (const { utf16Length, originId } of line.runs) {
      const origin = origins.get(originId);
      const isInTime = authoredAtMs === null || origin.atMs === null || origin.atMs <= authoredAtMs;
      const own = new RunCollector();
      known.read(offset, offset + utf16Length, own);
      for (const run of own.runs) {
        const isOpen = origins.get(run.originId).source === 'none';
        collector.add(run.utf16Length, origin.contributor === 'ai' && isInTime && isOpen ? originId : run.originId);
      }
      offset += utf16Length;
    }
  }
}
