import * as vscode from 'vscode';
import { type CodeActionHappening, type CompletionHappening } from '../../core/classify/happening.ts';
import { type Clock } from '../../core/ports.ts';

/**
 * Providers of completions and of code actions that never offer anything. VS Code asks them whenever it asks the real ones, which
 * tells that IntelliSense is about to come up, or that a person or a save asked for a fix.
 */
export class AskedWatch implements vscode.CompletionItemProvider, vscode.CodeActionProvider {
  readonly #clock: Clock;
  readonly #tell: (happening: CompletionHappening | CodeActionHappening) => void;
  readonly #registrations: vscode.Disposable;

  constructor(
    selector: vscode.DocumentSelector,
    clock: Clock,
    tell: (happening: CompletionHappening | CodeActionHappening) => void,
  ) {
    this.#clock = clock;
    this.#tell = tell;
    this.#registrations = vscode.Disposable.from(
      vscode.languages.registerCompletionItemProvider(selector, this),
      vscode.languages.registerCodeActionsProvider(selector, this),
    );
  }

  provideCompletionItems(document: vscode.TextDocument): undefined {
    this.#tell({ what: 'completion', atMs: this.#clock.nowMs(), document: document.uri.toString() });
    return undefined;
  }

  provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    context: vscode.CodeActionContext,
  ): undefined {
    // A caret that moves asks for whatever there is; a save asks by itself, but for one kind of action.
    if (context.triggerKind !== vscode.CodeActionTriggerKind.Invoke && context.only === undefined) return undefined;
    const { version } = document;
    this.#tell({ what: 'codeAction', atMs: this.#clock.nowMs(), document: document.uri.toString(), version });
    return undefined;
  }

  dispose(): void {
    this.#registrations.dispose();
  }
}
