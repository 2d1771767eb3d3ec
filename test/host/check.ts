import { reportText } from '../../src/cli/reportText.ts';
import { createTerminal } from '../../src/cli/terminal.ts';
import { type Report } from '../../src/core/statistics/report.ts';
import { launchBrowser, newContext } from './browser.ts';
import { type CodeServer } from './codeServer.ts';
import { HumanError } from './humanError.ts';
import { paletteTitle } from './manifest.ts';
import { type Place } from './place.ts';
import { installExtension, openProfile } from './profile.ts';
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

async function look(workbench: Workbench, screenshot: string): Promise<Report> {
  try {
    await workbench.openPanel(paletteTitle('aiCodeShare.openPanel'));
    const report = await workbench.panelReport(completeWithinMs);
    if (!isReport(report)) throw new HumanError('The panel shows something that is no report.');
    return report;
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
    await installExtension(codeServer, profile, vsixFile);
    const server = await startServer(codeServer, profile, { idleTimeoutSeconds: 120 });
    try {
      const workbench = await Workbench.open(await newContext(browser), server, place);
      const report = await look(workbench, screenshot);
      // The same words as `report` on the command line, so that the two can be compared by eye.
      process.stdout.write(reportText(report, null, [], createTerminal(process.stdout, process.stderr, process.env)));
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
