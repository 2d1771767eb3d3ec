import * as vscode from 'vscode';

/** The scheme of the documents in which VS Code's chat shows code. */
const chatScheme = 'vscode-chat-code-block';

/** So much of what chats showed is remembered, the newest, in memory only. */
const mostTexts = 60;
const mostUtf16Length = 400_000;

/** A text with fewer characters that are no white space stands in a chat by chance. */
const leastNonBlank = 20;

/** Chat streams its answers; the text is taken when it has come to rest. */
const restsAfterMs = 150;

const unified = (text: string): string => text.replace(/\r\n|\r/g, '\n');

/**
 * Remembers what code the chat of this window showed, to know it when it is pasted. The chat shows one text after the other in the
 * same document.
 */
export class ChatTexts {
  readonly #timers = new Map<vscode.TextDocument, ReturnType<typeof setTimeout>>();
  readonly #disposable: vscode.Disposable;
  #texts: readonly string[] = [];

  constructor() {
    const isChat = (document: vscode.TextDocument): boolean => document.uri.scheme === chatScheme;
    const takeSoon = (document: vscode.TextDocument): void => {
      if (isChat(document)) this.#takeSoon(document);
    };
    this.#disposable = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument(takeSoon),
      vscode.workspace.onDidChangeTextDocument((event) => takeSoon(event.document)),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (isChat(document)) this.#take(document);
      }),
    );
    vscode.workspace.textDocuments.forEach(takeSoon);
  }

  /**
   * Whether a chat showed this text, and no document that a person edits has it: what they quoted to the chat is not the chat's.
   */
  haveShown(text: string): boolean {
    const pasted = unified(text).trim();
    if (pasted.replace(/\s/g, '').length < leastNonBlank) return false;
    for (const document of [...this.#timers.keys()]) this.#take(document);
    return this.#texts.some((shown) => shown.includes(pasted)) && !isInOpenDocument(pasted);
  }

  dispose(): void {
    this.#disposable.dispose();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #takeSoon(document: vscode.TextDocument): void {
    clearTimeout(this.#timers.get(document));
    this.#timers.set(
      document,
      setTimeout(() => this.#take(document), restsAfterMs),
    );
  }

  #take(document: vscode.TextDocument): void {
    clearTimeout(this.#timers.get(document));
    this.#timers.delete(document);
    const text = unified(document.getText());
    if (text.trim() === '') return;
    let utf16Length = 0;
    this.#texts = [text, ...this.#texts.filter((one) => one !== text)].slice(0, mostTexts).filter((one) => {
      utf16Length += one.length;
      return utf16Length <= mostUtf16Length;
    });
  }
}

function isInOpenDocument(pasted: string): boolean {
  return vscode.workspace.textDocuments.some(
    (document) =>
      ['file', 'untitled', 'vscode-notebook-cell'].includes(document.uri.scheme) &&
      unified(document.getText()).includes(pasted),
  );
}
