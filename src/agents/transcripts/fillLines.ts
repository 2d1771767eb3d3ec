import { type OriginId, type OriginTable } from '../../core/attribution/origin.ts';
import { type Run } from '../../core/attribution/run.ts';
import { RunCollector, RunReader } from '../../core/attribution/runReader.ts';
import { lineStarts } from '../../core/text/lines.ts';
import { changeOfId } from './replayChanges.ts';

/** A line of which nobody can say who wrote it. */
export interface OpenLine {
  readonly lineIndex: number;
  /** The end of the second in which the commit that wrote it was authored, Unix milliseconds; null for a line that no commit holds. */
  readonly authoredBeforeMs: number | null;
}

/** A change that was replayed. */
export interface ReplayedChange {
  /** Unix milliseconds. */
  readonly atMs: number;
  /** To whom the text goes that it brought. */
  readonly originId: OriginId;
}

/**
 * Gives the open lines of a text to the changes that `replayed` names for them: only characters that `runs` know nobody for, and, where a commit wrote the line,
 * only to a change that was made before it.
 */
export function fillLines(
  text: string,
  runs: readonly Run[],
  replayed: readonly Run[],
  open: readonly OpenLine[],
  changes: readonly ReplayedChange[],
  origins: OriginTable,
): readonly Run[] {
  const starts = lineStarts(text);
  const [known, others] = [new RunReader(runs), new RunReader(replayed)];
  const collector = new RunCollector();
  let at = 0;
  for (const { lineIndex, authoredBeforeMs } of open) {
    const [start, end] = [starts[lineIndex] ?? text.length, starts[lineIndex + 1] ?? text.length];
    known.read(at, start, collector);
    at = end;
    fill(start, end, authoredBeforeMs);
  }
  known.read(at, text.length, collector);
  return collector.runs;

  function fill(start: number, end: number, authoredBeforeMs: number | null): void {
    const line = new RunCollector();
    others.read(start, end, line);
    let offset = start;
    for (const { utf16Length, originId } of line.runs) {
      const change = changes[changeOfId(originId)];
      const isInTime = change !== undefined && (authoredBeforeMs === null || change.atMs < authoredBeforeMs);
      const own = new RunCollector();
      known.read(offset, offset + utf16Length, own);
      for (const run of own.runs) {
        const isOpen = origins.get(run.originId).source === 'none';
        collector.add(run.utf16Length, isInTime && isOpen ? change.originId : run.originId);
      }
      offset += utf16Length;
    }
  }
}
