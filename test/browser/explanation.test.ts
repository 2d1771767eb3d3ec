import assert from 'node:assert/strict';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Frame } from 'playwright-core';
import { paletteTitle } from '../host/manifest.ts';
import { commitFiles, initRepository } from '../host/scratchFolder.ts';
import { pick } from '../host/palette.ts';
import { type Workbench } from '../host/workbench.ts';
import { setStage, type Stage } from './stage.ts';

const piece = (content: string, finish: string | null = null): string =>
  `data: ${JSON.stringify({ choices: [{ delta: { content }, finish_reason: finish }] })}\n\n`;

/** Answers the input box with this title, and waits until it is gone or asks for something else. */
async function answerInput(workbench: Workbench, title: string, answer: string): Promise<void> {
  const box = workbench.page.locator('.quick-input-widget:visible', { hasText: title });
  await box.waitFor();
  await box.locator('input.input').fill(answer);
  // To the box itself: the panel behind it may have taken the keyboard.
  await box.locator('input.input').press('Enter');
  await box.waitFor({ state: 'hidden' });
}

describe('an explanation by a model on this machine', () => {
  let stage: Stage;
  let workbench: Workbench;
  let panel: Frame;
  let server: Server;
  let respond: (response: ServerResponse) => void;
  const asked: string[] = [];
  const keys: (string | undefined)[] = [];
  let port: number;

  before(async function () {
    this.timeout(15 * 60_000);
    server = createServer((request, response) => {
      void text(request).then((body) => {
        asked.push(body);
        keys.push(request.headers.authorization);
        respond(response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
    stage = await setStage();
    initRepository(stage.folder);
    commitFiles(stage.folder, { 'secret-name.js': 'one();\ntwo();\n' }, 'One');
    workbench = await stage.open({ folder: stage.folder });
    panel = await workbench.openPanel(paletteTitle('aiCodeShare.openPanel'));
    await workbench.panelReport();
    await chooseAddress(`http://127.0.0.1:${port}/v1`);
  });

  /** A command's own list may close at once, when the one that it was picked from fades: then it is asked for again. */
  async function pickOf(command: string, typed: string, label: string): Promise<void> {
    await pick(workbench.page, () => workbench.runCommand(paletteTitle(command)), typed, label);
  }

  async function chooseAddress(address: string): Promise<void> {
    await pickOf('aiCodeShare.chooseModel', 'Custom', 'Custom');
    await answerInput(workbench, 'Address of the OpenAI-compatible interface', address);
    await answerInput(workbench, 'Name of the model', 'a-model');
    panel = await workbench.panelFrame();
  }

  after(async () => {
    await stage.close();
    server.closeAllConnections();
    server.close();
  });

  const stream = (response: ServerResponse, ...parts: readonly string[]): ServerResponse => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const part of parts) response.write(part);
    return response;
  };

  /** Asks for an explanation and waits until the model was asked and has answered. */
  async function explainOnce(): Promise<void> {
    const before = asked.length;
    await panel.locator('#explain', { hasText: 'Explain the share' }).click();
    while (asked.length === before) await workbench.page.waitForTimeout(50);
    await panel.locator('#explain', { hasText: 'Explain the share' }).waitFor();
  }

  it('says where the text comes from before anything is asked', async () => {
    await panel.getByText(/a-model at 127\.0\.0\.1:\d+, on this machine/).waitFor();
    assert.deepEqual(asked, []);
  });

  it('streams into the panel, marks a number that is no figure, and shows what was sent: figures, no names, no code', async () => {
    respond = (response) =>
      stream(response, piece('Of 2 lines nobody can say.\n\n'), piece('That is 77 percent.', 'stop')).end();
    await panel.locator('#explain').click();
    await panel.getByText('That is 77 percent.').waitFor();
    await panel.locator('#explain', { hasText: 'Explain' }).waitFor();
    assert.equal(await panel.locator('.explanation .unverified').count(), 1);
    const body = asked[0] ?? '';
    assert.ok(body.includes('lines of code and tests counted: 2'));
    assert.ok(!body.includes('secret-name') && !body.includes('one()'));
  });

  it('uses the key that was set, and none after it was removed', async () => {
    const setKey = paletteTitle('aiCodeShare.setApiKey');
    await workbench.runCommand(setKey);
    await answerInput(workbench, 'API key for', 'key-of-a-test');
    panel = await workbench.panelFrame();
    await explainOnce();
    await pickOf('aiCodeShare.setApiKey', 'Remove', 'Remove the key');
    panel = await workbench.panelFrame();
    await explainOnce();
    assert.equal(keys.at(-2), 'Bearer key-of-a-test');
    assert.doesNotMatch(keys.at(-1) ?? '', /key-of-a-test/);
  });

  it('stops when it is told to', async () => {
    respond = (response) => stream(response, piece('Beginning'));
    await panel.locator('#explain').click();
    await panel.getByText('Beginning').waitFor();
    await panel.locator('#explain', { hasText: 'Stop' }).click();
    await panel.getByText('Stopped.').waitFor();
  });

  it('says in one sentence that the key is wrong or that the page is no model, without a toast', async () => {
    respond = (response) =>
      response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":{"message":"no"}}');
    await panel.locator('#explain').click();
    await panel.getByText(/does not accept the API key/).waitFor();
    respond = (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
    await panel.locator('#explain').click();
    await panel.getByText(/not an answer of a model/).waitFor();
    assert.deepEqual(await workbench.toasts(), []);
  });

  it('shows what would be sent to a host that is not this machine, sends nothing unasked and asks once', async () => {
    // Reaches this machine by an address that does not say so.
    await chooseAddress(`http://0.0.0.0:${port}/v1`);
    // What failed with another model says nothing of this one.
    await panel.getByText(/a-model at 0\.0\.0\.0:\d+ writes the text/).waitFor();
    respond = (response) => stream(response, piece('Sent at last.', 'stop')).end();
    const before = asked.length;
    await panel.locator('#explain', { hasText: 'Explain the share' }).click();
    await panel.getByText(/This is exactly what would be sent/).waitFor();
    const shown = await panel.locator('pre[aria-labelledby="what-would-be-sent"]').innerText();
    assert.match(shown, /lines of code and tests counted: 2/);
    await panel.locator('#do-not-send').click();
    await panel.locator('#explain', { hasText: 'Explain the share' }).click();
    await panel.locator('#explain', { hasText: 'Send and explain' }).waitFor();
    assert.equal(asked.length, before);
    await panel.locator('#explain', { hasText: 'Send and explain' }).click();
    await panel.getByText('Sent at last.').waitFor();
    const { messages } = JSON.parse(asked.at(-1) ?? '') as {
      readonly messages: readonly { readonly content: string }[];
    };
    for (const { content } of messages) assert.ok(shown.includes(content.trim()), content);
    await explainOnce();
    assert.equal(asked.length, before + 2);
  });
});
