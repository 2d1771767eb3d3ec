import { type CancelSignal } from '../../core/ports.ts';

/** Whom to ask. */
export interface ModelAddress {
  readonly baseUrl: string;
  readonly model: string;
  /** Null for servers that want none. */
  readonly apiKey: string | null;
}

/** How asking ended. A failure has one sentence for a person, which names the host. */
export type ModelOutcome =
  { readonly kind: 'done' } | { readonly kind: 'cancelled' } | { readonly kind: 'failed'; readonly sentence: string };

/** What is asked. */
export interface ModelQuestion {
  readonly system: string;
  readonly user: string;
}

/** Streams the answer of a model to `onText`. Never throws for what a server or a network does. */
export type AskModel = (
  address: ModelAddress,
  question: ModelQuestion,
  onText: (text: string) => void,
  signal: CancelSignal,
) => Promise<ModelOutcome>;

/** The client is large and most windows never need it, so it is loaded when the first question is asked. */
export const askModel: AskModel = async (address, question, onText, signal) => {
  const { askThroughOpenai } = await import('./openaiClient.ts');
  return await askThroughOpenai(address, question, onText, signal);
};
