import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { originFromKey, originKey } from '../../core/attribution/origin.ts';
import { type OriginRun } from '../../core/attribution/run.ts';
import { type Clock, type Logger } from '../../core/ports.ts';

/** Copied text is pasted soon or not at all. */
const keptForMs = 2 * 60 * 60 * 1000;

/** So many copies of all windows together are kept, the newest. */
const mostCopies = 40;

/** A text with fewer characters that are no white space may be copied elsewhere by chance. */
const leastNonBlank = 6;

/** Longer texts, in UTF-16 code units, and more runs are not worth their file. */
const mostUtf16Length = 2_000_000;
const mostRuns = 20_000;

/** What other windows know of a copied text: its length and its runs, each as a length and the key of its origin. */
type StoredCopy = readonly (readonly [utf16Length: number, originKey: string])[];

function runsOf(stored: unknown, utf16Length: number): readonly OriginRun[] | null {
  if (!Array.isArray(stored)) return null;
  const runs: OriginRun[] = [];
  for (const entry of stored as readonly unknown[]) {
    const [length, key] = Array.isArray(entry) ? (entry as readonly unknown[]) : [];
    const origin = typeof key === 'string' ? originFromKey(key) : null;
    if (typeof length !== 'number' || !Number.isSafeInteger(length) || length <= 0 || origin === null) return null;
    runs.push({ utf16Length: length, origin });
  }
  return runs.reduce((sum, run) => sum + run.utf16Length, 0) === utf16Length ? runs : null;
}

/**
 * What was copied lately in any window, so that a paste in another one keeps whose the text is. Only the hash of a text is stored, beside
 * its runs; a text is found by whoever has it. Nothing here fails: what cannot be kept or read is not known.
 */
export class SharedCopies {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #log: Logger;

  /** `folder` is shared by all windows. */
  constructor(folder: string, clock: Clock, log: Logger) {
    this.#folder = folder;
    this.#clock = clock;
    this.#log = log;
  }

  /** Remembers the attribution of a text that was copied, in place of an earlier copy of the same text. */
  async keep(text: string, runs: readonly OriginRun[]): Promise<void> {
    if (!isWorthKeeping(text) || runs.length > mostRuns) return;
    const stored: StoredCopy = runs.map(({ utf16Length, origin }) => [utf16Length, originKey(origin)]);
    const file = this.#fileOf(text);
    const unfinished = `${file}.${randomBytes(4).toString('hex')}`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(unfinished, JSON.stringify(stored), { mode: 0o600 });
      await rename(unfinished, file);
      await this.#forgetOld();
    } catch (error) {
      this.#log.warn(`A copy could not be kept for other windows: ${String(error)}`);
      await rm(unfinished, { force: true }).catch(() => undefined);
    }
  }

  /** The attribution that this text had where it was copied last; null where no window copied it lately. */
  async find(text: string): Promise<readonly OriginRun[] | null> {
    if (!isWorthKeeping(text)) return null;
    const file = this.#fileOf(text);
    try {
      const { mtimeMs } = await stat(file);
      if (this.#clock.nowMs() - mtimeMs > keptForMs) return null;
      return runsOf(JSON.parse(await readFile(file, 'utf8')), text.length);
    } catch {
      return null;
    }
  }

  async #forgetOld(): Promise<void> {
    const files = await Promise.all(
      (await readdir(this.#folder)).map(async (name) => {
        const file = path.join(this.#folder, name);
        // Another window may have taken it away meanwhile.
        const found = await stat(file).catch(() => null);
        return { file, atMs: found?.mtimeMs ?? 0 };
      }),
    );
    const newestFirst = files.sort((a, b) => b.atMs - a.atMs);
    const old = newestFirst.filter(({ atMs }, index) => index >= mostCopies || this.#clock.nowMs() - atMs > keptForMs);
    await Promise.all(old.map(({ file }) => rm(file, { force: true })));
  }

  #fileOf(text: string): string {
    return path.join(this.#folder, `${createHash('sha256').update(text).digest('hex')}.json`);
  }
}

function isWorthKeeping(text: string): boolean {
  return text.length <= mostUtf16Length && text.replace(/\s/g, '').length >= leastNonBlank;
}
