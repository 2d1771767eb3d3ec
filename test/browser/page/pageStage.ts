import assert from 'node:assert/strict';
import path from 'node:path';
import { build } from 'esbuild';
import { type Browser, type Page } from 'playwright-core';
import { type HostMessage, type PanelEvent } from '../../../src/core/protocol/messages.ts';
import { type PanelModel } from '../../../src/core/protocol/panelModel.ts';
import { launchBrowser } from '../../host/browser.ts';
import { projectRoot } from '../../host/projectPaths.ts';

/** What the page asks of the host, as it stands on the wire. */
export interface Asked {
  readonly id: number;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Stands in for the host: keeps what the page asks, and what it remembers. */
const fakeHost = (state: unknown): string => `
  window.asked = [];
  window.state = ${JSON.stringify(state ?? null)};
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => window.asked.push(message),
    getState: () => window.state,
    setState: (state) => { window.state = state; },
  });`;

/** The page of the panel alone in a browser, without VS Code. */
export class PageStage {
  #browser: Browser | null = null;
  #script = '';
  readonly #errors: string[] = [];
  #page: Page | null = null;

  /** A stage for the suite in which this is called: a page is opened before each of its tests, and held against errors after it. */
  static forSuite(style = ''): PageStage {
    const stage = new PageStage();
    before(() => stage.#set());
    after(() => stage.#browser?.close());
    beforeEach(() => stage.open(null, style));
    afterEach(() => stage.#end());
    return stage;
  }

  async #set(): Promise<void> {
    const built = await build({
      entryPoints: [path.join(projectRoot, 'src/webview/panel.ts')],
      bundle: true,
      write: false,
      platform: 'browser',
      target: 'es2022',
      format: 'iife',
    });
    this.#script = built.outputFiles[0]?.text ?? '';
    this.#browser = await launchBrowser();
  }

  get page(): Page {
    assert.ok(this.#page, 'open the page first');
    return this.#page;
  }

  /** Opens the page; `state` is what an earlier one remembered. */
  async open(state: unknown = null, style = ''): Promise<void> {
    await this.#page?.close();
    assert.ok(this.#browser, 'the stage is set before the tests of its suite');
    const page = await this.#browser.newPage({ viewport: { width: 900, height: 600 } });
    this.#page = page;
    page.on('pageerror', (error) => this.#errors.push(error.message));
    await page.setContent('<!DOCTYPE html><html lang="en"><head><title>T</title></head><body></body></html>');
    await page.addStyleTag({ path: path.join(projectRoot, 'media/panel.css') });
    if (style !== '') await page.addStyleTag({ content: style });
    await page.evaluate(fakeHost(state));
    await page.evaluate(this.#script);
  }

  /** Closes the page and opens it anew, as a reload of the window or hiding the panel does. */
  async reopen(): Promise<void> {
    // The page may wait a moment before it remembers.
    await this.page.waitForTimeout(200);
    await this.open(await this.page.evaluate('window.state'));
  }

  /** Fails if a script of the page did. */
  async #end(): Promise<void> {
    await this.#page?.close();
    this.#page = null;
    assert.deepEqual(this.#errors.splice(0), []);
  }

  async post(message: HostMessage): Promise<void> {
    // Twice around the loop: once for the message, once for what it starts.
    await this.page.evaluate(
      `new Promise((resolve) => { window.postMessage(${JSON.stringify(message)}, '*'); setTimeout(() => setTimeout(resolve)); })`,
    );
  }

  async tell(event: Omit<PanelEvent, 'type'>): Promise<void> {
    await this.post({ type: 'event', ...event } as PanelEvent);
  }

  async show(shown: PanelModel): Promise<void> {
    await this.tell({ name: 'model', value: shown });
  }

  async asked(method: string): Promise<readonly Asked[]> {
    return (await this.page.evaluate<Asked[]>('window.asked')).filter((message) => message.method === method);
  }

  async textOf(selector: string): Promise<string> {
    return (await this.page.locator(selector).innerText()).replaceAll('\u202f', ' ');
  }

  /** The paths in the table of files, in its order. */
  async paths(): Promise<readonly string[]> {
    return await this.page.locator('table.files button.path').allInnerTexts();
  }
}
