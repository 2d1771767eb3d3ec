import {
  type Answer,
  type HostMessage,
  type PanelEvent,
  type PanelEvents,
  type PanelMethod,
  type PanelRequests,
} from '../core/protocol/messages.ts';
import { t } from './l10n.ts';

/** The part of VS Code's webview interface that the page uses. */
interface WebviewApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** What the page does with each event; a missing one does not compile. */
export type EventHandlers = { readonly [Name in keyof PanelEvents]: (value: PanelEvents[Name]) => void };

/** Each request is answered at once or when a file is open; a host that takes longer has gone away. */
const answerWithinMs = 30_000;

declare function acquireVsCodeApi(): WebviewApi;

/** The page's end of the line to the extension. */
export class Host {
  readonly #api = acquireVsCodeApi();
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #nextId = 1;

  /** Listens for what the host sends; answers go to whoever asked, events to their handlers. */
  listen(handlers: EventHandlers): void {
    window.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
      if (data.type === 'event') {
        dispatch(handlers, data);
        return;
      }
      this.#waiting.get(data.id)?.(data);
    });
  }

  /** Asks the host; resolves with its answer, also when it does not give one in time. */
  async ask<Method extends PanelMethod>(method: Method, params: PanelRequests[Method]): Promise<Answer> {
    const id = this.#nextId++;
    return await new Promise<Answer>((resolve) => {
      const settle = (answer: Answer): void => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(answer);
      };
      const late = { type: 'answer', id, ok: false, error: t('The extension does not answer.'), offers: null } as const;
      const timer = setTimeout(() => settle(late), answerWithinMs);
      this.#waiting.set(id, settle);
      this.#api.postMessage({ id, method, params });
    });
  }

  /** What was remembered before the page was hidden or reloaded. */
  remembered(): unknown {
    return this.#api.getState();
  }

  /** Keeps plain data for {@link remembered}. */
  remember(state: unknown): void {
    this.#api.setState(state);
  }
}

function dispatch(handlers: EventHandlers, event: PanelEvent): void {
  // A name and its value belong together, which the compiler cannot follow through the union.
  (handlers[event.name] as (value: PanelEvent['value']) => void)(event.value);
}
