import { blankLine } from '../core/attribution/lineAttribution.ts';
import {
  unknownOrigin,
  type Contributor,
  type Evidence,
  type Granularity,
  type OriginTable,
  type Source,
} from '../core/attribution/origin.ts';
import { type BlameResult } from './survey.ts';

/** One line as `blame --json` and the extension's `getLines` give it. */
export interface BlameLine {
  /** 1-based. */
  readonly lineNumber: number;
  readonly contributor: Contributor;
  readonly mixed: boolean;
  readonly agent: string | null;
  readonly model: string | null;
  readonly session: string | null;
  readonly evidence: Evidence | null;
  readonly granularity: Granularity;
  readonly source: Source;
  /** Full object id; null for a line that no commit holds. */
  readonly commit: string | null;
}

/** The lines of a blame in the words of the contract. Blank lines are `unknown`, source `none`. */
export function blameLines(result: BlameResult, origins: OriginTable): readonly BlameLine[] {
  return Array.from(result.lines.originIds, (id, lineIndex) => {
    const origin = id === blankLine ? unknownOrigin : origins.get(id);
    const { contributor, agent, model, session, evidence, granularity, source } = origin;
    return {
      lineNumber: lineIndex + 1,
      contributor,
      mixed: result.lines.mixed[lineIndex] === 1,
      agent,
      model,
      session,
      evidence,
      granularity,
      source,
      commit: result.commits[lineIndex] ?? null,
    };
  });
}
