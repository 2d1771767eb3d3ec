import { type StandingFolder } from '../../core/attribution/standingFolder.ts';
import { type Git } from '../../core/ports.ts';

/** What git says of a folder's past. */
export interface FolderHistory extends Pick<StandingFolder, 'root' | 'isRepository' | 'decode'> {
  readonly git: Git;
}

/** The texts of a file that history held around a time; `''` where it was not there. Git counts in whole seconds. */
export interface HistoryTexts {
  /** At the end of the second before, so surely before the time. */
  readonly before: string;
  /** At the end of the second of the time: commits of that second may have been made before or after. */
  readonly within: string;
}

/** The ends of the seconds in which commits were authored, by their full object ids: one git process for all of them. */
export async function authoredBeforeMs(
  commits: readonly string[],
  git: Git,
  cwd: string,
): Promise<ReadonlyMap<string, number>> {
  if (commits.length === 0) return new Map();
  const args = ['log', '--no-walk=unsorted', '--stdin', '--format=%H %at'];
  const result = await git.run(args, { cwd, stdin: commits.map((commit) => `${commit}\n`).join('') });
  if (!result.ok) return new Map();
  const lines = new TextDecoder().decode(result.stdout).split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [commit = '', seconds = ''] = line.split(' ');
      return seconds === '' ? [] : [[commit, (Number(seconds) + 1) * 1000] as const];
    }),
  );
}

/** The texts that history held around a time, by the times of its commits; null without history. */
export async function textsAt(services: FolderHistory, file: string, atMs: number): Promise<HistoryTexts | null> {
  if (!services.isRepository) return null;
  const atSeconds = Math.floor(atMs / 1000);
  const latest = await latestCommit(services, atSeconds);
  const within = latest === null ? null : await textIn(services, latest.commit, file);
  if (latest === null || within === null) return null;
  if (latest.committedAtSeconds < atSeconds) return { before: within, within };
  const earlier = await latestCommit(services, atSeconds - 1);
  const before = earlier === null ? null : await textIn(services, earlier.commit, file);
  return before === null ? null : { before, within };
}

/** A commit and the time that git says it was made at; `commit` is empty where there is none. */
interface TimedCommit {
  readonly commit: string;
  readonly committedAtSeconds: number;
}

/** The latest commit by the end of a second (Unix time); null where git does not say. */
async function latestCommit({ git, root }: FolderHistory, atSeconds: number): Promise<TimedCommit | null> {
  const args = ['rev-list', '--timestamp', '--max-count=1', `--before=@${atSeconds}`, 'HEAD', '--'];
  const found = await git.run(args, { cwd: root });
  if (!found.ok) return null;
  const [seconds = '', commit = ''] = new TextDecoder().decode(found.stdout).trim().split(' ');
  return { commit, committedAtSeconds: Number(seconds) };
}

/** The text of a file in a commit, `''` where it is not there; null where git does not say. */
async function textIn(services: FolderHistory, commit: string, file: string): Promise<string | null> {
  if (commit === '') return '';
  const { git, root } = services;
  const listed = await git.run(['ls-tree', '-z', '--full-tree', commit, '--', file], { cwd: root });
  if (!listed.ok) return null;
  return listed.stdout.length === 0 ? '' : textOfBlob(services, `${commit}:${file}`);
}

/** The text that a name of git stands for (`HEAD:path`); null where git does not have it or it is no text. */
export async function textOfBlob({ git, root, decode }: FolderHistory, name: string): Promise<string | null> {
  const blob = await git.run(['cat-file', 'blob', name], { cwd: root });
  return blob.ok ? decode(blob.stdout) : null;
}
