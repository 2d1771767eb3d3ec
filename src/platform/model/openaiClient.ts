import OpenAI, { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import { type AskModel, type ModelAddress, type ModelOutcome, type ModelQuestion } from './modelClient.ts';

/** How long a server may say nothing. The client's own time-out ends with the first token, so it cannot tell. */
export interface Patience {
  /** Until the first piece of the answer: a local server may have to load the model first. */
  readonly firstMs: number;
  /** From one piece to the next. */
  readonly betweenMs: number;
}

const usualPatience: Patience = { firstMs: 120_000, betweenMs: 30_000 };

/**
 * Sends only what the question needs. The client would add headers about this machine and whatever OPENAI_CUSTOM_HEADERS holds, which is meant
 * for somebody else; and it would follow a redirect to a host that the person was never shown.
 */
function frugalFetch(apiKey: string | null): typeof fetch {
  return async (input, init) =>
    await fetch(input, {
      ...init,
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
      },
    });
}

function clientFor({ baseUrl, apiKey }: ModelAddress): OpenAI {
  return new OpenAI({
    baseURL: baseUrl,
    apiKey: apiKey ?? 'none',
    maxRetries: 0,
    logLevel: 'off',
    fetch: frugalFetch(apiKey),
  });
}

/** Why asking failed, in one sentence. */
function sentenceOf(error: unknown, { baseUrl, model }: ModelAddress): string {
  const { host } = new URL(baseUrl);
  if (error instanceof APIConnectionTimeoutError) return `${host} did not answer in time.`;
  if (error instanceof APIConnectionError)
    return `${host} cannot be reached. Is the server running, and is the address right?`;
  if (error instanceof APIError) {
    if (error.status !== undefined && error.status >= 300 && error.status < 400)
      return `${host} wants to send the question on to another address; nothing was sent there. Is the address right?`;
    switch (error.status) {
      case 401:
        return `${host} does not accept the API key. Set it again with "Set the API key for explanations".`;
      case 403:
        return `${host} refuses this key access to ${model}.`;
      case 404:
        return `${host} knows no model "${model}" at this address.`;
      case 429:
        return `${host} says that the limit of this key is reached; try later or look at the plan.`;
      default:
        return error.status === undefined
          ? `${host} broke off with an error of its own.`
          : `${host} answered with the error ${error.status}.`;
    }
  }
  return `${host} sent something that is not an answer of a model. Is the address right? It usually ends in /v1.`;
}

/** Ends a stream that was cancelled or that stalls. */
class Watch {
  readonly controller = new AbortController();
  hasStalled = false;
  #timer: ReturnType<typeof setTimeout> | null = null;

  restart(patienceMs: number): void {
    this.stop();
    this.#timer = setTimeout(() => {
      this.hasStalled = true;
      this.controller.abort();
    }, patienceMs);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** What came of an answer so far. */
interface Received {
  hasText: boolean;
  /** Why the server says that it ended; null until it says so. */
  finishReason: string | null;
}

/** What one piece of a stream says. What a server sends need not have the shape that the client's types promise. */
function partOf(chunk: unknown): { readonly text: string; readonly finishReason: string | null } {
  const field = (value: unknown, key: string | number): unknown =>
    typeof value === 'object' && value !== null
      ? (value as Readonly<Record<string | number, unknown>>)[key]
      : undefined;
  const choice = field(field(chunk, 'choices'), 0);
  const text = field(field(choice, 'delta'), 'content');
  const reason = field(choice, 'finish_reason');
  return { text: typeof text === 'string' ? text : '', finishReason: typeof reason === 'string' ? reason : null };
}

async function receive(
  address: ModelAddress,
  question: ModelQuestion,
  controller: AbortController,
  onPart: (text: string, finishReason: string | null) => void,
): Promise<void> {
  // No `stream_options`: nothing here shows usage, and some servers refuse the whole question for it.
  const answer = await clientFor(address).chat.completions.create(
    {
      model: address.model,
      stream: true,
      messages: [
        { role: 'system', content: question.system },
        { role: 'user', content: question.user },
      ],
    },
    { signal: controller.signal },
  );
  for await (const chunk of answer) {
    const { text, finishReason } = partOf(chunk);
    onPart(text, finishReason);
  }
}

/** Why a stream that ended without an error is no whole answer; null if it is one. The bare client takes all of these for a success. */
function incompleteness({ hasText, finishReason }: Received, address: ModelAddress): string | null {
  const { host } = new URL(address.baseUrl);
  if (finishReason === null) return hasText ? brokenOff(host) : sentenceOf(null, address);
  if (finishReason === 'length') return `${host} reached its length limit before the text was complete.`;
  if (finishReason === 'content_filter') return `${host} withheld the rest of the text by its content filter.`;
  return hasText ? null : `${host} answered without any text.`;
}

function brokenOff(host: string): string {
  return `${host} broke off before the text was complete.`;
}

/** Makes a way of asking with this {@link Patience}. */
export function createAsk(patience: Patience): AskModel {
  return async (address, question, onText, signal): Promise<ModelOutcome> => {
    if (!URL.canParse(address.baseUrl) || !/^https?:$/.test(new URL(address.baseUrl).protocol)) {
      return { kind: 'failed', sentence: `"${address.baseUrl}" is no web address. Set aiCodeShare.explain.baseUrl.` };
    }
    const { host } = new URL(address.baseUrl);
    const watch = new Watch();
    const received: Received = { hasText: false, finishReason: null };
    const onPart = (text: string, finishReason: string | null): void => {
      // What is still in the pipe after the person cancelled is not wanted any more.
      if (watch.controller.signal.aborted) return;
      watch.restart(patience.betweenMs);
      received.finishReason ??= finishReason;
      if (text === '') return;
      received.hasText = true;
      onText(text);
    };
    const ending = (failure: string | null): ModelOutcome => {
      if (signal.aborted) return { kind: 'cancelled' };
      if (watch.hasStalled) {
        const sentence = received.hasText ? `${host} stopped answering.` : `${host} did not answer in time.`;
        return { kind: 'failed', sentence };
      }
      return failure === null ? { kind: 'done' } : { kind: 'failed', sentence: failure };
    };
    const cancel = (): void => watch.controller.abort();
    signal.addEventListener('abort', cancel);
    if (signal.aborted) cancel();
    watch.restart(patience.firstMs);
    try {
      await receive(address, question, watch.controller, onPart);
      return ending(incompleteness(received, address));
    } catch (error) {
      // A socket that dies or a line that is no JSON comes as the platform's own error, not as one of the client's.
      const isCutShort = error instanceof TypeError && error.message === 'terminated';
      const isOurs = error instanceof APIError;
      return ending(isCutShort || (received.hasText && !isOurs) ? brokenOff(host) : sentenceOf(error, address));
    } finally {
      watch.stop();
      signal.removeEventListener('abort', cancel);
    }
  };
}

/** Asks through an OpenAI-compatible interface; the only place that knows the `openai` package. */
export const askThroughOpenai: AskModel = createAsk(usualPatience);
