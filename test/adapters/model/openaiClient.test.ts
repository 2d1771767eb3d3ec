import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { askThroughOpenai, createAsk } from '../../../src/platform/model/openaiClient.ts';
import { type ModelOutcome } from '../../../src/platform/model/modelClient.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

const piece = (content: string, finish: string | null = null): string =>
  `data: ${JSON.stringify({ choices: [{ delta: { content }, finish_reason: finish }] })}\n\n`;

function stream(...parts: readonly string[]): Answer {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const part of parts) response.write(part);
    response.end();
  };
}

function status(code: number, body = '{"error":{"message":"no"}}'): Answer {
  return (_request, response) => response.writeHead(code, { 'content-type': 'application/json' }).end(body);
}

describe('asking a model', () => {
  let server: Server;
  let answer: Answer;
  let asked: { readonly headers: IncomingMessage['headers']; readonly body: Promise<string> }[];

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      asked.push({ headers: request.headers, body: text(request) });
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const baseUrl = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;

  async function ask(
    how: Answer,
    abort = new AbortController(),
    onText: (part: string) => void = () => {},
  ): Promise<{ said: string; outcome: ModelOutcome }> {
    answer = how;
    let said = '';
    const outcome = await askThroughOpenai(
      { baseUrl: baseUrl(), model: 'a-model', apiKey: 'secret' },
      { system: 'be short', user: 'figures' },
      (part) => {
        said += part;
        onText(part);
      },
      abort.signal,
    );
    return { said, outcome };
  }

  const sentence = async (how: Answer): Promise<string> => {
    const { outcome } = await ask(how);
    assert.equal(outcome.kind, 'failed');
    return outcome.sentence;
  };

  it('streams the text as it comes', async () => {
    const { said, outcome } = await ask(
      stream(piece('Hello '), ': a comment\n\n', piece('world', 'stop'), 'data: [DONE]\n\n'),
    );
    assert.equal(said, 'Hello world');
    assert.deepEqual(outcome, { kind: 'done' });
  });

  it('sends the key and the question, and nothing about the machine or from the environment', async () => {
    process.env['OPENAI_ORG_ID'] = 'somebody-else';
    try {
      await ask(stream(piece('x', 'stop')));
    } finally {
      delete process.env['OPENAI_ORG_ID'];
    }
    const [request] = asked;
    assert.ok(request);
    assert.equal(request.headers.authorization, 'Bearer secret');
    assert.deepEqual(
      Object.keys(request.headers).filter((name) => /stainless|organization|project/.test(name)),
      [],
    );
    const body = JSON.parse(await request.body) as { model: string; messages: { content: string }[] };
    assert.equal(body.model, 'a-model');
    assert.deepEqual(
      body.messages.map((message) => message.content),
      ['be short', 'figures'],
    );
  });

  it('sends nothing of the environment, whatever the client reads from there, and no key where there is none', async () => {
    const meantForOthers = {
      OPENAI_API_KEY: 'env-key',
      OPENAI_ADMIN_KEY: 'env-admin',
      OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
      OPENAI_ORG_ID: 'env-org',
      OPENAI_PROJECT_ID: 'env-project',
      OPENAI_WEBHOOK_SECRET: 'env-webhook',
      OPENAI_CUSTOM_HEADERS: 'X-Corp-Token: env-header\nAuthorization: Bearer env-bearer',
      OPENAI_LOG: 'debug',
    };
    Object.assign(process.env, meantForOthers);
    try {
      answer = stream(piece('x', 'stop'));
      for (const apiKey of ['secret', null]) {
        const address = { baseUrl: baseUrl(), model: 'm', apiKey };
        const outcome = await askThroughOpenai(
          address,
          { system: '', user: '' },
          () => {},
          new AbortController().signal,
        );
        assert.deepEqual(outcome, { kind: 'done' });
      }
    } finally {
      for (const name of Object.keys(meantForOthers)) Reflect.deleteProperty(process.env, name);
    }
    assert.deepEqual(
      asked.map(({ headers }) => headers.authorization),
      ['Bearer secret', undefined],
    );
    for (const { headers, body } of asked) assert.doesNotMatch(JSON.stringify(headers) + (await body), /env-/);
  });

  it('does not ask for more than every server understands', async () => {
    const strict: Answer = async (request, response) => {
      const body = await (asked.at(-1)?.body ?? text(request));
      (body.includes('stream_options') ? status(400) : stream(piece('fine', 'stop')))(request, response);
    };
    assert.deepEqual((await ask(strict)).outcome, { kind: 'done' });
  });

  it('sends nothing on to another address', async () => {
    let hasLeaked = false;
    const other = createServer((_request, response) => {
      hasLeaked = true;
      response.end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/v1/chat/completions`;
    for (const code of [301, 302, 307, 308]) {
      const elsewhere: Answer = (_request, response) => void response.writeHead(code, { location }).end();
      assert.match(await sentence(elsewhere), /another address; nothing was sent there/);
    }
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
    assert.equal(hasLeaked, false);
  });

  it('says in one sentence what is wrong with a key, a model or a limit, and asks only once', async () => {
    assert.match(await sentence(status(401)), /does not accept the API key/);
    assert.match(await sentence(status(403)), /refuses this key access to a-model/);
    assert.match(await sentence(status(404)), /knows no model "a-model"/);
    assert.match(await sentence(status(429)), /limit/);
    assert.match(await sentence(status(500)), /error 500/);
    assert.equal(asked.length, 5);
  });

  it('does not take a page of HTML or plain JSON for an answer', async () => {
    const html: Answer = (_request, response) =>
      void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
    assert.match(await sentence(html), /not an answer of a model/);
    assert.match(await sentence(status(200, '{"hello":1}')), /not an answer of a model/);
    assert.match(await sentence(stream('data: {broken\n\n')), /not an answer of a model/);
  });

  it('does not take a text that was cut off for a whole one, and keeps what came', async () => {
    const { said, outcome } = await ask(stream(piece('Half a')));
    assert.equal(said, 'Half a');
    assert.match(outcome.kind === 'failed' ? outcome.sentence : '', /broke off/);
    const dies: Answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(piece('Half'), () => response.destroy());
    };
    assert.match(await sentence(dies), /broke off/);
    assert.match(
      await sentence(stream(piece('x'), 'data: {"error":{"message":"overloaded"}}\n\n')),
      /error of its own|broke off/,
    );
  });

  it('does not take a text for whole that the server itself calls unfinished, nor silence for a text', async () => {
    assert.match(await sentence(stream(piece('The share'), piece('', 'length'))), /length limit/);
    assert.match(await sentence(stream(piece('The share'), piece('', 'content_filter'))), /content filter/);
    assert.match(await sentence(stream(piece('', 'stop'), 'data: [DONE]\n\n')), /without any text/);
    assert.match(await sentence(stream(piece('Half'), 'data: {broken\n\n')), /broke off/);
  });

  it('waits longer for the first piece than for the next, and says that a server stalls', async () => {
    const impatient = createAsk({ firstMs: 1_000, betweenMs: 100 });
    const outcome = async (how: Answer): Promise<string> => {
      answer = how;
      const address = { baseUrl: baseUrl(), model: 'm', apiKey: null };
      const ended = await impatient(address, { system: '', user: '' }, () => {}, new AbortController().signal);
      return ended.kind === 'failed' ? ended.sentence : ended.kind;
    };
    const late: Answer = (request, response) => setTimeout(() => stream(piece('x', 'stop'))(request, response), 300);
    const stalls: Answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(piece('first'));
    };
    assert.equal(await outcome(late), 'done');
    assert.match(await outcome(stalls), /stopped answering/);
    assert.match(await outcome(() => undefined), /did not answer in time/);
  });

  it('says that nobody listens at the address', async () => {
    const unused = createServer();
    await new Promise<void>((resolve) => unused.listen(0, '127.0.0.1', resolve));
    const { port } = unused.address() as AddressInfo;
    await new Promise((resolve) => unused.close(resolve));
    const address = { baseUrl: `http://127.0.0.1:${port}/v1`, model: 'm', apiKey: null };
    const outcome = await askThroughOpenai(address, { system: '', user: '' }, () => {}, new AbortController().signal);
    assert.match(outcome.kind === 'failed' ? outcome.sentence : '', /cannot be reached/);
  });

  it('refuses what is no web address without asking anybody', async () => {
    for (const wrong of ['', 'localhost:8080', 'file:///etc/passwd']) {
      const address = { baseUrl: wrong, model: 'm', apiKey: null };
      const outcome = await askThroughOpenai(address, { system: '', user: '' }, () => {}, new AbortController().signal);
      assert.match(outcome.kind === 'failed' ? outcome.sentence : '', /is no web address/);
    }
  });

  it('ends at once and without complaint when it is cancelled, before and in the middle', async () => {
    const endless: Answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(piece('first'));
    };
    const abort = new AbortController();
    const { said, outcome } = await ask(endless, abort, () => abort.abort());
    assert.deepEqual({ said, outcome }, { said: 'first', outcome: { kind: 'cancelled' } });
    assert.deepEqual((await ask(endless, abort)).outcome, { kind: 'cancelled' });
  });
});
