import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { type CodeServer } from './codeServer.ts';
import { HumanError } from './humanError.ts';

/** VS Code settings, by their full names. */
export type Settings = Readonly<Record<string, unknown>>;

/** Where a code-server keeps what belongs to its user; two servers never share one. */
export interface Profile {
  readonly folder: string;
  readonly userDataFolder: string;
  readonly extensionsFolder: string;
  readonly settingsFile: string;
}

/** A VS Code that neither greets, asks, updates nor phones home, so that what is seen is the folder and our extension. */
export const quietSettings: Settings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  // The browser's VS Code saves by itself a second after each change, the desktop's does not; people mostly use the latter.
  'files.autoSave': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
};

/** The profile in this folder, made if it is new; `settings` are laid over those that are there. */
export function openProfile(folder: string, settings: Settings = quietSettings): Profile {
  const userDataFolder = path.join(folder, 'data');
  const profile: Profile = {
    folder,
    userDataFolder,
    extensionsFolder: path.join(folder, 'extensions'),
    settingsFile: path.join(userDataFolder, 'User', 'settings.json'),
  };
  mkdirSync(path.dirname(profile.settingsFile), { recursive: true });
  mkdirSync(profile.extensionsFolder, { recursive: true });
  changeSettings(profile, settings);
  return profile;
}

/** Writes settings into settings.json; VS Code in a browser reads what another program writes there when its window opens. */
export function changeSettings(profile: Profile, settings: Settings): void {
  const before = existsSync(profile.settingsFile) ? readFileSync(profile.settingsFile, 'utf8') : '{}';
  let known: unknown;
  try {
    known = JSON.parse(before);
  } catch {
    throw new HumanError(`${profile.settingsFile} has comments or mistakes in it; put it right or delete it.`);
  }
  const merged = { ...(typeof known === 'object' ? known : {}), ...settings };
  writeFileSync(profile.settingsFile, `${JSON.stringify(merged, null, 2)}\n`);
}

/** The environment of every code-server process: nothing of a VS Code or npm that may have started us, own places for files. */
export function serverEnvironment(
  profile: Profile,
  additions: Readonly<Record<string, string | undefined>> = {},
): NodeJS.ProcessEnv {
  const ofOurParents =
    /^(VSCODE_|ELECTRON_|CODE_SERVER_|npm_|INIT_CWD$|PORT$|PASSWORD$|NODE_OPTIONS$|NODE_COMPILE_CACHE$)/i;
  const inherited = Object.entries(process.env).filter(([name]) => !ofOurParents.test(name));
  return {
    ...Object.fromEntries(inherited),
    XDG_DATA_HOME: path.join(profile.folder, 'share'),
    // Without it VS Code puts its sockets into TMPDIR, which the server has for itself.
    XDG_RUNTIME_DIR: undefined,
    ...additions,
  };
}

/** Command line that binds a code-server process to the profile. */
export function profileArguments(profile: Profile): readonly string[] {
  return [
    ...['--user-data-dir', profile.userDataFolder],
    ...['--extensions-dir', profile.extensionsFolder],
    ...['--config', path.join(profile.folder, 'config.yaml')],
  ];
}

/** Installs VSIX files into a profile, as `code --install-extension` does; older ones are replaced. */
export async function installExtensions(
  codeServer: CodeServer,
  profile: Profile,
  vsixFiles: readonly string[],
): Promise<void> {
  const wanted = vsixFiles.flatMap((vsixFile) => ['--install-extension', vsixFile]);
  const args = [codeServer.entryFile, ...wanted, '--force', ...profileArguments(profile)];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: serverEnvironment(profile),
  });
  const [said, complained, exitCode] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ]);
  const installed = said.split('successfully installed').length - 1;
  if (exitCode !== 0 || installed !== vsixFiles.length) {
    throw new HumanError(`${vsixFiles.join(', ')} could not be installed:\n${said}${complained}`);
  }
}

/** Lays an unpacked extension into a new profile: a VS Code that has no list of its extensions yet takes up what lies in their folder. */
export function installFolder(profile: Profile, extensionFolder: string): void {
  const manifest: unknown = JSON.parse(readFileSync(path.join(extensionFolder, 'package.json'), 'utf8'));
  const field = (name: string): string => {
    const value: unknown = typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, name) : undefined;
    if (typeof value !== 'string') throw new HumanError(`${extensionFolder} is no extension: it has no ${name}.`);
    return value;
  };
  const folderName = `${field('publisher')}.${field('name')}-${field('version')}`;
  cpSync(extensionFolder, path.join(profile.extensionsFolder, folderName), { recursive: true });
}
