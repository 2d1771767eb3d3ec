import { appendFileSync, cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Git directories with one commit, by the texts that it holds: many tests begin with the same ones. */
const started = new Map<string, string>();
let folder: string | null = null;

function keep(key: string, gitDir: string): void {
  if (folder === null) {
    const made = mkdtempSync(path.join(realpathSync(tmpdir()), 'started-'));
    folder = made;
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  }
  const copy = path.join(folder, String(started.size));
  cpSync(gitDir, copy, { recursive: true });
  started.set(key, copy);
}

/** Makes a folder a repository on branch `main` whose one commit holds these files of it. What was made before is copied, which takes no process. */
export function startRepository(
  root: string,
  files: readonly string[],
  git: (...args: readonly string[]) => void,
): void {
  const gitDir = path.join(root, '.git');
  const key = files.map((file) => `${file}\n${readFileSync(path.join(root, file), 'utf8')}`).join('');
  const copy = started.get(key);
  if (copy !== undefined) {
    cpSync(copy, gitDir, { recursive: true });
    return;
  }
  git('init', '--quiet', '--initial-branch=main', '--template=');
  appendFileSync(path.join(gitDir, 'config'), '[user]\n\tname = Ada Example\n\temail = ada@example.org\n');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'start');
  keep(key, gitDir);
}
