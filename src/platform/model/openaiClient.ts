import OpenAI, { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import { type AskModel, type ModelAddress, type ModelOutcome, type ModelQuestion } from './modelClient.ts';

/** A server that says nothing for so long has stalled; the client's own time-out ends with the first token. */
const idleMs = 30_000;

/** Headers by which the client would tell about the machine it runs on. */
const untold = Object.fromEntries(
  ['lang', 'package-version', 'os', 'arch', 'runtime', 'runtime-version', 'retry-count', 'timeout'].map((name) => [
    `x-stainless-${name}`,
    null,
  ]),
);

function clientFor({ baseUrl, apiKey }: ModelAddress): OpenAI {
  return new OpenAI({
    baseURL: baseUrl,
    apiKey: apiKey ?? 'none',
    // Otherwise taken from the environment, where they may be meant for somebody else.
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
    defaultHeaders: { ...untold, ...(apiKey === null ? { authorization: null } : {}) },
  });
}

/** Why asking failed, in one sentence. */
function sentenceOf(error: unknown, { baseUrl, model }: ModelAddress): string {
  const { host } = new URL(baseUrl);
  if (error instanceof APIConnectionTimeoutError) return `${host} did not answer in time.`;
  if (error instanceof APIConnectionError)
    return `${host} cannot be reached. Is the server running, and is the address right?`;
  if (error instanceof APIError) {
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

  restart(): void {
    this.stop();
    this.#timer = setTimeout(() => {
      this.hasStalled = true;
      this.controller.abort();
    }, idleMs);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** What one piece of a stream says. What a server sends need not have the shape that the client's types promise. */
function partOf(chunk: unknown): { readonly text: string; readonly isLast: boolean } {
  const field = (value: unknown, key: string | number): unknown =>
    typeof value === 'object' && value !== null
      ? (value as Readonly<Record<string | number, unknown>>)[key]
      : undefined;
  const choice = field(field(chunk, 'choices'), 0);
  const text = field(field(choice, 'delta'), 'content');
  const reason = field(choice, 'finish_reason');
  return { text: typeof text === 'string' ? text : '', isLast: typeof reason === 'string' };
}

async function stream(
  address: ModelAddress,
  question: ModelQuestion,
  onText: (text: string) => void,
  watch: Watch,
): Promise<'complete' | 'cutOff' | 'empty'> {
  const answer = await clientFor(address).chat.completions.create(
    {
      model: address.model,
      stream: true,
      messages: [
        { role: 'system', content: question.system },
        { role: 'user', content: question.user },
      ],
    },
    { signal: watch.controller.signal },
  );
  let hasText = false;
  let isFinished = false;
  for await (const chunk of answer) {
    watch.restart();
    const { text, isLast } = partOf(chunk);
    if (text !== '') {
      hasText = true;
      onText(text);
    }
    isFinished ||= isLast;
  }
  // The bare client takes a page of HTML and a cut-off stream alike for a success.
  return isFinished ? 'complete' : hasText ? 'cutOff' : 'empty';
}

/** Asks through an OpenAI-compatible interface; the only place that knows the `openai` package. */
export const askThroughOpenai: AskModel = async (address, question, onText, signal): Promise<ModelOutcome> => {
  if (!URL.canParse(address.baseUrl) || !/^https?:$/.test(new URL(address.baseUrl).protocol)) {
    return { kind: 'failed', sentence: `"${address.baseUrl}" is no web address. Set aiCodeShare.explain.baseUrl.` };
  }
  const { host } = new URL(address.baseUrl);
  const watch = new Watch();
  const cancel = (): void => watch.controller.abort();
  signal.addEventListener('abort', cancel);
  if (signal.aborted) cancel();
  watch.restart();
  try {
    const end = await stream(address, question, onText, watch);
    if (signal.aborted) return { kind: 'cancelled' };
    if (watch.hasStalled) return { kind: 'failed', sentence: `${host} stopped answering.` };
    if (end === 'complete') return { kind: 'done' };
    if (end === 'cutOff') return { kind: 'failed', sentence: `${host} broke off before the text was complete.` };
    return { kind: 'failed', sentence: sentenceOf(null, address) };
  } catch (error) {
    if (signal.aborted) return { kind: 'cancelled' };
    if (watch.hasStalled) return { kind: 'failed', sentence: `${host} stopped answering.` };
    const isBrokenOff = error instanceof TypeError && error.message === 'terminated';
    return {
      kind: 'failed',
      sentence: isBrokenOff ? `${host} broke off before the text was complete.` : sentenceOf(error, address),
    };
  } finally {
    watch.stop();
    signal.removeEventListener('abort', cancel);
  }
};
