import { cpSync, existsSync } from 'node:fs';
import path from 'node:path';
import { reportText } from '../../src/cli/reportText.ts';
import { createTerminal, type Terminal } from '../../src/cli/terminal.ts';
import { extensionId } from '../../src/cli/extensionId.ts';
import { type RootStatus } from '../../src/core/protocol/shareSource.ts';
import { type Report } from '../../src/core/statistics/report.ts';
import { commandLineStorageFolder, storedLedgerFolder } from '../../src/platform/ledger/location.ts';
import { launchBrowser, newContext } from './browser.ts';
import { type CodeServer } from './codeServer.ts';
import { HumanError } from './humanError.ts';
import { paletteTitle } from './manifest.ts';
import { type Place } from './place.ts';
import { installExtensions, openProfile, type Profile } from './profile.ts';
import { startServer } from './server.ts';
import { makeTemporaryFolder } from './temporaryFolder.ts';
import { Workbench } from './workbench.ts';

/** A first look at a large history takes its time. */
const completeWithinMs = 15 * 60_000;

/** What to check, and with what. */
export interface PanelCheck {
  readonly codeServer: CodeServer;
  readonly vsixFile: string;
  readonly place: Place;
  /** Where the picture of the panel goes. */
  readonly screenshot: string;
}

function isReport(value: unknown): value is Report {
  return typeof value === 'object' && value !== null && 'schema' in value && value.schema === 'ai-code-share/report/1';
}

/** The complete panel in the words of `report` on the command line, so that the two can be compared to the letter. */
export async function panelText(workbench: Workbench, terminal: Terminal): Promise<string> {
  const report = await workbench.panelReport(completeWithinMs);
  if (!isReport(report)) throw new HumanError('The panel shows something that is no report.');
  // The page writes down what the host told it; of several folders nobody has the history of all.
  const roots = (await workbench.panelRoots()) as readonly RootStatus[];
  const evidence = roots.length === 1 ? (roots[0]?.evidence ?? null) : null;
  const problems = roots.flatMap((root) => root.problems);
  return reportText(report, evidence, problems, terminal);
}

/** Gives the window the ledger that the command line reads of a folder without git. Editors keep such ledgers each for itself. */
function lendLedger(place: Place, profile: Profile): void {
  if (!('folder' in place)) return;
  const from = storedLedgerFolder(commandLineStorageFolder(place.folder, extensionId, null, process.env), place.folder);
  const storage = path.join(profile.userDataFolder, 'User', 'globalStorage', extensionId);
  if (existsSync(from)) cpSync(from, storedLedgerFolder(storage, place.folder), { recursive: true });
}

async function look(workbench: Workbench, screenshot: string): Promise<string> {
  try {
    await workbench.openPanel(paletteTitle('aiCodeShare.openPanel'));
    return await panelText(workbench, createTerminal(process.stdout, process.stderr, process.env));
  } finally {
    await workbench.screenshot(screenshot);
    console.error(`Screenshot: ${screenshot}`);
  }
}

/**
 * Opens a place in a headless VS Code with the VSIX installed, opens the panel, waits until it is complete and prints its figures.
 * Returns the exit code: 0 if the panel is complete and no error message was shown.
 */
export async function checkPanel({ codeServer, vsixFile, place, screenshot }: PanelCheck): Promise<number> {
  const folder = makeTemporaryFolder('acs-');
  const browser = await launchBrowser();
  try {
    const profile = openProfile(folder.path);
    lendLedger(place, profile);
    await installExtensions(codeServer, profile, [vsixFile]);
    const server = await startServer(codeServer, profile, { idleTimeoutSeconds: 120 });
    try {
      const workbench = await Workbench.open(await newContext(browser), server, place);
      process.stdout.write(await look(workbench, screenshot));
      const errors = (await workbench.toasts()).filter((toast) => toast.severity === 'error');
      if (errors.length === 0) return 0;
      throw new HumanError(`VS Code showed an error: ${errors.map((toast) => toast.text).join(' | ')}`);
    } finally {
      await server.stop();
    }
  } finally {
    await browser.close();
    await folder.remove();
  }
}
