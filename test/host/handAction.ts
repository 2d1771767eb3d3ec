/** What a test inside the extension host can ask the browser around it to do. Sent as JSON, one action a request. */
export type HandAction =
  /** A key or chord by Playwright's names: `Tab`, `Control+ArrowRight`. */
  | { readonly do: 'press'; readonly key: string }
  /** One key press a character. */
  | { readonly do: 'type'; readonly text: string; readonly delayMs: number }
  /** Text that arrives at once, as from an input method. */
  | { readonly do: 'compose'; readonly text: string }
  /** What an input method shows while its words grow, then the text that it leaves. */
  | { readonly do: 'composeStepwise'; readonly steps: readonly string[]; readonly text: string }
  /** Text of another program that is let go over the first element which the selector finds. */
  | { readonly do: 'drop'; readonly text: string; readonly to: string }
  | { readonly do: 'writeClipboard'; readonly text: string }
  | { readonly do: 'readClipboard' }
  /** Selectors are Playwright's, in the workbench's page. */
  | { readonly do: 'click'; readonly selector: string }
  | { readonly do: 'drag'; readonly from: string; readonly to: string }
  | { readonly do: 'readTexts'; readonly selector: string }
  /** Gives the first field that the selector finds this text in place of its own. */
  | { readonly do: 'fill'; readonly selector: string; readonly text: string }
  | { readonly do: 'readValue'; readonly selector: string }
  /** Types into the open quick pick and takes the first row that has the text. */
  | { readonly do: 'pickRow'; readonly text: string }
  /** In the document inside the first open webview. */
  | { readonly do: 'clickInWebview'; readonly selector: string }
  | { readonly do: 'readTextsInWebview'; readonly selector: string }
  | { readonly do: 'screenshot'; readonly file: string };

/** The environment variable that holds the bridge's address, where there is one. */
export const bridgeVariable = 'AI_CODE_SHARE_TEST_BRIDGE';
