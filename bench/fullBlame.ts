import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, renameSync } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { sameLines } from '../src/survey/blameFile.ts';

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
  readonly pieces: readonly BlamedLines[];
}

/** Reads `git blame --line-porcelain`, the form that repeats everything for each line: one that is read by other code than the survey's. */
async function blameFile(repository: string, file: string, env: NodeJS.ProcessEnv): Promise<BlamedFile> {
  const form = ['--no-ignore-revs-file', '--line-porcelain'];
  const args = ['-c', 'core.quotePath=false', 'blame', ...sameLines, ...form, 'HEAD', '--', file];
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
  return { path: file, pieces };
}

/**
 * What plain `git blame` says of some files at HEAD, one process a file. With a `cache` the answers are kept there, since they take minutes; a cache that
 * is there is believed.
 */
export async function fullBlame(
  repository: string,
  files: readonly string[],
  env: NodeJS.ProcessEnv,
  cache: string | null,
  onFile: (file: BlamedFile) => void,
): Promise<void> {
  if (cache !== null && existsSync(cache)) {
    for await (const line of createInterface({ input: createReadStream(cache) }))
      onFile(JSON.parse(line) as BlamedFile);
    return;
  }
  const out = cache === null ? null : createWriteStream(`${cache}.part`);
  for (const file of files) {
    const blamed = await blameFile(repository, file, env);
    out?.write(`${JSON.stringify(blamed)}\n`);
    onFile(blamed);
  }
  if (out === null || cache === null) return;
  out.end();
  await once(out, 'close');
  renameSync(`${cache}.part`, cache);
}
