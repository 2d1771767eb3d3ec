import * as vscode from 'vscode';
import { type SuggestionHappening } from '../../core/classify/happening.ts';
import { type Clock } from '../../core/ports.ts';
import { completesByTab } from '../../platform/settings/tabCompletion.ts';
import { linePosition } from './editorEvents.ts';

/**
 * A provider of inline suggestions that never suggests anything. VS Code asks it whenever it asks the real ones, which tells that
 * a suggestion may be on screen, and what IntelliSense has selected at that moment.
 */
export class SuggestionWatch implements vscode.InlineCompletionItemProvider {
  readonly #clock: Clock;
  readonly #tell: (happening: SuggestionHappening) => void;
  readonly #registration: vscode.Disposable;

  constructor(selector: vscode.DocumentSelector, clock: Clock, tell: (happening: SuggestionHappening) => void) {
    this.#clock = clock;
    this.#tell = tell;
    this.#registration = vscode.languages.registerInlineCompletionItemProvider(selector, this);
  }

  provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
  ): undefined {
    this.#tell({
      what: 'suggestion',
      atMs: this.#clock.nowMs(),
      document: document.uri.toString(),
      version: document.version,
      position: linePosition(position),
      selectedCompletion: context.selectedCompletionInfo?.text ?? null,
      completesByTab: completesByTab(document),
    });
    return undefined;
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
