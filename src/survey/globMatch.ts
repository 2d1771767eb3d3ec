import { minimatch } from 'minimatch';

/** Whether a path relative to the root matches a glob pattern; a dot at the start of a name is a letter like others. */
export function globMatch(path: string, pattern: string): boolean {
  return minimatch(path, pattern, { dot: true });
}
