import { spawnSync } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { findNodeHeaders, provideBuildTools } from './buildTools.ts';
import { exclusively } from './exclusive.ts';
import { HumanError } from './humanError.ts';
import { npmCommand } from './npmCommand.ts';
import { startProcessGroup } from './processGroup.ts';
import { cacheFolder } from './projectPaths.ts';

/** The code-server we test with; it holds VS Code 1.139.1. */
export const codeServerVersion = '4.139.1';

/** A code-server that was installed to the end and fits the Node that runs this. */
export interface CodeServer {
  /** JavaScript file to be run by Node. */
  readonly entryFile: string;
  readonly version: string;
}

/** What the mark of a whole installation says. Another Node needs native modules of its own. */
interface InstallMark {
  readonly version: string;
  readonly nodeAbi: string;
  readonly platform: string;
  readonly arch: string;
}

const markName = 'installed.json';
const reportEveryMs = 15_000;

/** For its native modules: they do little in a test, and to optimize them takes more than a minute of a processor. */
const notOptimized = { CFLAGS: '-O0', CXXFLAGS: '-O0' };

/** Loads what fails first when an installation is not whole: the native modules. Run by Node, inside code-server's own folder. */
const nativeModules = ['@vscode/spdlog', '@parcel/watcher', 'node-pty', '@vscode/native-watchdog'];

const expectedMark = (): InstallMark => ({
  version: codeServerVersion,
  nodeAbi: process.versions.modules,
  platform: process.platform,
  arch: process.arch,
});

const packageFolder = (installFolder: string): string => path.join(installFolder, 'node_modules', 'code-server');
const entryFileOf = (installFolder: string): string =>
  path.join(packageFolder(installFolder), 'out', 'node', 'entry.js');

/** The installed code-server under `root`, or null if there is none, only a half one, or one for another Node. */
export function findCodeServer(root: string = path.join(cacheFolder, 'code-server')): CodeServer | null {
  const folder = path.join(root, codeServerVersion);
  const markFile = path.join(folder, markName);
  const entryFile = entryFileOf(folder);
  if (!existsSync(markFile) || !existsSync(entryFile)) return null;
  if (readFileSync(markFile, 'utf8') !== JSON.stringify(expectedMark())) return null;
  return { entryFile, version: codeServerVersion };
}

/** Why this folder's installation is no good, or null if it is whole: it starts, and its native modules load. */
function whatIsWrongWith(installFolder: string): string | null {
  const entryFile = entryFileOf(installFolder);
  if (!existsSync(entryFile)) return `${entryFile} is missing`;
  const home = path.join(installFolder, 'home');
  const env = { ...process.env, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home };
  const start = spawnSync(process.execPath, [entryFile, '--version'], { encoding: 'utf8', env });
  rmSync(home, { recursive: true, force: true });
  if (start.status !== 0) return `\`code-server --version\` failed: ${start.stderr.trim()}`;
  if (!start.stdout.includes(codeServerVersion)) return `it says it is ${start.stdout.trim()}`;
  const vscodeFolder = path.join(packageFolder(installFolder), 'lib', 'vscode');
  const load = nativeModules.map((name) => `require(${JSON.stringify(name)});`).join('');
  const loading = spawnSync(process.execPath, ['-e', load], { encoding: 'utf8', cwd: vscodeFolder });
  return loading.status === 0 ? null : `a native module does not load: ${loading.stderr.trim()}`;
}

/** Checks an installation that lies in a folder of its own and, if it is whole, makes it the one that {@link findCodeServer} finds. */
function adopt(installFolder: string, root: string): CodeServer {
  const fault = whatIsWrongWith(installFolder);
  if (fault !== null) throw new HumanError(`code-server was installed but does not work: ${fault}`);
  // The mark is written last and the folder takes its final name after it: what is not whole never has both.
  writeFileSync(path.join(installFolder, markName), JSON.stringify(expectedMark()));
  const finalFolder = path.join(root, codeServerVersion);
  rmSync(finalFolder, { recursive: true, force: true });
  renameSync(installFolder, finalFolder);
  return { entryFile: entryFileOf(finalFolder), version: codeServerVersion };
}

/** The end of npm's report: errors stand there. */
function lastLines(file: string, count: number): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}

async function runNpm(installFolder: string, logFile: string, report: (line: string) => void): Promise<void> {
  const npm = npmCommand([
    'install',
    `code-server@${codeServerVersion}`,
    '--no-fund',
    '--no-audit',
    '--no-package-lock',
  ]);
  const group = startProcessGroup(npm.executable, npm.args, {
    cwd: installFolder,
    env: { ...npm.env, npm_config_nodedir: findNodeHeaders(), ...notOptimized },
  });
  const log = createWriteStream(logFile);
  group.child.stdout.pipe(log, { end: false });
  group.child.stderr.pipe(log, { end: false });
  const startedAtMs = performance.now();
  const ticker = setInterval(() => {
    report(`  still installing code-server, ${Math.round((performance.now() - startedAtMs) / 1000)} s so far …`);
  }, reportEveryMs);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      group.child.once('error', reject);
      group.child.once('close', resolve);
    });
    log.end();
    await finished(log);
    if (exitCode === 0) return;
    throw new HumanError(`npm could not install code-server (whole report: ${logFile}):\n${lastLines(logFile, 25)}`);
  } finally {
    clearInterval(ticker);
    await group.stop();
  }
}

async function install(root: string, report: (line: string) => void): Promise<CodeServer> {
  provideBuildTools(report);
  for (const leftover of readdirSync(root).filter((name) => name.startsWith('installing-'))) {
    rmSync(path.join(root, leftover), { recursive: true, force: true });
  }
  const installFolder = path.join(root, `installing-${process.pid}`);
  mkdirSync(installFolder);
  // npm asks the project, not the package, whose install scripts may run.
  const manifest = { private: true, allowScripts: { 'code-server': true, argon2: true } };
  writeFileSync(path.join(installFolder, 'package.json'), JSON.stringify(manifest));
  report(`Installing code-server ${codeServerVersion} (VS Code in the browser, 600 MB) into ${root}.`);
  report('  This happens once and takes two to five minutes.');
  await runNpm(installFolder, path.join(root, 'install.log'), report);
  return adopt(installFolder, root);
}

/**
 * The installed code-server; installs it first if need be. Two processes never install at once: the second waits and finds what the
 * first has made. Throws {@link HumanError} with everything that is missing on this machine.
 */
export async function ensureCodeServer(
  report: (line: string) => void = (line) => console.error(line),
  root: string = path.join(cacheFolder, 'code-server'),
): Promise<CodeServer> {
  const found = findCodeServer(root);
  if (found !== null) return found;
  return await exclusively(
    path.join(root, 'install.lock'),
    () => report('Another process is installing code-server; waiting for it.'),
    async () => findCodeServer(root) ?? (await install(root, report)),
  );
}
