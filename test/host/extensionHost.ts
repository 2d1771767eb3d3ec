import { type Page } from 'playwright-core';
import { openBridge } from './bridge.ts';
import { launchBrowser, newContext } from './browser.ts';
import { type CodeServer } from './codeServer.ts';
import { bridgeVariable } from './handAction.ts';
import { type Place } from './place.ts';
import { type Profile } from './profile.ts';
import { endMark, reportMark } from './reportMark.ts';
import { startServer, type Server } from './server.ts';
import { addressOf } from './workbench.ts';

/** What to run inside VS Code's extension host. */
export interface ExtensionHostRun {
  /** Folder of the extension under development. */
  readonly extensionFolder: string;
  /** CommonJS file that exports `run(): Promise<void>`; a rejection means that tests failed. */
  readonly suiteFile: string;
  readonly place: Place;
  readonly profile: Profile;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  /** Lines that the extension host prints to its console. */
  readonly onLine: (line: string) => void;
}

function textOf(args: unknown): string {
  return (Array.isArray(args) ? args : [args])
    .map((arg: unknown) => (typeof arg === 'string' ? arg : JSON.stringify(arg)))
    .join(' ');
}

/** The window's address with the orders that VS Code's test driver takes. */
function addressWithOrders(server: Server, run: ExtensionHostRun): string {
  const remote = (file: string): string => `vscode-remote://127.0.0.1:${server.port}${file}`;
  const payload = [
    ['extensionDevelopmentPath', remote(run.extensionFolder)],
    ['extensionTestsPath', remote(run.suiteFile)],
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  const address = new URL(addressOf(server.origin, run.place));
  address.searchParams.set('payload', JSON.stringify(payload));
  return address.href;
}

/**
 * Watches the page; the returned function waits for the suite's exit code. A window that breaks counts as 1, an extension host that
 * ends before its suite as 3, a run that never ends as 124.
 */
async function watchRun(page: Page, run: ExtensionHostRun): Promise<() => Promise<number>> {
  let resolve: (exitCode: number) => void = () => undefined;
  const exitCode = new Promise<number>((resolveNow) => (resolve = resolveNow));
  let hasEnded = false;
  await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown) => {
    const text = textOf(args);
    if (text.startsWith(reportMark)) run.onLine(text.slice(reportMark.length));
    if (text.startsWith(endMark)) hasEnded = true;
  });
  await page.exposeFunction('codeAutomationExit', (code: unknown) => {
    if (code === 0 && !hasEnded) run.onLine('The extension host ended before its tests did.');
    resolve(code === 0 ? (hasEnded ? 0 : 3) : 1);
  });
  page.on('pageerror', (error) => run.onLine(`error in the window: ${error.message}`));
  page.on('crash', () => {
    run.onLine('The window crashed.');
    resolve(1);
  });
  return () => {
    const timer = setTimeout(() => {
      run.onLine(`The run did not end within ${run.timeoutMs / 1000} s.`);
      resolve(124);
    }, run.timeoutMs);
    return exitCode.finally(() => clearTimeout(timer));
  };
}

/**
 * Runs a suite in the Node extension host of a code-server through a headless browser, and takes everything down again. Returns 0 if
 * every test ran and none failed.
 */
export async function runInExtensionHost(codeServer: CodeServer, run: ExtensionHostRun): Promise<number> {
  const browser = await launchBrowser();
  const page = await (await newContext(browser)).newPage();
  const bridge = await openBridge(page);
  let server: Server | undefined;
  try {
    server = await startServer(codeServer, run.profile, {
      isTestDriver: true,
      idleTimeoutSeconds: 120,
      environment: { ...run.environment, [bridgeVariable]: bridge.url },
    });
    const exitCode = await watchRun(page, run);
    await page.goto(addressWithOrders(server, run));
    return await exitCode();
  } finally {
    await browser.close();
    await bridge.close();
    await server?.stop();
  }
}
