import { type PanelChoice } from '../core/protocol/panelModel.ts';
import { type HostMessage, type PanelMethod, type PanelRequests } from '../core/protocol/messages.ts';

/** The part of VS Code's webview interface that the page uses. */
interface WebviewApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): WebviewApi;

/** The page's end of the line to the extension. */
export class Host {
  readonly #api = acquireVsCodeApi();
  readonly #waiting = new Map<number, (error: string | null) => void>();
  #nextId = 1;

  /** Listens for what the host sends; answers go to whoever asked, everything else to `onMessage`. */
  listen(onMessage: (message: Exclude<HostMessage, { readonly type: 'answer' }>) => void): void {
    window.addEventListener('message', (event: MessageEvent<HostMessage>) => {
      const message = event.data;
      if (message.type !== 'answer') {
        onMessage(message);
        return;
      }
      this.#waiting.get(message.id)?.(message.ok ? null : message.error);
      this.#waiting.delete(message.id);
    });
  }

  /** Asks the host; resolves with a sentence for the person when it could not do it, else with null. */
  async ask<Method extends PanelMethod>(method: Method, params: PanelRequests[Method]): Promise<string | null> {
    const id = this.#nextId++;
    const answered = new Promise<string | null>((resolve) => this.#waiting.set(id, resolve));
    this.#api.postMessage({ id, method, params });
    return await answered;
  }

  /** What the person had chosen before the page was hidden or reloaded. */
  rememberedChoice(): unknown {
    const state = this.#api.getState();
    return typeof state === 'object' && state !== null && 'choice' in state ? state.choice : null;
  }

  remember(choice: PanelChoice): void {
    this.#api.setState({ choice });
  }
}
