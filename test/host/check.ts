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

async function look(workbench: Workbench, screenshot: string): Promise<unknown> {
  try {
    await workbench.openPanel(paletteTitle('aiCodeShare.openPanel'));
    return await workbench.panelReport(completeWithinMs);
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
      console.log(JSON.stringify(await look(workbench, screenshot), null, 2));
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
