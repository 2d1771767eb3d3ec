import assert from 'node:assert/strict';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type CancelSignal } from '../../../src/core/ports.ts';
import { writeFiles } from '../../host/scratchFolder.ts';
import { type Outcome } from './commandLine.ts';
import { CommandLineScene } from './scene.ts';

describe('a command whose git dies', function () {
  let scene: CommandLineScene;
  let isDead: string;
  let signal: CancelSignal;

  before(function () {
    if (process.platform === 'win32') this.skip();
    scene = new CommandLineScene();
    isDead = path.join(scene.scratch, 'git is dead');
    // As a terminal does with Ctrl-C, git and whoever asked it are told at once.
    signal = {
      get aborted() {
        return existsSync(isDead);
      },
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    };
  });

  beforeEach(() => rmSync(isDead, { force: true }));

  after(() => scene.end());

  /** Runs a command with a git that dies of one of its own commands. */
  async function runWithMortalGit(diesOf: string, args: readonly string[], isCtrlC: boolean): Promise<Outcome> {
    const folder = path.join(scene.scratch, `git that dies of ${diesOf}`);
    const dies = `case " $* " in *" ${diesOf} "*) : > '${isDead}'; exit 130;; esac`;
    writeFiles(folder, { git: `#!/bin/sh\n${dies}\nPATH="$SEARCHED"; export PATH; exec git "$@"\n` });
    // Nothing of an earlier look is remembered.
    rmSync(path.join(scene.repository, '.git', 'ai-code-share'), { recursive: true, force: true });
    chmodSync(path.join(folder, 'git'), 0o755);
    const searched = process.env['PATH'] ?? '';
    const more = { SEARCHED: searched, PATH: `${folder}${path.delimiter}${searched}` };
    return await scene.run(args, scene.repository, more, isCtrlC ? signal : undefined);
  }

  it('of Ctrl-C ends with 130 and no word: not with lines that are unknown, nor with a complaint about the person’s input', async () => {
    const calls: readonly (readonly [diesOf: string, args: readonly string[]])[] = [
      ['blame', ['blame', 'src/ai.ts']],
      ['blame', ['blame', 'src/ai.ts', '--at', 'HEAD']],
      ['log', ['report']],
      ['log', ['report', '--at', 'HEAD']],
      ['log', ['report', '--by', 'author']],
      ['rev-list', ['report', '--lens', 'committed']],
      ['log', ['retention']],
      ['log', ['export', '--format', 'csv', '--at', 'HEAD']],
    ];
    for (const [diesOf, args] of calls) {
      const outcome = await runWithMortalGit(diesOf, args, true);
      assert.deepEqual(outcome, { status: 130, stdout: '', stderr: '' }, args.join(' '));
      rmSync(isDead, { force: true });
    }
  });

  it('by itself says that history is not all read, where blame would only have said unknown', async () => {
    const { status, stdout, stderr } = await runWithMortalGit('blame', ['blame', 'src/ai.ts'], false);
    assert.equal(status, 0);
    assert.match(stdout, /^1 unknown/);
    assert.match(stderr, /^Note: git could not say who wrote the lines of 1 file[^\n]*\n$/);
    const asked = await runWithMortalGit('blame', ['blame', 'src/ai.ts', '--at', 'HEAD'], false);
    assert.equal(asked.status, 2);
    assert.match(asked.stderr, /git could not say who wrote src\/ai\.ts: a part of its history is missing here/);
    const json = await runWithMortalGit('blame', ['blame', 'src/ai.ts', '--json'], false);
    assert.match(json.stdout, /"problems": \[\s*"git could not say who wrote/);
    assert.equal(json.stderr, '');
  });
});
