import * as vscode from 'vscode';

interface Asked {
  readonly version: number;
  readonly selectedCompletion: string | null;
}

/**
 * A provider of inline suggestions that never suggests anything. VS Code asks it whenever it asks the real ones, which tells that
 * a suggestion may be on screen, and what IntelliSense has selected at that moment.
 */
export class SuggestionWatch implements vscode.InlineCompletionItemProvider {
  readonly #asked = new WeakMap<vscode.TextDocument, Asked>();
  readonly #registration: vscode.Disposable;

  constructor(selector: vscode.DocumentSelector) {
    this.#registration = vscode.languages.registerInlineCompletionItemProvider(selector, this);
  }

  provideInlineCompletionItems(
    document: vscode.TextDocument,
    _position: vscode.Position,
    context: vscode.InlineCompletionContext,
  ): undefined {
    const earlier = this.#asked.get(document);
    const selected = context.selectedCompletionInfo?.text ?? null;
    // Once IntelliSense had something selected in this state of the text, it stays a possible explanation of the next change.
    const keeps = earlier?.version === document.version ? earlier.selectedCompletion : null;
    this.#asked.set(document, { version: document.version, selectedCompletion: selected ?? keeps });
    return undefined;
  }

  /** What was asked about the text in the state `version`, which is the one before a change. */
  about(
    document: vscode.TextDocument,
    version: number,
  ): { readonly inlineSuggestionsAsked: boolean; readonly selectedCompletion: string | null } {
    const asked = this.#asked.get(document);
    return asked?.version === version
      ? { inlineSuggestionsAsked: true, selectedCompletion: asked.selectedCompletion }
      : { inlineSuggestionsAsked: false, selectedCompletion: null };
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
