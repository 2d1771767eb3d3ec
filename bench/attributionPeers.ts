import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type AttributedEdit } from '../src/core/attribution/attribution.ts';
import { type Run } from '../src/core/attribution/run.ts';

/** What one would write first: an array of runs that is scanned for the place and spliced. */
export class FlatRuns {
  readonly #runs: Run[];

  constructor(runs: readonly Run[]) {
    this.#runs = [...runs];
  }

  get runs(): readonly Run[] {
    return this.#runs;
  }

  replace(offset: number, deletedUtf16Length: number, insertedRuns: readonly Run[]): void {
    const runs = this.#runs;
    let first = 0;
    let start = 0;
    while (first < runs.length && start + (runs[first]?.utf16Length ?? 0) < offset) {
      start += runs[first++]?.utf16Length ?? 0;
    }
    const endExclusive = offset + deletedUtf16Length;
    let last = first;
    let end = start;
    while (last < runs.length && (end < endExclusive || last === first)) end += runs[last++]?.utf16Length ?? 0;
    const head = { utf16Length: offset - start, originId: runs[first]?.originId ?? 0 };
    const tail = { utf16Length: end - endExclusive, originId: runs[last - 1]?.originId ?? 0 };
    const fresh: Run[] = [];
    for (const run of [head, ...insertedRuns, tail]) {
      const before = fresh.at(-1);
      if (run.utf16Length === 0) continue;
      if (before?.originId === run.originId) {
        fresh[fresh.length - 1] = { ...before, utf16Length: before.utf16Length + run.utf16Length };
      } else fresh.push(run);
    }
    runs.splice(first, last - first, ...fresh);
  }

  replaceMany(edits: readonly AttributedEdit[]): void {
    for (const edit of [...edits].reverse()) this.replace(edit.offset, edit.deletedUtf16Length, edit.insertedRuns);
  }
}

/** How long `git diff --no-index` takes, its start included, in milliseconds; null where there is no git. */
export function timeGitDiff(before: string, after: string): number | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-attribution-'));
  try {
    writeFileSync(path.join(folder, 'before'), before);
    writeFileSync(path.join(folder, 'after'), after);
    const startedAt = performance.now();
    const { status } = spawnSync('git', ['diff', '--no-index', '--no-ext-diff', '--no-color', 'before', 'after'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'ignore'],
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
      timeout: 30_000,
    });
    return status === 0 || status === 1 ? performance.now() - startedAt : null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
