import { spawnSync } from 'node:child_process';

/**
 * Installs packages with apt-get where this can be done without asking anybody: Debian or its kin, as root, which in practice means a
 * container or a machine for tests. Says what it does. Returns whether it was done; false anywhere else.
 */
export function installDebianPackages(names: readonly string[], report: (line: string) => void): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) return false;
  report(`Installing what is missing with apt-get: ${names.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (...args: readonly string[]): boolean => {
    const { status, stdout, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' });
    if (status !== 0) report(`apt-get ${args.join(' ')} failed:\n${stdout}${stderr}`);
    return status === 0;
  };
  return run('update') && run('install', '--yes', '--no-install-recommends', ...names);
}
