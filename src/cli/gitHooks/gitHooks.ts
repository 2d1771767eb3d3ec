import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createGit } from '../../platform/git/createGit.ts';
import { locate } from '../../survey/locate.ts';
import { CommandLineError } from '../commandLineError.ts';
import { oneOf } from '../options.ts';
import { ownProgram } from '../ownProgram.ts';
import { CollectingLog, type Terminal } from '../terminal.ts';
import { gitHookStates, installChanges, removeTraces, syncScriptFile, uninstallChanges } from './hookFiles.ts';
import { syncScript } from './hookText.ts';

/** The options of `git-hooks` as the command line gives them. */
export interface GitHooksCommand {
  readonly yes?: boolean;
}

/**
 * `git-hooks status|install|uninstall [path]`: hooks of one repository that start a `sync` after a commit, a merge and a rebase. Nothing needs them: they
 * write logs where neither a window nor a person does. What would be written is shown; with `--yes` it is.
 */
export async function runGitHooks(
  asked: string,
  folder: string,
  options: GitHooksCommand,
  terminal: Terminal,
): Promise<number> {
  const action = oneOf('git-hooks', asked, ['status', 'install', 'uninstall'] as const);
  const git = createGit(new CollectingLog());
  const place = await locate(git, path.resolve(folder));
  if (place.kind !== 'repository') throw new CommandLineError(place.problem ?? `${folder}: not in a git repository`);
  if (place.isBare) throw new CommandLineError(`${folder}: a bare repository has no commits of its own to tell of`);
  if (action === 'status') {
    for (const { file, state } of await gitHookStates(git, place)) terminal.write(`${state.padEnd(14)} ${file}\n`);
    return 0;
  }
  const changes = action === 'install' ? await installChanges(git, place) : await uninstallChanges(git, place);
  const due = changes.filter(({ description }) => description !== null);
  for (const { file, description } of due) terminal.write(`${file}: ${description ?? ''}\n`);
  if (options.yes === true) {
    for (const { perform } of changes) perform();
    if (action === 'uninstall') await removeTraces(git, place);
    else {
      const script = syncScriptFile(place);
      mkdirSync(path.dirname(script), { recursive: true, mode: 0o700 });
      writeFileSync(script, syncScript({ runtime: process.execPath, program: ownProgram() }), { mode: 0o700 });
    }
  }
  if (due.length === 0) terminal.write('Nothing to write.\n');
  else if (options.yes !== true) terminal.write('Nothing is written yet: add --yes to write this.\n');
  return 0;
}
