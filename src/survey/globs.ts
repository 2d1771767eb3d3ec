import type * as Glob from './globMatch.ts';

/** What matches patterns is large and most people have none: it is loaded with the first pattern. */
let loaded: typeof Glob | null = null;

/** Makes {@link matchesAny} ready for these patterns. Call it where patterns become known. */
export async function loadGlobs(patterns: readonly string[]): Promise<void> {
  if (patterns.length > 0) loaded ??= await import('./globMatch.ts');
}

/** Whether a path relative to the root matches one of some glob patterns, for which {@link loadGlobs} was awaited. */
export function matchesAny(path: string, patterns: readonly string[]): boolean {
  if (patterns.length === 0) return false;
  if (loaded === null) throw new Error('Patterns are asked for that were not made ready.');
  const { globMatch } = loaded;
  return patterns.some((pattern) => globMatch(path, pattern));
}
