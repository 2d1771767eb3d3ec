/**
 * Which commit wrote each line of a repository, by one walk back through all patches: what one sweep takes, for `bench/survey.ts`. It reads the patches of
 * `git log -p` and follows the lines of all files down through them; of marks and notes it knows nothing. Prints one JSON object. Arguments: the
 * repository, the day before which it need not go back; the files that count come on its input, NUL between them.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type CombinedPatch } from './combinedPatch.ts';
import { joinSpans, takeBack, type LineSpan } from './lineSpans.ts';
import { PatchStream, type FilePatch, type PatchListener } from './patchStream.ts';
import { type SweepResult } from './surveyRunResult.ts';

type SpansByPath = Map<string, readonly LineSpan[]>;

/** What a merge has otherwise than its parents. */
interface Merge {
  /** By parent, all that it has otherwise than that one. */
  readonly paths: Map<string, Set<string>>;
  /** By path, what it has otherwise than all of them. */
  readonly files: Map<string, CombinedPatch>;
}

const ignore = (): void => undefined;

/** Follows lines down through patches that come children first. */
class Sweep implements PatchListener {
  /** By commit, the lines that it wrote. */
  readonly written = new Map<string, readonly LineSpan[]>();
  readonly onPath = ignore;
  readonly onMerged = ignore;
  readonly #merges: ReadonlyMap<string, Merge>;
  readonly #spansOf = new Map<string, SpansByPath>();
  #oid = '';
  #parents: string[] = [];
  #files: FilePatch[] = [];

  constructor(head: string, spans: SpansByPath, merges: ReadonlyMap<string, Merge>) {
    this.#spansOf.set(head, spans);
    this.#merges = merges;
  }

