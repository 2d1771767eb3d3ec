import * as vscode from 'vscode';
import { type Clock } from '../../core/ports.ts';
import { type CopyHappening, type PasteHappening } from '../../core/classify/happening.ts';

const copyMimeType = 'application/vnd.ai-code-share.copy';
const textMimeType = 'text/plain';

/**
 * A provider of pastes and drops that never offers an edit of its own. VS Code asks it on copy and before each paste or drop,
 * which tells that the change that follows brings that text, and where it came from.
 */
export class PasteWatch implements vscode.DocumentPasteEditProvider, vscode.DocumentDropEditProvider {
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
    this.#registration = vscode.Disposable.from(
      vscode.languages.registerDocumentPasteEditProvider(selector, this, {
        providedPasteEditKinds: [],
        copyMimeTypes: [copyMimeType],
        pasteMimeTypes: [textMimeType, copyMimeType],
      }),
      vscode.languages.registerDocumentDropEditProvider(selector, this, { dropMimeTypes: [textMimeType] }),
    );
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

  async provideDocumentDropEdits(
    document: vscode.TextDocument,
    _position: vscode.Position,
    dataTransfer: vscode.DataTransfer,
  ): Promise<undefined> {
    const text = await dataTransfer.get(textMimeType)?.asString();
    if (text === undefined) return undefined;
    this.#tell({ what: 'paste', atMs: this.#clock.nowMs(), document: document.uri.toString(), text, copyId: null });
    return undefined;
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
