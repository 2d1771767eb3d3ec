import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { anthropicMessages } from './anthropicMessages.ts';
import { geminiContent } from './geminiContent.ts';
import { objectOf, type JsonObject } from './json.ts';
import { openaiChat } from './openaiChat.ts';
import { openaiResponses } from './openaiResponses.ts';
import { isSideRequest, turnFor, type Script } from './script.ts';
import { sendJson, type Wire } from './wire.ts';

/** One request to the server, as the tests may want to see it when a run went wrong. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly body: JsonObject;
  /** Names of the tools on offer, and of those that the answer called. */
  readonly offered: readonly string[];
  readonly called: readonly string[];
}

/** A model on this machine that says what the script says, in four protocols. */
export interface ScriptedModel {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** Ends all connections; returns when the port is free. */
  stop(): Promise<void>;
}

const wires: readonly Wire[] = [anthropicMessages, openaiResponses, openaiChat, geminiContent];

async function bodyOf(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return objectOf(JSON.parse(Buffer.concat(chunks).toString()));
  } catch {
    // Some pings have no body, telemetry may have any.
    return {};
  }
}

/** Answers that need no script: token counts, lists of models, pings. */
function smallAnswer(method: string, url: string): { readonly status: number; readonly value: unknown } {
  if (url.includes('/count_tokens')) return { status: 200, value: { input_tokens: 100 } };
  if (url.includes(':countTokens')) return { status: 200, value: { totalTokens: 100 } };
  if (/\/models(\?|$)/.test(url)) return { status: 200, value: { object: 'list', data: [{ id: 'scripted-1' }] } };
  return { status: method === 'GET' || method === 'HEAD' ? 200 : 404, value: {} };
}

/** Starts the server on a free port of the loopback interface. */
export async function startScriptedModel(script: Script): Promise<ScriptedModel> {
  const requests: SeenRequest[] = [];
  let answers = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const { method = '', url = '' } = request;
      const body = await bodyOf(request);
      const wire = method === 'POST' ? wires.find((one) => one.isAnswerUrl(url)) : undefined;
      if (wire === undefined) {
        requests.push({ method, url, body, offered: [], called: [] });
        const { status, value } = smallAnswer(method, url);
        sendJson(response, value, status);
        return;
      }
      const conversation = wire.read(body);
      const turn = turnFor(script, conversation);
      const called = isSideRequest(conversation) ? [] : turn.calls.map(({ tool }) => tool);
      requests.push({ method, url, body, offered: conversation.tools, called });
      wire.send(response, { turn, number: ++answers, request: body, url });
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The scripted model got no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
