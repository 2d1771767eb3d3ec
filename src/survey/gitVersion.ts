import { type Git } from '../core/ports.ts';

/** Which git it is: of `2.47.3` the first two numbers. */
export interface GitVersion {
  readonly major: number;
  readonly minor: number;
}

/** What `git version` says; null where it says nothing of the kind. */
export async function readGitVersion(git: Git, cwd: string): Promise<GitVersion | null> {
  const result = await git.run(['version'], { cwd });
  const [, major, minor] = /(\d+)\.(\d+)/.exec(result.ok ? new TextDecoder().decode(result.stdout) : '') ?? [];
  return major === undefined ? null : { major: Number(major), minor: Number(minor) };
}

/** Whether a git is of version 2.`minor`, or later. */
export function isSince({ major, minor }: GitVersion, minorOf2: number): boolean {
  return major > 2 || (major === 2 && minor >= minorOf2);
}
