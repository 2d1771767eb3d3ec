import { cpSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type BrowserContext } from 'playwright-core';
import { launchBrowser, newContext } from '../host/browser.ts';
import { ensureCodeServer, type CodeServer } from '../host/codeServer.ts';
import { type Place } from '../host/place.ts';
import { installExtensions, openProfile, quietSettings, type Profile, type Settings } from '../host/profile.ts';
import { gitEnvironment } from '../host/scratchFolder.ts';
import { startServer, type Server } from '../host/server.ts';
import { makeTemporaryFolder } from '../host/temporaryFolder.ts';
import { suggesterVsix, vsixUnderTest } from '../host/vsixUnderTest.ts';
import { Workbench } from '../host/workbench.ts';

/** A VS Code in a browser with the packaged extension installed, and an empty folder to set a scene in. */
export interface Stage {
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly server: Server;
  readonly profile: Profile;
  /** For workspaces; gone with the stage. */
  readonly folder: string;
  /** The home folder that the extension sees. */
  readonly home: string;
  open(place: Place): Promise<Workbench>;
  close(): Promise<void>;
}

/** How a {@link Stage} differs from the usual one. */
export interface StageOptions {
  readonly settings?: Settings;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly hasWorkspaceTrust?: boolean;
}

/** Extensions that look for one get no marketplace: nothing may leave the machine in a test. */
const noMarketplace = JSON.stringify({ serviceUrl: 'http://127.0.0.1:9' });

let installed: Promise<string> | undefined;

/** The extensions folder of a profile into which VS Code installed the packaged extension: once, since that takes it seconds. */
function installedExtensions(codeServer: CodeServer): Promise<string> {
  return (installed ??= (async (): Promise<string> => {
    const profile = openProfile(makeTemporaryFolder('acs-x-').path);
    await installExtensions(codeServer, profile, [vsixUnderTest(), suggesterVsix()]);
    return profile.extensionsFolder;
  })());
}

/** Sets a stage: builds and installs what is needed, starts server and browser. */
export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const codeServer = await ensureCodeServer();
  const scratch = makeTemporaryFolder('acs-b-');
  const profile = openProfile(path.join(scratch.path, 'p'), { ...quietSettings, ...options.settings });
  cpSync(await installedExtensions(codeServer), profile.extensionsFolder, { recursive: true });
  const home = path.join(scratch.path, 'home');
  const browser = await launchBrowser();
  const server = await startServer(codeServer, profile, {
    idleTimeoutSeconds: 120,
    hasWorkspaceTrust: options.hasWorkspaceTrust ?? false,
    environment: {
      ...gitEnvironment,
      // Agents keep their settings below the home folder; the person's own stay out of sight.
      HOME: home,
      EXTENSIONS_GALLERY: noMarketplace,
      ...options.environment,
    },
  });
  const context = await newContext(browser);
  return {
    browser,
    context,
    server,
    profile,
    folder: path.join(scratch.path, 'w'),
    home,
    open: (place) => Workbench.open(context, server, place),
    async close() {
      await browser.close();
      await server.stop();
      await scratch.remove();
    },
  };
}

/** What test/fixtures/suggester waits for in a line, and what it then offers in its place. */
export const suggesterPrefix = 'function addAll';
export const suggesterText =
  'function addAll(numbers) {\n  let sum = 0;\n  for (const number of numbers) sum += number;\n  return sum;\n}';
