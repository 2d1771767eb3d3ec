import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Page } from 'playwright-core';
import { readClipboard, writeClipboard } from './clipboard.ts';
import { type HandAction } from './handAction.ts';

/** A loopback server that lets a test inside the extension host use the keyboard, mouse and clipboard of the window around it. */
export interface Bridge {
  /** Secret address; whoever has it can press keys. */
  readonly url: string;
  close(): Promise<void>;
}

/** The document inside the first webview of the window, as the person sees it. */
function insideWebview(page: Page): ReturnType<Page['frameLocator']> {
  return page.frameLocator('iframe.webview').frameLocator('iframe');
}

async function composeStepwise(page: Page, steps: readonly string[], text: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  try {
    for (const step of steps) {
      const { length } = step;
      await session.send('Input.imeSetComposition', { text: step, selectionStart: length, selectionEnd: length });
    }
    await session.send('Input.insertText', { text });
  } finally {
    await session.detach();
  }
}

/** The middle of the first element that a selector finds. */
async function middleOf(page: Page, selector: string): Promise<readonly [number, number]> {
  const box = await page.locator(selector).first().boundingBox({ timeout: 3_000 });
  if (box === null) throw new Error(`${selector} cannot be seen`);
  return [box.x + box.width / 2, box.y + box.height / 2];
}

/** The editor takes a selection along only when the mouse is seen on its way. */
async function dragStepwise(page: Page, from: string, to: string): Promise<void> {
  const target = await middleOf(page, to);
  await page.mouse.move(...(await middleOf(page, from)));
  await page.mouse.down();
  await page.mouse.move(...target, { steps: 12 });
  await page.mouse.up();
}

async function dropText(page: Page, text: string, to: string): Promise<void> {
  const [x, y] = await middleOf(page, to);
  const session = await page.context().newCDPSession(page);
  const data = { items: [{ mimeType: 'text/plain', data: text }], dragOperationsMask: 1 };
  try {
    for (const type of ['dragEnter', 'dragOver', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x, y, data });
      await page.waitForTimeout(60);
    }
  } finally {
    await session.detach();
  }
}

async function perform(page: Page, action: HandAction): Promise<string | readonly string[] | null> {
  switch (action.do) {
    case 'press':
      await page.keyboard.press(action.key);
      return null;
    case 'type':
      await page.keyboard.type(action.text, { delay: action.delayMs });
      return null;
    case 'compose':
      await page.keyboard.insertText(action.text);
      return null;
    case 'composeStepwise':
      await composeStepwise(page, action.steps, action.text);
      return null;
    case 'drop':
      await dropText(page, action.text, action.to);
      return null;
    case 'writeClipboard':
      await writeClipboard(page, action.text);
      return null;
    case 'readClipboard':
      return await readClipboard(page);
    case 'click':
      await page.locator(action.selector).first().click();
      return null;
    case 'drag':
      await dragStepwise(page, action.from, action.to);
      return null;
    case 'readTexts':
      return await page.locator(action.selector).allInnerTexts();
    case 'fill':
      await page.locator(action.selector).first().fill(action.text);
      return null;
    case 'readValue':
      return await page.locator(action.selector).first().inputValue();
    case 'pickRow':
      await page.locator('.quick-input-widget:visible input.input').fill(action.text);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: action.text }).first().click();
      return null;
    case 'clickInWebview':
      await insideWebview(page).locator(action.selector).first().click();
      return null;
    case 'readTextsInWebview':
      return await insideWebview(page).locator(action.selector).allInnerTexts();
    case 'screenshot':
      await page.screenshot({ path: action.file });
      return null;
  }
}

async function answer(page: Page, request: IncomingMessage): Promise<unknown> {
  // The sender is our own client (test/integration/hands.ts), which is typed by the same union; a wrong shape fails in `perform`.
  const action = JSON.parse(await text(request)) as HandAction;
  return await perform(page, action);
}

/** Starts a {@link Bridge} to the page. What an action fails with goes back to the test that asked for it. */
export async function openBridge(page: Page): Promise<Bridge> {
  const secretPath = `/${randomUUID()}`;
  const server = createServer((request, response) => {
    const send = (statusCode: number, body: unknown): void => {
      response.writeHead(statusCode, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.method !== 'POST' || request.url !== secretPath) {
      send(404, { error: 'nothing here' });
      return;
    }
    answer(page, request).then(
      (result) => send(200, { result }),
      (error: unknown) => send(500, { error: String(error) }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the bridge has no port');
  return {
    url: `http://127.0.0.1:${address.port}${secretPath}`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
