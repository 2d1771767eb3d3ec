import { type Page } from 'playwright-core';

// Sent to the page as text: nothing on this side of the wire knows the browser's own types.

/** Puts text onto the clipboard as another program would. */
export async function writeClipboard(page: Page, text: string): Promise<void> {
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
}

/** The text on the clipboard. */
export async function readClipboard(page: Page): Promise<string> {
  return String(await page.evaluate('navigator.clipboard.readText()'));
}
