import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { installDebianPackages } from './debianPackages.ts';
import { HumanError } from './humanError.ts';

/** What finding a browser depends on; the defaults are this process's. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isExecutable: (file: string) => boolean;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const commandNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

const macApplications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

const windowsApplications = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];

function candidates({ platform, env }: Surroundings): readonly string[] {
  if (platform === 'darwin') return macApplications;
  if (platform === 'win32') {
    const roots = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']];
    return roots.flatMap((root) =>
      root === undefined ? [] : windowsApplications.map((application) => path.win32.join(root, application)),
    );
  }
  const folders = ['/usr/bin', ...(env['PATH'] ?? '').split(':').filter((folder) => folder !== '')];
  return commandNames.flatMap((name) => folders.map((folder) => path.posix.join(folder, name)));
}

/**
 * The browser of the Chromium family to drive: `CHROME_PATH` if it is set (then nothing else will do), else the first in the usual
 * places. Throws {@link HumanError} if there is none.
 */
export function findChromium(
  surroundings: Surroundings = { platform: process.platform, env: process.env, isExecutable },
): string {
  const named = surroundings.env['CHROME_PATH'];
  if (named !== undefined && named !== '') {
    if (surroundings.isExecutable(named)) return named;
    throw new HumanError(`CHROME_PATH names ${named}, which is no program that can be run.`);
  }
  const found = candidates(surroundings).find(surroundings.isExecutable);
  if (found !== undefined) return found;
  throw new HumanError(
    'No browser was found. Install Chromium or Chrome (on Debian: apt-get install chromium) or name one in CHROME_PATH.',
  );
}

/** The same, but installs one first where none is found and that is allowed. */
export function provideChromium(report: (line: string) => void = (line) => console.error(line)): string {
  try {
    return findChromium();
  } catch (error) {
    const mayHelp = error instanceof HumanError && (process.env['CHROME_PATH'] ?? '') === '';
    if (mayHelp && installDebianPackages(['chromium', 'fonts-dejavu-core'], report)) return findChromium();
    throw error;
  }
}

/** Command line for a browser that runs in a container as root and talks to nobody but the pages it is sent to. */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
