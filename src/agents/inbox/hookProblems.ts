import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

/** Something that a hook could not use. Holds nothing of what the payload said. */
export interface HookProblem {
  /** Unix milliseconds. */
  readonly atMs: number;
  readonly agent: string;
  readonly reason: string;
}

/** A longer file begins anew; the one before it is kept as `….old`. */
const longestFileBytes = 64 * 1024;

const fileName = 'hook-problems.ndjson';

/** Takes note of a payload that could not be used, in the person's data folder, since no repository may be known. Never throws. */
export function noteHookProblem(dataFolder: string, problem: HookProblem): void {
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    const file = path.join(dataFolder, fileName);
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > longestFileBytes) renameSync(file, `${file}.old`);
    appendFileSync(file, `${JSON.stringify(problem)}\n`, { mode: 0o600 });
  } catch {
    // There is nobody left to tell: a hook must never get in the agent's way.
  }
}

/** The problems noted lately, oldest first. */
export function readHookProblems(dataFolder: string): readonly HookProblem[] {
  let text: string;
  try {
    text = readFileSync(path.join(dataFolder, fileName), 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      const parsed = JSON.parse(line) as Partial<HookProblem> | null;
      const { atMs, agent, reason } = parsed ?? {};
      return typeof atMs === 'number' && typeof agent === 'string' && typeof reason === 'string'
        ? [{ atMs, agent, reason }]
        : [];
    } catch {
      return [];
    }
  });
}
