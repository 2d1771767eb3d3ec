import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode, runTests, TestRunFailedError } from '@vscode/test-electron';
import { buildBundles } from '../host/build.ts';
import { HumanError, runProgram } from '../host/humanError.ts';
import { startProcessGroup } from '../host/processGroup.ts';
import { fromWhereThePersonStands, projectRoot } from '../host/projectPaths.ts';
import { commitFiles, git, gitEnvironment, initRepository } from '../host/scratchFolder.ts';
import { makeTemporaryFolder } from '../host/temporaryFolder.ts';
import { joinResults, judge, readResults, resultsVariable, writeResults, type Results } from '../runner/results.ts';
import { styleVariable } from '../runner/resultsReporter.ts';
import { bundleSuite } from './suiteBundle.ts';

/** The VS Code to test in: a desktop one that is named, one to be downloaded by version, or ours in the browser. */
async function vscodeExecutable(named: string | undefined): Promise<string> {
  if (named !== undefined) {
    const executable = fromWhereThePersonStands(named);
    if (!existsSync(executable)) throw new HumanError(`There is no VS Code at ${executable}.`, 2);
    return executable;
  }
  const version = process.env['VSCODE_VERSION'];
  if (version !== undefined && version !== '') return await downloadAndUnzipVSCode(version);
  return path.join(projectRoot, 'test', 'host', 'launcher.ts');
}

/** What would come by itself while a test types is asked for where a test wants it. */
const workspaceSettings = {
  'editor.quickSuggestions': false,
  'editor.suggestOnTriggerCharacters': false,
  'editor.parameterHints.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'editor.minimap.enabled': false,
  'editor.inlineSuggest.showToolbar': 'always',
  'editor.defaultFormatter': 'test-fixture.players',
  'git.autofetch': false,
};

/** What the window shows: the top of a repository with one old commit, or a folder in the middle of a linked work tree of it. */
type WorkspacePlace = 'the top' | 'a folder';

function prepareWorkspace(scratch: string, place: WorkspacePlace): string {
  const folder = path.join(scratch, 'workspace');
  initRepository(folder);
  const settings = `${JSON.stringify(workspaceSettings, null, 2)}\n`;
  commitFiles(
    folder,
    {
      'src/first.ts': 'export const first = 1;\n',
      '.vscode/settings.json': settings,
      'src/.vscode/settings.json': settings,
    },
    'Begin',
  );
  if (place === 'the top') return folder;
  const linked = path.join(scratch, 'linked');
  git(folder, 'worktree', 'add', '--quiet', '-b', 'linked', linked);
  return path.join(linked, 'src');
}

/** One run of the suite in a window of its own. */
interface Run {
  readonly executable: string;
  readonly suiteFile: string;
  /** Tests whose name matches; undefined for all. */
  readonly grep: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly place: WorkspacePlace;
}

async function runWindow({ executable, suiteFile, grep, environment, place }: Run): Promise<Results> {
  const scratch = makeTemporaryFolder('acs-i-');
  const workspace = prepareWorkspace(scratch.path, place);
  const ownResults = path.join(scratch.path, 'results.json');
  let exitCode: number | null = 0;
  try {
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: [projectRoot, path.join(projectRoot, 'test', 'fixtures', 'players')],
      extensionTestsPath: suiteFile,
      launchArgs: [
        workspace,
        `--user-data-dir=${path.join(scratch.path, 'data')}`,
        `--extensions-dir=${path.join(scratch.path, 'extensions')}`,
      ],
      extensionTestsEnv: {
        ...gitEnvironment,
        [styleVariable]: 'spec',
        [resultsVariable]: ownResults,
        ...(grep === undefined ? {} : { MOCHA_GREP: grep }),
        ...environment,
        AI_CODE_SHARE_PLACE: place,
        // Our launcher is a script for the Node that runs this, whatever other one comes first on the PATH.
        PATH: [path.dirname(process.execPath), process.env['PATH'] ?? ''].join(path.delimiter),
      },
    });
  } catch (error) {
    if (!(error instanceof TestRunFailedError)) throw error;
    exitCode = error.code ?? null;
  }
  const results = judge(readResults(ownResults), exitCode);
  await scratch.remove();
  return results;
}

/** What is tried where the reasons of edits are hidden; commits are noticed anywhere. */
const stableSuites = '^(live attribution|a commit made)';

/** The windows: the editor's reasons as they are, and hidden. */
type WindowName = 'exact' | 'stable';

/**
 * Runs one window in a process of its own, whose lines are kept for after those of the other: both wait more than they work, so that
 * two at once take little longer than one.
 */
async function runAside(name: WindowName, args: readonly string[]): Promise<Results> {
  const scratch = makeTemporaryFolder('acs-a-');
  const resultsFile = path.join(scratch.path, 'results.json');
  const group = startProcessGroup(process.execPath, [import.meta.filename, '--only', name, '--built', ...args], {
    cwd: projectRoot,
    env: { ...process.env, [resultsVariable]: resultsFile },
  });
  const lines: Buffer[] = [];
  for (const stream of [group.child.stdout, group.child.stderr]) stream.on('data', (data: Buffer) => lines.push(data));
  const [exitCode] = (await once(group.child, 'close')) as [number | null];
  await group.stop();
  process.stdout.write(Buffer.concat(lines));
  const results = judge(readResults(resultsFile), exitCode);
  await scratch.remove();
  return results;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      vscode: { type: 'string' },
      grep: { type: 'string' },
      only: { type: 'string' },
      built: { type: 'boolean' },
    },
  });
  const executable = await vscodeExecutable(values.vscode ?? process.env['VSCODE_PATH']);
  const suiteFile = path.join(projectRoot, 'out', 'integration', 'index.cjs');
  if (values.built !== true) {
    buildBundles('development');
    await bundleSuite(path.join(import.meta.dirname, 'suite'), suiteFile);
  }
  const run = { executable, suiteFile };
  const windows: Readonly<Record<WindowName, () => Promise<Results>>> = {
    exact: () => runWindow({ ...run, grep: values.grep, environment: {}, place: 'the top' }),
    // The rules for hosts that do not name the reason of an edit are tried where they are named, by hiding them.
    stable: () =>
      runWindow({
        ...run,
        grep: values.grep ?? stableSuites,
        place: 'a folder',
        environment: { AI_CODE_SHARE_HIDE_EDIT_REASONS: '1' },
      }),
  };
  const all: Results[] = [];
  if (values.only === 'exact' || values.only === 'stable') all.push(await windows[values.only]());
  else {
    const asked = [
      ...(values.grep === undefined ? [] : ['--grep', values.grep]),
      ...(values.vscode === undefined ? [] : ['--vscode', values.vscode]),
    ];
    const aside = runAside('stable', asked);
    all.push(await windows.exact(), await aside);
  }
  const results = joinResults(all);
  const resultsFile = process.env[resultsVariable];
  if (resultsFile !== undefined) writeResults(resultsFile, results);
  for (const failure of results.failures) console.error(`FAILED ${failure}`);
  console.log(`integration: ${results.passed} passed, ${results.failed} failed, ${results.pending} skipped`);
  return results.failed === 0 ? 0 : 1;
}

await runProgram(main);
