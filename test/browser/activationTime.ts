import { type Workbench } from '../host/workbench.ts';

const activated = /Activation:\s*(\d+)\s*ms/i;
const activatesWithinMs = 45_000;

/** Some rows at a time; the list shows more. */
const scrollPixels = 200;
const rowsComeWithinMs = 100;

/** Rows that stay the same so often, although the list was scrolled, are the last ones. */
const looksAtEnd = 5;

/**
 * How long VS Code says an extension took to activate, in milliseconds, from its view "Running Extensions". The list is sorted by time, slowest first, is
 * sorted anew as more extensions activate, and has only those rows in the page that one sees: it is gone through until the row is found.
 */
export async function activationTimeMs(workbench: Workbench, displayName: string): Promise<number> {
  const { page } = workbench;
  await workbench.runCommand('Developer: Show Running Extensions');
  const list = page.locator('.runtime-extensions-editor .monaco-list');
  const rows = list.locator('.monaco-list-row');
  await rows.first().waitFor();
  await list.hover();
  const deadlineMs = performance.now() + activatesWithinMs;
  let shown: readonly string[] = [];
  let looksAtSame = 0;
  while (performance.now() < deadlineMs) {
    const before = shown;
    shown = await rows.allInnerTexts();
    const row = shown.find((text) => text.split('\n').some((line) => line.trim() === displayName));
    const found = activated.exec(row ?? '')?.[1];
    if (found !== undefined) {
      await workbench.press('Escape');
      return Number(found);
    }
    looksAtSame = before.join() === shown.join() ? looksAtSame + 1 : 0;
    const isAtEnd = looksAtSame >= looksAtEnd;
    if (isAtEnd) looksAtSame = 0;
    await page.mouse.wheel(0, isAtEnd ? -10_000 : scrollPixels);
    await page.waitForTimeout(rowsComeWithinMs);
  }
  throw new Error(`VS Code tells no activation time of ${displayName}; the last rows are ${JSON.stringify(shown)}.`);
}
