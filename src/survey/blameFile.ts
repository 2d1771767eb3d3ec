import { type BlamePiece, type CancelSignal, type Git, type GitSeries } from '../core/ports.ts';
import { type FileChanges } from './blame/changeRecords.ts';
import { detached } from './detached.ts';
import { type RevisionFile } from './fileScope.ts';
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
  /** Only one file will be asked about. */
  readonly isOne?: boolean;
  /** Told what git said of a file that it could not blame; not when cancelled. */
  readonly onFailure?: (file: RevisionFile, said: string) => void;
}

/** Which commit wrote each line of a file. */
export interface BlameAnswer {
  /** Sorted by line. */
  readonly pieces: readonly BlamePiece[];
  /**
   * Stretches of lines whose answer may be another one when later commits divide them, since moved lines are known by how many stand together; each with the
   * commit that wrote a part of it that is too slight to be known. Null where that is not known.
   */
  readonly fragile: readonly FragileStretch[] | null;
  /** The pieces, but divided wherever any commit changed something between two lines, though they stand together; null where that is not known. */
  readonly divisions: readonly BlamePiece[] | null;
  /** What was seen on the way of how versions differ; nothing where git looked at them. */
  readonly changes: readonly FileChanges[];
  /**
   * Full object id of a HEAD in whose history a commit was found that speaks for all that can have written some of the lines (`TouchIndex.spokesmanOf`): these are said to be its own.
   * Absent where every line is of the commit that wrote it, as far as blame looked.
   */
  readonly spokenAt?: string;
}

/** Blame of a file needs an object that is not here, by its full id: git would fail, too. */
export interface MissingObject {
  readonly missing: string;
}

/** See `BlameAnswer.fragile`. */
export interface FragileStretch extends BlamePiece {
  /** The parts that were found to have moved, as they stand in the commit's parent. */
  readonly moved: readonly BlamePiece[];
}

/** Asks blame about files. */
export interface Blamer {
  /** Null when git failed (a file that is not in the revision) or was cancelled. */
  blame(file: RevisionFile): Promise<BlameAnswer | null>;
  end(): void;
}

/** The last line of `--show-stats`, which in the porcelain format is the only one that begins so. */
export const lastLine = /(?:^|\n)num commits: \d+\n$/;

/** What a line is: white space aside the same, and the same after it was moved within its file. So formatting makes nobody its writer. */
export const sameLines = ['-w', '-M'] as const;

/** Opens a {@link Blamer}: one series of processes where the system has such a thing, else a process of our own for each file. Ask again only after the answer. */
export function openBlamer(place: BlamePlace, signal?: CancelSignal): Blamer {
  const bounds = (place.stopAt ?? []).map((oid) => `^${oid}`);
  // Revisions to ignore are a matter of taste of the person, and a missing list of them would fail; no setting can take the list back.
  const form = ['--no-ignore-revs-file', '--porcelain', '--show-stats'];
  const args = ['blame', ...sameLines, ...form, place.revision, ...bounds, '--'];
  const options = {
    cwd: place.cwd,
    // A file may be called `:(top)a.ts`.
    env: { ...place.env, GIT_LITERAL_PATHSPECS: '1' },
    ...(signal === undefined ? {} : { signal }),
  };
  let series: GitSeries | null | undefined;
  return {
    blame: async (file) => {
      const { path } = file;
      if (signal?.aborted === true) return null;
      series ??=
        place.isOne === true ? null : (place.git.openSeries?.(args, { ...options, endsWith: lastLine }) ?? null);
      const answer = (await series?.ask(path)) ?? 'over';
      if (answer === 'failed') place.onFailure?.(file, series?.failure ?? '');
      if (answer !== 'over') return answer === 'failed' ? null : answerOf(answer);
      const result = await place.git.run([...args, path], options);
      if (!result.ok && result.reason === 'failed') place.onFailure?.(file, result.stderr);
      return result.ok ? answerOf(result.stdout) : null;
    },
    end: () => series?.end(),
  };
}

function answerOf(output: Uint8Array): BlameAnswer {
  return { pieces: parsePorcelain(new TextDecoder().decode(output)), fragile: null, divisions: null, changes: [] };
}

/** Git processes that blame at once: more would only make the person's own work slower. */
const blamesAtOnce = 2;

/** A blamer that may be asked about many files at once: it opens as many others as are to be at work at a time. */
export function pooledBlamer(open: () => Promise<Blamer>): Blamer {
  const free: Blamer[] = [];
  const waiting: ((blamer: Blamer) => void)[] = [];
  let opened = 0;
  return {
    blame: async (file) => {
      let blamer = free.pop();
      if (blamer === undefined && opened < blamesAtOnce) {
        opened++;
        blamer = await open();
      }
      const own = blamer ?? (await new Promise<Blamer>((resolve) => waiting.push(resolve)));
      const answer = await own.blame(file);
      const next = waiting.shift();
      if (next === undefined) free.push(own);
      else next(own);
      return answer;
    },
    end: () => {
      for (const one of free) one.end();
    },
  };
}

const header = /^([0-9a-f]{40,64}) (\d+) (\d+)(?: (\d+))?$/;

/** Reads the output of `git blame --porcelain` (git-blame(1), "The Porcelain Format"). A commit's path is named once, unless it has several. */
export function parsePorcelain(output: string): readonly BlamePiece[] {
  const pieces: (BlamePiece & { originalPath: string })[] = [];
  const nameOf = new Map<string, string>();
  const pathOf = new Map<string, string>();
  let current: (typeof pieces)[number] | null = null;
  for (let start = 0; start < output.length;) {
    const found = output.indexOf('\n', start);
    const end = found < 0 ? output.length : found;
    // Most lines are the file's own: they begin with a tab.
    if (output.charCodeAt(start) !== 9) {
      const line = output.slice(start, end);
      const [, name, original, final, count] = header.exec(line) ?? [];
      if (name !== undefined && count !== undefined) {
        const commit = nameOf.get(name) ?? detached(name);
        nameOf.set(commit, commit);
        current = {
          commit,
          originalPath: pathOf.get(commit) ?? '',
          originalLineIndex: Number(original) - 1,
          lineIndex: Number(final) - 1,
          lineCount: Number(count),
        };
        pieces.push(current);
      } else if (line.startsWith('filename ') && current !== null) {
        current.originalPath = detached(unquotePath(line.slice('filename '.length)));
        pathOf.set(current.commit, current.originalPath);
      }
    }
    start = end + 1;
  }
  return pieces.sort((a, b) => a.lineIndex - b.lineIndex);
}
