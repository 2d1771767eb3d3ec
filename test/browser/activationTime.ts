import { type Workbench } from '../host/workbench.ts';

/** More scrolls than any window has running extensions. */
const mostScrolls = 40;

const activated = /Activation:\s*(\d+)\s*ms/i;
const activatesWithinMs = 30_000;

/** How long VS Code says an extension took to activate, in milliseconds, from its view "Running Extensions". */
export async function activationTimeMs(workbench: Workbench, displayName: string): Promise<number> {
  await workbench.runCommand('Developer: Show Running Extensions');
  const list = workbench.page.locator('.runtime-extensions-editor .monaco-list');
  await list.locator('.monaco-list-row').first().waitFor();
  await list.hover();
  await workbench.page.mouse.wheel(0, -10_000);
  // The list is sorted by time, slowest first, and has only those rows in the page that one sees.
  const name = workbench.page.getByText(displayName, { exact: true });
  const row = list.locator('.monaco-list-row', { has: name });
  for (let scrolls = 0; (await row.count()) === 0 && scrolls < mostScrolls; scrolls++) {
    await workbench.page.mouse.wheel(0, 200);
    await workbench.page.waitForTimeout(100);
  }
  // The extension may still be waiting for its turn; the list follows.
  const told = row.first().filter({ hasText: activated });
  await told.waitFor({ timeout: activatesWithinMs });
  const found = activated.exec(await told.innerText())?.[1];
  await workbench.press('Escape');
  if (found === undefined) throw new Error('VS Code tells no activation time.');
  return Number(found);
}
