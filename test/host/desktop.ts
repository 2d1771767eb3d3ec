import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { resolveCliArgsFromVSCodeExecutablePath } from '@vscode/test-electron';
import { HumanError } from './humanError.ts';
import { projectRoot } from './projectPaths.ts';
import { type Profile } from './profile.ts';

/** A desktop VS Code's command-line program (`bin/code`), which installs extensions and opens windows. */
export interface DesktopCode {
  readonly command: string;
  /** `1.101.0` */
  readonly version: string;
}

const commandNames = ['code', 'code-insiders', 'codium'];

/** The oldest VS Code that the extension runs in: `engines.vscode` in package.json. */
const oldest = '1.101.0';

function isOlder(version: string, than: string): boolean {
  const [have, want] = [version, than].map((text) => text.split('.').map(Number));
  for (let index = 0; index < 3; index++) {
    const difference = (have?.[index] ?? 0) - (want?.[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** Finds `bin/code` for what a person may name: that program, the application's own executable, or a macOS application folder. */
function commandFor(named: string): string {
  if (named.endsWith('.app')) return path.join(named, 'Contents', 'Resources', 'app', 'bin', 'code');
  const target = realpathSync(named);
  if (path.basename(path.dirname(target)) === 'bin') return target;
  return resolveCliArgsFromVSCodeExecutablePath(target)[0] ?? target;
}

function run(command: string, args: readonly string[]): { readonly exitCode: number | null; readonly printed: string } {
  const shell = process.platform === 'win32';
  const quoted = shell ? [`"${command}"`, ...args.map((arg) => `"${arg}"`)] : [command, ...args];
  const [program = command, ...rest] = quoted;
  const result = spawnSync(program, rest, { encoding: 'utf8', shell });
  return { exitCode: result.status, printed: `${result.stdout}${result.stderr}` };
}

function describe(command: string): DesktopCode | null {
  const { exitCode, printed } = run(command, ['--version']);
  const version = /^\d+\.\d+\.\d+/m.exec(printed)?.[0];
  return exitCode === 0 && version !== undefined ? { command, version } : null;
}

/** Whether a window could be shown to anybody. */
export function hasDisplay(
  platform: NodeJS.Platform = process.platform,
  env: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  if (platform === 'darwin' || platform === 'win32') return true;
  return [env['DISPLAY'], env['WAYLAND_DISPLAY']].some((display) => display !== undefined && display !== '');
}

/** The VS Code that a person named by `--vscode`; throws {@link HumanError} (exit code 2) if it is none, or too old. */
export function desktopNamed(absolutePath: string): DesktopCode {
  if (!existsSync(absolutePath)) throw new HumanError(`--vscode: there is no ${absolutePath}.`, 2);
  const found = describe(commandFor(absolutePath));
  if (found === null) throw new HumanError(`--vscode: ${absolutePath} does not answer as a VS Code would.`, 2);
  if (isOlder(found.version, oldest)) {
    throw new HumanError(`--vscode: that is VS Code ${found.version}; the extension needs ${oldest} or newer.`, 2);
  }
  return found;
}

/** A VS Code on the PATH that is new enough, or null. In a VS Code terminal `code` speaks to that window, so none is looked for there. */
export function desktopOnPath(): DesktopCode | null {
  if (!hasDisplay() || process.env['VSCODE_IPC_HOOK_CLI'] !== undefined) return null;
  const extension = process.platform === 'win32' ? '.cmd' : '';
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    for (const name of commandNames) {
      const command = path.join(folder, name + extension);
      try {
        accessSync(command, constants.X_OK);
      } catch {
        continue;
      }
      const found = describe(command);
      if (found !== null && !isOlder(found.version, oldest)) return found;
    }
  }
  return null;
}

/** Installs the VSIX into a profile of its own and opens the place; resolves with the exit code when its window is closed. */
export async function openDesktop(
  desktop: DesktopCode,
  profile: Profile,
  vsixFile: string,
  place: string,
): Promise<number> {
  const own = ['--user-data-dir', profile.userDataFolder, '--extensions-dir', profile.extensionsFolder];
  const installing = run(desktop.command, [...own, '--install-extension', vsixFile, '--force']);
  if (installing.exitCode !== 0)
    throw new HumanError(`VS Code could not install the extension:\n${installing.printed}`);
  console.log(`Opening ${place} in VS Code ${desktop.version}; this ends when the window is closed.`);
  const child = spawn(desktop.command, [...own, '--new-window', '--wait', place], {
    cwd: projectRoot,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
}
