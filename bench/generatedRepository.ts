import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { randomNumbers } from './measure.ts';

/** How large a generated repository is. */
export interface RepositorySize {
  readonly files: number;
  readonly commits: number;
}

const trailer = 'Co-Authored-By: Claude <noreply@anthropic.com>';
const firstCommitAtSeconds = 1_550_000_000;
const secondsBetweenCommits = 10_000;

/**
 * Makes a repository from a seed through `git fast-import`: commits that change, add, move and delete files, side branches that are merged, AI commits by
 * trailer in the last third, and authorship logs for some of them. The same seed and size give the same commits.
 */
export function generateRepository(folder: string, { files, commits }: RepositorySize, seed: number): void {
  const random = randomNumbers(seed);
  const stream: string[] = [];
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const texts = new Map<string, string[]>();
  const noted: { readonly mark: number; readonly path: string; readonly lines: number }[] = [];
  let nextLine = 0;
  let nextFile = 0;
  const newLines = (count: number): string[] =>
    Array.from({ length: count }, () => (random(8) === 0 ? '' : `  call${random(400)}(value${nextLine++});`));
  const newPath = (): string => `src/part${random(40)}/file${nextFile++}.ts`;
  const write = (path: string, lines: string[]): string => {
    texts.set(path, lines);
    return `M 644 inline "${path}"\n${data(`${lines.join('\n')}\n`)}`;
  };
  const head = (mark: number, branch: string, message: string): string => {
    const who = `Dev ${mark % 17} <dev${mark % 17}@example.org> ${firstCommitAtSeconds + mark * secondsBetweenCommits} +0000`;
    return `commit refs/heads/${branch}\nmark :${mark}\nauthor ${who}\ncommitter ${who}\n${data(message)}`;
  };
  const anyPath = (): string => [...texts.keys()][random(texts.size)] ?? newPath();
  const change = (): { readonly text: string; readonly path: string; readonly lines: number } => {
    const act = random(40);
    const path = anyPath();
    if (act < 2 && texts.size < files * 1.2) {
      const added = newPath();
      return { text: write(added, newLines(10 + random(80))), path: added, lines: 10 };
    }
    if (act === 2) {
      const moved = newPath();
      const lines = texts.get(path) ?? [];
      texts.delete(path);
      return { text: `D "${path}"\n${write(moved, lines)}`, path: moved, lines: 0 };
    }
    const lines = [...(texts.get(path) ?? [])];
    const at = random(lines.length + 1);
    const added = newLines(1 + random(12));
    lines.splice(at, random(6), ...added);
    return { text: write(path, lines), path, lines: added.length };
  };
  let mark = 1;
  stream.push(head(mark, 'main', 'Begin'));
  for (let index = 0; index < files * 0.8; index++) stream.push(write(newPath(), newLines(20 + random(100))));
  let tip = mark;
  while (mark < commits) {
    const isLate = mark > commits * 0.66;
    const isAi = isLate && random(10) === 0;
    const message = isAi && random(2) === 0 ? `Change ${mark}\n\n${trailer}\n` : `Change ${mark}`;
    if (random(12) === 0) {
      // A side branch of one commit with a file of its own, merged at once.
      const own = newPath();
      const side = ++mark;
      stream.push(head(side, 'side', message), `from :${tip}\n`, write(own, newLines(20)));
      const onMain = ++mark;
      stream.push(head(onMain, 'main', `Change ${onMain}`), `from :${tip}\n`, change().text);
      // The side's file came on the main branch only with the merge.
      tip = ++mark;
      stream.push(head(tip, 'main', 'Merge'), `from :${onMain}\nmerge :${side}\n`, write(own, texts.get(own) ?? []));
      continue;
    }
    const { text, path, lines } = change();
    stream.push(head(++mark, 'main', message), `from :${tip}\n`, text);
    tip = mark;
    if (isAi && lines > 0) noted.push({ mark, path, lines });
  }
  const who = `Dev <dev@example.org> ${firstCommitAtSeconds + mark * secondsBetweenCommits} +0000`;
  stream.push(`commit refs/notes/ai\ncommitter ${who}\n${data('Notes')}`);
  const sessions = { s_1: { agent_id: { tool: 'claude', id: 'k', model: 'claude-opus-4-6' } } };
  for (const { mark: of, path } of noted) {
    const note = `${path}\n  s_1::t_1 1-40\n---\n${JSON.stringify({ sessions })}`;
    stream.push(`N inline :${of}\n${data(note)}`);
  }
  mkdirSync(folder, { recursive: true });
  const git = (args: readonly string[], input?: string): void => {
    const result = spawnSync('git', args, { cwd: folder, encoding: 'utf8', input, maxBuffer: 1e9 });
    if (result.status !== 0) throw new Error(`git ${args.join(' ')}: ${result.stderr}`);
  };
  git(['init', '--quiet', '--initial-branch=main']);
  git(['fast-import', '--quiet', '--force'], stream.join(''));
  git(['checkout', '--quiet', '--force', 'main']);
}
