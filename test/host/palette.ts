import { type Locator, type Page } from 'playwright-core';

/** How long a list may take to show what was asked for before it is opened anew; doubled each time. */
const firstPatienceMs = 1000;

/** Rows of a quick pick carry their label, then a comma and what else there is to say (keys, "recently used"). */
async function rowLabelled(page: Page, label: string, withinMs: number): Promise<Locator> {
  const quoted = JSON.stringify(label);
  const quotedStart = JSON.stringify(`${label},`);
  // A file in a folder carries the folder's path.
  const quotedWithFolder = JSON.stringify(`${label} `);
  const row = page.locator(
    `.quick-input-list .monaco-list-row[aria-label=${quoted}], .quick-input-list .monaco-list-row[aria-label^=${quotedStart}], .quick-input-list .monaco-list-row[aria-label^=${quotedWithFolder}]`,
  );
  await row.first().waitFor({ timeout: withinMs });
  return row.first();
}

/** Types into the open quick pick and takes the row with this label. */
export async function pickRow(page: Page, typed: string, label: string, withinMs = 10_000): Promise<void> {
  const input = page.locator('.quick-input-widget:visible input.input');
  await input.waitFor({ timeout: withinMs });
  await input.fill(typed, { timeout: withinMs });
  await (await rowLabelled(page, label, withinMs)).click({ timeout: withinMs });
}

/**
 * Opens a quick pick and takes a row. What is not offered yet may be a moment later (an extension that still starts), and
 * an open list does not learn of it, so the list is closed and opened again until `withinMs` are over.
 */
export async function pick(
  page: Page,
  open: () => Promise<void>,
  typed: string,
  label: string,
  withinMs = 30_000,
): Promise<void> {
  const deadlineMs = performance.now() + withinMs;
  for (let patienceMs = firstPatienceMs; ; patienceMs *= 2) {
    try {
      // A list that was just picked from fades for a moment, and would swallow the key and what is typed.
      await page.locator('.quick-input-widget:visible').waitFor({ state: 'hidden', timeout: patienceMs });
      await open();
      await pickRow(page, typed, label, patienceMs);
      return;
    } catch (error) {
      await page.keyboard.press('Escape');
      if (performance.now() < deadlineMs) continue;
      const offered = await page.locator('.quick-input-list .monaco-list-row').allInnerTexts();
      throw new Error(`VS Code does not offer "${label}" (offered last: ${offered.join(' | ')})`, { cause: error });
    }
  }
}

/** Takes the rows that are checked in the open quick pick: by its button, since the panel behind it may have taken the keyboard. */
export async function acceptChecked(page: Page): Promise<void> {
  await page.locator('.quick-input-widget:visible').getByRole('button', { name: 'OK', exact: true }).click();
}
