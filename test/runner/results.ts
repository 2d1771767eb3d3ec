import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** What came of the tests of one step. */
export interface Results {
  readonly passed: number;
  readonly failed: number;
  /** Skipped on purpose, with `skip()`. */
  readonly pending: number;
  /** One paragraph a failed test: its full name and what it said. */
  readonly failures: readonly string[];
  /** One paragraph a test that was begun again: its full name and what its first try said. */
  readonly begunAgain: readonly string[];
}

/** The environment variable that names the file for a run's results. */
export const resultsVariable = 'AI_CODE_SHARE_TEST_RESULTS';

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isResults(value: unknown): value is Results {
  if (typeof value !== 'object' || value === null) return false;
  const has = (key: keyof Results): unknown => (key in value ? Reflect.get(value, key) : undefined);
  const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every((text) => typeof text === 'string');
  return (
    isCount(has('passed')) &&
    isCount(has('failed')) &&
    isCount(has('pending')) &&
    areTexts(has('failures')) &&
    areTexts(has('begunAgain'))
  );
}

/** The results of several runs as those of one. */
export function joinResults(runs: readonly Results[]): Results {
  const sum = (key: 'passed' | 'failed' | 'pending'): number => runs.reduce((total, run) => total + run[key], 0);
  return {
    passed: sum('passed'),
    failed: sum('failed'),
    pending: sum('pending'),
    failures: runs.flatMap((run) => run.failures),
    begunAgain: runs.flatMap((run) => run.begunAgain),
  };
}

/** Writes a run's results where {@link readResults} finds them. */
export function writeResults(file: string, results: Results): void {
  writeFileSync(file, JSON.stringify(results));
}

/** The results that a run left behind, or null if it ended before it could (or wrote something else). */
export function readResults(file: string): Results | null {
  if (!existsSync(file)) return null;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
  return isResults(value) ? value : null;
}

/**
 * What a step's results and its process's exit code say together. No results, no tests at all, or a bad exit code without a failed
 * test each count as one failure: a run that proves nothing has not passed.
 */
export function judge(results: Results | null, exitCode: number | null): Results {
  const fault = (reason: string, known: Results): Results => ({
    ...known,
    failed: known.failed + 1,
    failures: [...known.failures, reason],
  });
  if (results === null) {
    return fault(`the run ended without results (exit code ${exitCode ?? 'none'})`, {
      passed: 0,
      failed: 0,
      pending: 0,
      failures: [],
      begunAgain: [],
    });
  }
  if (results.passed + results.failed === 0) return fault('no test ran', results);
  if (exitCode !== 0 && results.failed === 0)
    return fault(`the run ended with exit code ${exitCode ?? 'none'}`, results);
  return results;
}
