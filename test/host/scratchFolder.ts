import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Files by their path relative to a folder, with `/`. */
export type Files = Readonly<Record<string, string>>;

/** Variables that keep git away from the configuration of the machine and give commits a fixed author and time. */
export const gitEnvironment: Readonly<Record<string, string>> = {
  GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada Example',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada Example',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
  // Two processes after each commit that look whether there is rubbish to collect.
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'maintenance.auto',
  GIT_CONFIG_VALUE_0: 'false',
};

/** Writes files, with the folders they need. */
export function writeFiles(folder: string, files: Files): void {
  for (const [relativePath, text] of Object.entries(files)) {
    const file = path.join(folder, relativePath);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** Runs git in a folder and returns what it prints. */
export function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8', env: { ...process.env, ...gitEnvironment } });
}

/** Makes the folder a repository on branch `main`, without commits. */
export function initRepository(folder: string): void {
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '--quiet', '--initial-branch=main');
}

/** Writes files and commits them; `message` is the whole commit message, trailers included. */
export function commitFiles(folder: string, files: Files, message: string, authoredAt = '2024-05-01T12:00:00Z'): void {
  writeFiles(folder, files);
  git(folder, 'add', '--all');
  execFileSync('git', ['commit', '--quiet', '--message', message], {
    cwd: folder,
    env: { ...process.env, ...gitEnvironment, GIT_AUTHOR_DATE: authoredAt, GIT_COMMITTER_DATE: authoredAt },
  });
}
