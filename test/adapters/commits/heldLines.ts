import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gitEnvironment } from '../../host/scratchFolder.ts';

/** The lines that the commits of a repository hold and held, told by git alone. */
export class HeldLines {
  readonly #root: string;
  readonly #lines = new Set<string>();
  #readUpTo: readonly string[] = [];

  constructor(root: string) {
    this.#root = root;
  }

  /** The commits that HEAD was at and the stashes, from the oldest entry of their logs on. */
  logged(): readonly string[] {
    return ['HEAD', 'refs/stash'].flatMap((ref) => {
      const log = path.join(this.#root, '.git', 'logs', ref);
      if (!existsSync(log)) return [];
      return Array.from(readFileSync(log, 'utf8').matchAll(/^\S+ (\S+)/gm), ([, oid = '']) => oid);
    });
  }

  /** Each line that any commit below those of {@link logged} ever added. */
  read(): ReadonlySet<string> {
    const logged = [...new Set(this.logged())];
    const known = new Set(this.#readUpTo);
    const fresh = logged.filter((oid) => !known.has(oid));
    const { status, stdout, stderr } = spawnSync(
      'git',
      ['log', '--no-notes', '-m', '-p', '-U0', '--format=', '--no-color', '--no-ext-diff', '--stdin'],
      {
        cwd: this.#root,
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
        input: [...fresh, ...this.#readUpTo.map((oid) => `^${oid}`), ''].join('\n'),
        env: { ...process.env, ...gitEnvironment },
      },
    );
    assert.equal(status, 0, stderr);
    for (const [, line = ''] of stdout.matchAll(/^\+(.*)$/gm)) this.#lines.add(line);
    this.#readUpTo = logged;
    return this.#lines;
  }
}
