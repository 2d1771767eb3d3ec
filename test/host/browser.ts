import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { chromiumFlags, provideChromium } from './chromium.ts';
import { makeTemporaryFolder } from './temporaryFolder.ts';

/** The environment without what is undefined, which Playwright does not take. */
function environmentWith(additions: Readonly<Record<string, string>>): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...process.env, ...additions })) {
    if (value !== undefined) env[name] = value;
  }
  return env;
}

/** Starts a headless browser; Playwright ends it when this process ends. What it leaves in the system's temporary folder goes too. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = provideChromium();
  const temporary = makeTemporaryFolder('acs-c-');
  const env = environmentWith({ TMPDIR: temporary.path });
  const browser = await chromium.launch({ executablePath, args: [...chromiumFlags], env });
  browser.once('disconnected', () => {
    temporary.remove().catch((error: unknown) => console.error('While cleaning up after the browser:', error));
  });
  return browser;
}

/** A fresh browser profile with a clipboard that pages may use, and a window large enough for a workbench. */
export async function newContext(browser: Browser): Promise<BrowserContext> {
  return await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
}
