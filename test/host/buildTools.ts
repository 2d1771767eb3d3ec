import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { installDebianPackages } from './debianPackages.ts';
import { HumanError } from './humanError.ts';
import { projectRoot } from './projectPaths.ts';

/** What code-server's native modules need to be compiled on Linux, and the Debian package that brings it. */
const linuxTools: readonly { readonly debianPackage: string; readonly isThere: () => boolean }[] = [
  { debianPackage: 'g++', isThere: () => answers('g++', ['--version']) },
  { debianPackage: 'make', isThere: () => answers('make', ['--version']) },
  { debianPackage: 'python3', isThere: () => answers('python3', ['--version']) },
  {
    debianPackage: 'libkrb5-dev',
    isThere: () => answers('g++', ['-E', '-x', 'c++', '-include', 'gssapi/gssapi.h', '/dev/null', '-o', '/dev/null']),
  },
];

function answers(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/**
 * Sees to it that native modules can be built here, with the system's packages where that is allowed; else throws a
 * {@link HumanError} that names everything missing at once, so that nobody has to come back for the next one.
 */
export function provideBuildTools(report: (line: string) => void, platform: NodeJS.Platform = process.platform): void {
  if (platform === 'win32') {
    throw new HumanError(
      'code-server cannot be built on Windows. Give a desktop VS Code instead: --vscode PATH, or the environment variable VSCODE_PATH.',
    );
  }
  if (platform === 'darwin') {
    if (answers('xcode-select', ['-p'])) return;
    throw new HumanError('code-server has native parts: install the compiler first with `xcode-select --install`.');
  }
  const missing = (): readonly string[] =>
    linuxTools.filter((tool) => !tool.isThere()).map((tool) => tool.debianPackage);
  const wanted = missing();
  if (wanted.length === 0) return;
  if (installDebianPackages(wanted, report) && missing().length === 0) return;
  throw new HumanError(
    `code-server has native parts that need more than is here. On Debian or Ubuntu: apt-get install ${missing().join(' ')}`,
  );
}

/** `24.21.0` out of a Node's own header file, or null where there is none. */
function versionOfHeaders(nodeFolder: string): string | null {
  const file = path.join(nodeFolder, 'include', 'node', 'node_version.h');
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  const part = (name: string): string => new RegExp(`#define NODE_${name}_VERSION (\\d+)`).exec(text)?.[1] ?? '?';
  return [part('MAJOR'), part('MINOR'), part('PATCH')].join('.');
}

function foldersThatMayHoldHeaders(): readonly string[] {
  const ofPackage = path.join(projectRoot, 'node_modules', 'node', 'node_modules');
  return [
    path.resolve(process.execPath, '../..'),
    path.resolve(realpathSync(process.execPath), '../..'),
    ...(existsSync(ofPackage) ? readdirSync(ofPackage).map((name) => path.join(ofPackage, name)) : []),
  ];
}

/**
 * The folder with the C++ headers of exactly the Node that runs this (`npm_config_nodedir`): native modules built against other ones
 * load and then crash. Throws a {@link HumanError} if there are none, since downloading them fails on machines behind a proxy.
 */
export function findNodeHeaders(): string {
  const wanted = process.versions.node;
  const found = foldersThatMayHoldHeaders().find((folder) => versionOfHeaders(folder) === wanted);
  if (found !== undefined) return found;
  throw new HumanError(
    `There are no C++ headers of Node ${wanted} to build code-server with. \`npm ci\` brings them (package "node"); other npm commands may take them away again.`,
  );
}
