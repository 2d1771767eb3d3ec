import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** How much may wait in an inbox that nobody takes in. */
export interface InboxLimits {
  readonly entries: number;
  /** Of entries and texts together. */
  readonly bytes: number;
  readonly ageMs: number;
}

/** Three months of an agent at work every day, which nobody wanted to see. */
export const usualLimits: InboxLimits = {
  entries: 20_000,
  bytes: 256 * 1024 * 1024,
  ageMs: 90 * 24 * 60 * 60 * 1000,
};

/** What was dropped from an inbox so far. */
export interface Dropped {
  readonly count: number;
  /** Unix milliseconds of the last time. */
  readonly lastAtMs: number;
}

const noteName = 'dropped';

interface Kept {
  readonly file: string;
  readonly atMs: number;
  readonly bytes: number;
}

function filesIn(folder: string, pattern: RegExp): readonly Kept[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => pattern.test(name))
    .flatMap((name) => {
      const file = path.join(folder, name);
      const stat = statSync(file, { throwIfNoEntry: false });
      return stat?.isFile() === true ? [{ file, atMs: stat.mtimeMs, bytes: stat.size }] : [];
    });
}

/**
 * Drops the oldest of an inbox until it is within its limits, and takes note of how many entries went. Texts go with their age: whoever misses one
 * knows nothing of the file, and says so.
 */
export function keepWithin(folder: string, nowMs: number, limits: InboxLimits = usualLimits): void {
  const entries = filesIn(folder, /^\d{17}-.*\.json$/);
  const texts = filesIn(path.join(folder, 'texts'), /^[0-9a-f]{40}$/);
  const newestFirst = [...entries, ...texts].sort((a, b) => b.atMs - a.atMs);
  const isEntry = new Set(entries.map(({ file }) => file));
  let [count, bytes, dropped] = [0, 0, 0];
  for (const one of newestFirst) {
    if (isEntry.has(one.file)) count++;
    bytes += one.bytes;
    if (count <= limits.entries && bytes <= limits.bytes && one.atMs >= nowMs - limits.ageMs) continue;
    rmSync(one.file, { force: true });
    if (isEntry.has(one.file)) dropped++;
  }
  if (dropped === 0) return;
  const before = readDropped(folder)?.count ?? 0;
  writeFileSync(path.join(folder, noteName), JSON.stringify({ count: before + dropped, lastAtMs: nowMs }), {
    mode: 0o600,
  });
}

/** What was dropped from an inbox; null when nothing ever was. */
export function readDropped(folder: string): Dropped | null {
  try {
    const parsed = JSON.parse(readFileSync(path.join(folder, noteName), 'utf8')) as Partial<Dropped> | null;
    const { count, lastAtMs } = parsed ?? {};
    return typeof count === 'number' && typeof lastAtMs === 'number' ? { count, lastAtMs } : null;
  } catch {
    return null;
  }
}
