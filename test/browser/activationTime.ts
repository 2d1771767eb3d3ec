import { type Workbench } from '../host/workbench.ts';

/** More scrolls than any window has running extensions. */
const mostScrolls = 40;

/** How long VS Code says an extension took to activate, in milliseconds, from its view "Running Extensions". */
export async function activationTimeMs(workbench: Workbench, displayName: string): Promise<number> {
  await workbench.runCommand('Developer: Show Running Extensions');
  const list = workbench.page.locator('.runtime-extensions-editor .monaco-list');
  await list.locator('.monaco-list-row').first().waitFor();
  await list.hover();
  // The list is sorted by time, slowest first, and has only those rows in the page that one sees.
  const row = list.locator('.monaco-list-row', { hasText: displayName });
  for (let scrolls = 0; (await row.count()) === 0 && scrolls < mostScrolls; scrolls++) {
    await workbench.page.mouse.wheel(0, 200);
    await workbench.page.waitForTimeout(100);
  }
  const text = await row.first().innerText();
  await workbench.press('Escape');
  const found = /Activation:\s*(\d+)\s*ms/i.exec(text)?.[1];
  if (found === undefined) throw new Error(`VS Code tells no activation time: ${text}`);
  return Number(found);
}
