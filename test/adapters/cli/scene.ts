import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CancelSignal } from '../../../src/core/ports.ts';
import { commitFiles, gitEnvironment, initRepository } from '../../host/scratchFolder.ts';
import { addNote, noteOf } from '../survey/scene.ts';
import { runCommandLine, type Outcome, type Surroundings } from './commandLine.ts';
import { isJson, type Json } from './json.ts';

const program = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const byClaude = 'Add a thing\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>\n';

/** A repository whose lines are old, new, an AI's by its commit or by a log, and the command line in it, which knows nothing of this machine. */
export class CommandLineScene {
  /** A folder that is gone with {@link end}. */
  readonly scratch = mkdtempSync(path.join(realpathSync(tmpdir()), 'cli-'));
  readonly repository = path.join(this.scratch, 'my repository');

  constructor() {
    mkdirSync(path.join(this.scratch, 'home'));
    initRepository(this.repository);
    commitFiles(
      this.repository,
      { 'src/old.ts': 'a();\nb();\nc();\n', 'README.md': '# Words\n' },
      'Old',
      '2020-01-01T00:00:00Z',
    );
    commitFiles(this.repository, { 'src/new.ts': 'd();\n\ne();\n', 'test/new.test.ts': 'f();\n' }, 'New');
    commitFiles(this.repository, { 'src/ai.ts': 'g();\nh();\n', 'src/old.ts': 'a();\nb();\nc();\ni();\n' }, byClaude);
    commitFiles(this.repository, { 'src/log.ts': 'j();\nk();\n' }, 'With a log');
    addNote(this.repository, 'HEAD', noteOf({ 'src/log.ts': '2' }));
  }

  end(): void {
    rmSync(this.scratch, { recursive: true, force: true });
  }

  async run(
    args: readonly string[],
    cwd = this.repository,
    more: Readonly<Record<string, string>> = {},
    signal?: CancelSignal,
  ): Promise<Outcome> {
    return await runCommandLine(args, this.#surroundings(cwd, more), signal);
  }

  /** The same as a person has it, in a process of its own; its output may go to an open file instead. */
  start(
    args: readonly string[],
    more: Readonly<Record<string, string>> = {},
    output: number | 'pipe' = 'pipe',
  ): Outcome {
    const { cwd, env } = this.#surroundings(this.repository, more);
    const stdio = ['ignore', output, 'pipe'] as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd,
      encoding: 'utf8',
      env,
      stdio: [...stdio],
    });
    return { status, stdout, stderr };
  }

  /** What a command prints with `--json`; fails where it does not end well. */
  async json(args: readonly string[], cwd = this.repository): Promise<Json> {
    const { status, stdout, stderr } = await this.run([...args, '--json'], cwd);
    assert.equal(stderr, '');
    assert.equal(status, 0);
    const parsed: unknown = JSON.parse(stdout);
    assert.ok(isJson(parsed));
    return parsed;
  }

  #surroundings(cwd: string, more: Readonly<Record<string, string>>): Surroundings {
    return {
      cwd,
      env: {
        ...process.env,
        ...gitEnvironment,
        HOME: path.join(this.scratch, 'home'),
        XDG_CONFIG_HOME: path.join(this.scratch, 'home', '.config'),
        XDG_DATA_HOME: path.join(this.scratch, 'home', '.local', 'share'),
        ...more,
      },
    };
  }
}