  readonly onCommit = (oid: string): void => {
    this.settle();
    [this.#oid, this.#parents, this.#files] = [oid, [], []];
  };

  readonly onParent = (oid: string): void => void this.#parents.push(oid);

  readonly onFile = (file: FilePatch): void => void this.#files.push(file);

  /** Gives the lines of the commit at hand to its parents, as far as they are theirs. */
  settle(): void {
    const spans = this.#spansOf.get(this.#oid);
    if (spans === undefined) return;
    this.#spansOf.delete(this.#oid);
    const own: LineSpan[] = [];
    const moved =
      this.#parents.length > 1 ? this.#backFromMerge(spans, own) : this.#back(spans, this.#parents[0] ?? '', own);
    for (const [oid, path, some] of moved) this.#give(oid, path, some);
    if (own.length > 0) this.written.set(this.#oid, own);
  }

  #back(spans: SpansByPath, parent: string, own: LineSpan[]): [string, string, readonly LineSpan[]][] {
    const moved: [string, string, readonly LineSpan[]][] = [];
    for (const { oldPath, newPath, steps } of this.#files) {
      const ofFile = spans.get(newPath);
      if (ofFile === undefined) continue;
      spans.delete(newPath);
      const { added, stayed } = oldPath === null ? { added: ofFile, stayed: [] } : takeBack(ofFile, steps);
      own.push(...added);
      if (oldPath !== null && stayed.length > 0) moved.push([parent, oldPath, stayed]);
    }
    // All that was not touched goes on as it is, mostly at once.
    if (!this.#spansOf.has(parent)) this.#spansOf.set(parent, spans);
    else for (const [path, some] of spans) moved.push([parent, path, some]);
    return moved;
  }

  #backFromMerge(spans: SpansByPath, own: LineSpan[]): [string, string, readonly LineSpan[]][] {
    const moved: [string, string, readonly LineSpan[]][] = [];
    const merge = this.#merges.get(this.#oid);
    for (const [path, ofFile] of spans) {
      const same = this.#parents.find((parent) => merge?.paths.get(parent)?.has(path) !== true);
      const patch = merge?.files.get(path);
      if (same !== undefined) moved.push([same, path, ofFile]);
      else if (patch === undefined) own.push(...ofFile);
      else {
        const back = patch.takeBack(ofFile);
        own.push(...back.own);
        for (const [index, some] of back.ofParents.entries())
          moved.push([this.#parents[index] ?? '', patch.oldPaths[index] ?? path, some]);
      }
    }
    return moved;
  }

  #give(oid: string, path: string, spans: readonly LineSpan[]): void {
    if (spans.length === 0) return;
    let ofCommit = this.#spansOf.get(oid);
    if (ofCommit === undefined) this.#spansOf.set(oid, (ofCommit = new Map<string, readonly LineSpan[]>()));
    ofCommit.set(path, joinSpans(ofCommit.get(path) ?? [], spans));
  }
}

const newLine = 10;

/** How many lines each of some files has at HEAD. */
function lineCounts(repository: string, paths: readonly string[]): readonly number[] {
  const input = paths.map((path) => `HEAD:${path}\n`).join('');
  const most = 2 ** 31 - 1;
  const out = execFileSync('git', ['cat-file', '--batch', '--buffer'], { cwd: repository, input, maxBuffer: most });
  const counts: number[] = [];
  for (let at = 0; at < out.length;) {
    const end = out.indexOf(newLine, at);
    const last = end + Number(out.toString('latin1', at, end).split(' ')[2] ?? 0);
    let count = 0;
    for (let found = end + 1; found <= last; found = out.indexOf(newLine, found) + 1) count++;
    counts.push(count);
    at = last + 2;
  }
  return counts;
}

/** Runs `git log` down to a day and gives what it prints, chunk by chunk. */
async function readLog(
  repository: string,
  since: string,
  args: readonly string[],
  onChunk: (chunk: Buffer) => void,
): Promise<void> {
  const how = ['-c', 'core.quotePath=false', 'log', '--pretty=raw', '--topo-order', ...args];
  const log = spawn('git', [...how, ...(since === '' ? [] : [`--since=${since}T00:00:00Z`]), 'HEAD'], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  log.stdout.on('data', onChunk);
  const [code] = (await once(log, 'close')) as [number | null];
  if (code !== 0) throw new Error(`git log ended with ${code}`);
}

async function readMerges(repository: string, since: string): Promise<ReadonlyMap<string, Merge>> {
  const found = new Map<string, Merge>();
  const at = (oid: string): Merge => {
    const merge = found.get(oid) ?? { paths: new Map<string, Set<string>>(), files: new Map<string, CombinedPatch>() };
    found.set(oid, merge);
    return merge;
  };
  const nothing = { onPath: ignore, onParent: ignore, onFile: ignore, onMerged: ignore };
  let paths = new Set<string>();
  const listed = new PatchStream({
    ...nothing,
    onCommit: (oid, from) => void at(oid).paths.set(from ?? '', (paths = new Set())),
    onPath: (one) => void paths.add(one),
  });
  let files = new Map<string, CombinedPatch>();
  const combined = new PatchStream({
    ...nothing,
    onCommit: (oid) => void (files = at(oid).files),
    onMerged: (file) => void files.set(file.newPath, file),
  });
  // Without context git leaves out lines of a combined patch and does not say which.
  const patches = ['--merges', '-p', '-c', '--combined-all-paths', '-U1', '-M'];
  await Promise.all([
    readLog(repository, since, ['--merges', '-m', '--raw', '--no-renames'], (chunk) => listed.push(chunk)),
    readLog(repository, since, patches, (chunk) => combined.push(chunk)),
  ]);
  combined.end();
  return found;
}

/** Sweeps through the patches of a repository and gives by commit the lines that it wrote; of those that are missing it was an older one. */
export async function sweepLines(
  repository: string,
  since: string,
  paths: readonly string[],
): Promise<{ readonly written: ReadonlyMap<string, readonly LineSpan[]>; readonly lines: number }> {
  const early: Buffer[] = [];
  let stream: PatchStream | null = null;
  const onChunk = (chunk: Buffer): void => (stream === null ? void early.push(chunk) : stream.push(chunk));
  const log = readLog(repository, since, ['-p', '-U0', '-M'], onChunk);
  const merges = readMerges(repository, since);
  const head = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: repository, encoding: 'utf8' }).trim();
  const counts = lineCounts(repository, paths);
  const spans: SpansByPath = new Map(
    paths.map((path, file) => [path, [{ start: 0, count: counts[file] ?? 0, file, finalStart: 0 }]]),
  );
  const found = new Sweep(head, spans, await merges);
  stream = new PatchStream(found);
  for (const chunk of early) stream.push(chunk);
  await log;
  stream.end();
  found.settle();
  return { written: found.written, lines: counts.reduce((sum, count) => sum + count, 0) };
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === import.meta.filename) {
  const [repository = '.', since = ''] = process.argv.slice(2);
  const paths = readFileSync(0, 'utf8').split('\0');
  const { written, lines } = await sweepLines(
    repository,
    since,
    paths.filter((one) => one !== ''),
  );
  let found = 0;
  for (const spans of written.values()) for (const { count } of spans) found += count;
  const result: SweepResult = { lines, found };
  console.log(JSON.stringify(result));
}
