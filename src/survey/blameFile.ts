import { type BlamePiece, type CancelSignal, type Git } from '../core/ports.ts';
import { unquotePath } from './gitPath.ts';

/** Where blame runs, and with which additional object folder. */
export interface BlamePlace {
  readonly git: Git;
  readonly cwd: string;
  readonly revision: string;
  /** Environment that lets git find our commit-graph; empty without one. */
  readonly env: Readonly<Record<string, string>>;
  /** Commits at which blame stops looking further down: what reaches them is said to be theirs. */
  readonly stopAt?: readonly string[];
}

const header = /^([0-9a-f]{40,64}) (\d+) (\d+) (\d+)$/;

/**
 * Which commit wrote each line of a file, by `git blame --incremental`; pieces are sorted by line. Null when git failed (a file that is not
 * in the revision) or was cancelled.
 */
export async function blameFile(
  place: BlamePlace,
  path: string,
  signal?: CancelSignal,
): Promise<readonly BlamePiece[] | null> {
  const bounds = (place.stopAt ?? []).map((oid) => `^${oid}`);
  // Revisions to ignore are a matter of taste of the person, and a missing list of them would fail; no setting can take the list back.
  const args = ['blame', '--no-ignore-revs-file', '--incremental', place.revision, ...bounds, '--', path];
  const result = await place.git.run(args, {
    cwd: place.cwd,
    // A file may be called `:(top)a.ts`.
    env: { ...place.env, GIT_LITERAL_PATHSPECS: '1' },
    ...(signal === undefined ? {} : { signal }),
  });
  return result.ok ? parseIncremental(new TextDecoder().decode(result.stdout)) : null;
}

/** Reads the output of `git blame --incremental` (git-blame(1), "Incremental output"). */
export function parseIncremental(output: string): readonly BlamePiece[] {
  const pieces: BlamePiece[] = [];
  let current: Omit<BlamePiece, 'originalPath'> | null = null;
  for (const line of output.split('\n')) {
    if (current === null) {
      const [, commit, original, final, count] = header.exec(line) ?? [];
      if (commit === undefined) continue;
      current = {
        commit,
        originalLineIndex: Number(original) - 1,
        lineIndex: Number(final) - 1,
        lineCount: Number(count),
      };
    } else if (line.startsWith('filename ')) {
      // This line ends the entry.
      pieces.push({ ...current, originalPath: unquotePath(line.slice('filename '.length)) });
      current = null;
    }
  }
  return pieces.sort((a, b) => a.lineIndex - b.lineIndex);
}
