import { bridgeVariable, type HandAction } from '../host/handAction.ts';
import { SceneError } from './sceneError.ts';

/** Whether this VS Code has hands: only one in our browser can be moved by real keys and clicks from inside a test. */
export const hasHands = process.env[bridgeVariable] !== undefined;

async function ask(action: HandAction): Promise<unknown> {
  const address = process.env[bridgeVariable];
  if (address === undefined) throw new Error('This VS Code has no hands; skip the test where `hasHands` is false.');
  const response = await fetch(address, { method: 'POST', body: JSON.stringify(action) });
  const reply: unknown = await response.json();
  if (typeof reply !== 'object' || reply === null) throw new Error(`the bridge said ${String(reply)}`);
  if ('error' in reply) throw new SceneError(`${JSON.stringify(action)} failed: ${String(reply.error)}`);
  return 'result' in reply ? reply.result : null;
}

async function askForTexts(action: HandAction): Promise<readonly string[]> {
  const texts = await ask(action);
  if (!Array.isArray(texts)) throw new Error(`expected texts, got ${JSON.stringify(texts)}`);
  return texts.map(String);
}

/** Real input for the window that the test runs in. Each function returns when the browser has delivered the input. */
export const hands = {
  /** Presses keys or chords one after the other, by Playwright's names: `Tab`, `Control+ArrowRight`. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await ask({ do: 'press', key });
  },
  /** Types text, one key press a character. */
  async type(text: string, delayMs = 8): Promise<void> {
    await ask({ do: 'type', text, delayMs });
  },
  /** Inserts text at once, as an input method does at the end of a composition. */
  async compose(text: string): Promise<void> {
    await ask({ do: 'compose', text });
  },
  /** Composes text step by step, as an input method does, and leaves `text`. */
  async composeStepwise(steps: readonly string[], text: string): Promise<void> {
    await ask({ do: 'composeStepwise', steps, text });
  },
  /** Puts text onto the clipboard as another program would. */
  async writeClipboard(text: string): Promise<void> {
    await ask({ do: 'writeClipboard', text });
  },
  async readClipboard(): Promise<string> {
    return String(await ask({ do: 'readClipboard' }));
  },
  /** Clicks the first element that Playwright's selector finds in the workbench. */
  async click(selector: string): Promise<void> {
    await ask({ do: 'click', selector });
  },
  async drag(from: string, to: string): Promise<void> {
    await ask({ do: 'drag', from, to });
  },
  /** Lets text of another program go over an element. */
  async drop(text: string, to: string): Promise<void> {
    await ask({ do: 'drop', text, to });
  },
  /** The texts of all elements that the selector finds in the workbench; such as `.statusbar-item`. */
  async readTexts(selector: string): Promise<readonly string[]> {
    return await askForTexts({ do: 'readTexts', selector });
  },
  /** Gives the first field that the selector finds this text in place of its own. */
  async fill(selector: string, text: string): Promise<void> {
    await ask({ do: 'fill', selector, text });
  },
  async readValue(selector: string): Promise<string> {
    return String(await ask({ do: 'readValue', selector }));
  },
  /** Types into the list that VS Code shows, or is about to, and takes the first row that has the text. */
  async pickRow(text: string): Promise<void> {
    await ask({ do: 'pickRow', text });
  },
  /** Clicks inside the first open webview. */
  async clickInWebview(selector: string): Promise<void> {
    await ask({ do: 'clickInWebview', selector });
  },
  async readTextsInWebview(selector: string): Promise<readonly string[]> {
    return await askForTexts({ do: 'readTextsInWebview', selector });
  },
  /** Saves the window as a PNG, for looking at when a test fails. */
  async screenshot(file: string): Promise<void> {
    await ask({ do: 'screenshot', file });
  },
};
