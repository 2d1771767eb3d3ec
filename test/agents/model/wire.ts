import { type ServerResponse } from 'node:http';
import { type JsonObject } from './json.ts';
import { type Conversation, type ScriptedTurn } from './script.ts';

/** An answer to be sent. */
export interface Answer {
  readonly turn: ScriptedTurn;
  /** Different for each answer of a server: ids are made of it. */
  readonly number: number;
  readonly request: JsonObject;
  readonly url: string;
}

/** A protocol between an agent and a model. */
export interface Wire {
  /** Whether a POST to this URL asks for an answer. */
  readonly isAnswerUrl: (url: string) => boolean;
  /** What a request says about its conversation. */
  readonly read: (request: JsonObject) => Conversation;
  /** Sends an answer as server-sent events, or as one JSON object where the request wants that. */
  readonly send: (response: ServerResponse, answer: Answer) => void;
}

/** Sends one JSON object. */
export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** Begins server-sent events; the returned function sends one, with its name if it has any. */
export function startEvents(response: ServerResponse): (data: unknown, name?: string) => void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  return (data, name) => {
    const event = name === undefined ? '' : `event: ${name}\n`;
    response.write(`${event}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
  };
}
