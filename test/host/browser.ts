import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { chromiumFlags, provideChromium } from './chromium.ts';

/** Starts a headless browser; Playwright ends it when this process ends. */
export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: provideChromium(), args: [...chromiumFlags] });
}

/** A fresh browser profile with a clipboard that pages may use, and a window large enough for a workbench. */
export async function newContext(browser: Browser): Promise<BrowserContext> {
  return await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
}
