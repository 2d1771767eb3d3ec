import * as vscode from 'vscode';
import { type Clock } from '../../core/ports.ts';
import { type CopyHappening, type PasteHappening } from '../../core/classify/happening.ts';

const copyMimeType = 'application/vnd.ai-code-share.copy';
const textMimeType = 'text/plain';

/**
 * A paste provider that never offers an edit of its own. VS Code asks it on copy and before each paste, which tells that the
 * change that follows is a paste, and where its text came from.
 */
export class PasteWatch implements vscode.DocumentPasteEditProvider {
  readonly #clock: Clock;
  readonly #tell: (happening: CopyHappening | PasteHappening) => void;
  readonly #registration: vscode.Disposable;
  #nextId = 0;

  constructor(
    selector: vscode.DocumentSelector,
    clock: Clock,
    tell: (happening: CopyHappening | PasteHappening) => void,
  ) {
    this.#clock = clock;
    this.#tell = tell;
    this.#registration = vscode.languages.registerDocumentPasteEditProvider(selector, this, {
      providedPasteEditKinds: [],
      copyMimeTypes: [copyMimeType],
      pasteMimeTypes: [textMimeType, copyMimeType],
    });
  }

  prepareDocumentPaste(
    document: vscode.TextDocument,
    ranges: readonly vscode.Range[],
    dataTransfer: vscode.DataTransfer,
  ): void {
    const copyId = `${this.#clock.nowMs()}-${this.#nextId++}`;
    const pieces = ranges.map((range) => {
      // Copying without a selection takes the whole line with its line break.
      const copied = range.isEmpty ? document.lineAt(range.start.line).rangeIncludingLineBreak : range;
      return { offset: document.offsetAt(copied.start), text: document.getText(copied) };
    });
    this.#tell({ what: 'copy', atMs: this.#clock.nowMs(), document: document.uri.toString(), copyId, pieces });
    dataTransfer.set(copyMimeType, new vscode.DataTransferItem(copyId));
  }

  async provideDocumentPasteEdits(
    document: vscode.TextDocument,
    _ranges: readonly vscode.Range[],
    dataTransfer: vscode.DataTransfer,
  ): Promise<undefined> {
    const text = await dataTransfer.get(textMimeType)?.asString();
    if (text === undefined) return undefined;
    const copyId = (await dataTransfer.get(copyMimeType)?.asString()) ?? null;
    this.#tell({ what: 'paste', atMs: this.#clock.nowMs(), document: document.uri.toString(), text, copyId });
    return undefined;
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
