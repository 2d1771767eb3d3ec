import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { sameLines } from '../src/survey/blameFile.ts';
import { inParallel } from '../src/survey/inParallel.ts';

/** A run of lines of one commit: the first line, how many, the commit, its name for the file, and the first line there; all from 0. */
export type BlamedLines = readonly [
  lineIndex: number,
  lineCount: number,
  commit: string,
  originalPath: string,
  originalLineIndex: number,
];

/** What plain `git blame` says of a file. */
export interface BlamedFile {
  readonly path: string;
  /** The commit at which it was asked. */
  readonly head: string;
  readonly pieces: readonly BlamedLines[];
}

/** What {@link fullBlame} asks, and how long. */
export interface BlameWish {
  readonly repository: string;
  /** Full object id of a commit. */
  readonly head: string;
  readonly env: NodeJS.ProcessEnv;
  /** A file in which the answers are kept, since they take minutes: it is believed, and goes on to grow where it ended; null for none. */
  readonly cache: string | null;
  /** No file is begun later. */
  readonly mostSeconds: number;
}

/** Reads `git blame --line-porcelain`, the form that repeats everything for each line: one that is read by other code than the survey's. */
async function blameFile({ repository, head, env }: BlameWish, file: string): Promise<BlamedFile> {
  const form = ['--no-ignore-revs-file', '--line-porcelain'];
  const args = ['-c', 'core.quotePath=false', 'blame', ...sameLines, ...form, head, '--', file];
  const child = spawn('git', args, { cwd: repository, env, stdio: ['ignore', 'pipe', 'ignore'] });
  const pieces: [number, number, string, string, number][] = [];
  let [commit, original, final] = ['', 0, 0];
  for await (const line of createInterface({ input: child.stdout, crlfDelay: 0 })) {
    const [, oid, from, to] = /^([0-9a-f]{40,64}) (\d+) (\d+)(?: \d+)?$/.exec(line) ?? [];
    if (oid !== undefined) {
      [commit, original, final] = [oid, Number(from) - 1, Number(to) - 1];
    } else if (line.startsWith('filename ')) {
      const name = line.slice('filename '.length);
      const last = pieces.at(-1);
      if (last?.[2] === commit && last[3] === name && last[4] + last[1] === original && last[0] + last[1] === final)
        last[1]++;
      else pieces.push([final, 1, commit, name, original]);
    }
  }
  return { path: file, head, pieces };
}

/** Files in an order that has nothing to do with their names, and is the same each time: whatever stands first is a fair sample. */
export function shuffled(files: readonly string[]): readonly string[] {
  const keyOf = new Map(files.map((file) => [file, createHash('sha1').update(file).digest('hex')]));
  return [...files].sort((a, b) => ((keyOf.get(a) ?? '') < (keyOf.get(b) ?? '') ? -1 : 1));
}

async function readKept(cache: string, head: string): Promise<readonly BlamedFile[]> {
  const kept: BlamedFile[] = [];
  for await (const line of createInterface({ input: createReadStream(cache) })) {
    try {
      const file = JSON.parse(line) as BlamedFile;
      if (file.head === head) kept.push(file);
    } catch {
      // The last one of a run that was ended.
    }
  }
  return kept;
}

/** What plain `git blame` says of files at a commit, one process a file, as many at once as there are processors; of a fair sample where the time is too short. */
export async function fullBlame(
  wish: BlameWish,
  files: readonly string[],
  onFile: (file: BlamedFile) => void,
): Promise<void> {
  const { cache, head, mostSeconds } = wish;
  const kept = cache !== null && existsSync(cache) ? await readKept(cache, head) : [];
  kept.forEach(onFile);
  const isKept = new Set(kept.map(({ path }) => path));
  const out = cache === null ? null : createWriteStream(cache, { flags: 'a' });
  // A line that was cut off does not spoil the next one.
  out?.write('\n');
  const endsAtMs = performance.now() + mostSeconds * 1000;
  const missing = shuffled(files.filter((file) => !isKept.has(file)));
  await inParallel(missing, availableParallelism(), async (file) => {
    if (performance.now() > endsAtMs) return;
    const blamed = await blameFile(wish, file);
    out?.write(`${JSON.stringify(blamed)}\n`);
    onFile(blamed);
  });
  if (out === null) return;
  out.end();
  await once(out, 'close');
}
