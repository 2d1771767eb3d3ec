import { execFileSync } from 'node:child_process';

/**
 * The environment in which git finds an empty file in place of each object that a clone lacks (`git replace`, under a name of its own): a walk through all patches
 * would end at the first of them and seem quick.
 */
export function standInEnv(clone: string): NodeJS.ProcessEnv {
  const git = (input: string, ...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: clone, input, encoding: 'utf8', maxBuffer: 2 ** 30 });
  const missing = git('', 'rev-list', '--objects', '--missing=print', 'HEAD')
    .split('\n')
    .filter((line) => line.startsWith('?'))
    .map((line) => line.slice(1));
  const empty = git('', 'hash-object', '-w', '--stdin').trim();
  const folder = 'refs/stand-ins/';
  git(missing.map((oid) => `update ${folder}${oid} ${empty}\n`).join(''), 'update-ref', '--stdin');
  return { ...process.env, GIT_REPLACE_REF_BASE: folder };
}
