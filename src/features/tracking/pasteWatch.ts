import * as vscode from 'vscode';
import { type Clock } from '../../core/ports.ts';
import { type CopyHappening, type PasteHappening } from '../../core/classify/happening.ts';
import { betweenPieces } from '../../core/classify/witness.ts';
import { type OriginRun } from '../../core/attribution/run.ts';

const copyMimeType = 'application/vnd.ai-code-share.copy';
const textMimeType = 'text/plain';
/** What VS Code adds to every copy from an editor, and no other program does. */
const editorMimeType = 'vscode-editor-data';

/** What the paste provider needs from outside. */
export interface PasteWatchServices {
  readonly clock: Clock;
  readonly tell: (happening: CopyHappening | PasteHappening) => void;
  /** The text that the newest change of a document deleted, where it did nothing else. */
  readonly lastDeleted: (uri: string) => string | null;
  /** A copy has put this text onto the clipboard; it was told of under this mark. */
  readonly copied: (copyId: string, text: string) => void;
  /** The attribution of a text that was copied in another window; null where none is known. */
  readonly copiedElsewhere: (text: string) => Promise<readonly OriginRun[] | null>;
  /** Whether a chat of this window showed this text. */
  readonly isFromChat: (text: string) => boolean;
}

/** Whether a text could have stood in a range. */
function fits({ start, end, isSingleLine }: vscode.Range, text: string): boolean {
  const lines = text.split(/\r\n|\n/);
  const last = lines.at(-1)?.length;
  return (
    lines.length === end.line - start.line + 1 &&
    last === (isSingleLine ? end.character - start.character : end.character)
  );
}

/**
 * A provider of pastes and drops that never offers an edit of its own. VS Code asks it on copy and before each paste or drop,
 * which tells that the change that follows brings that text, and where it came from.
 */
export class PasteWatch implements vscode.DocumentPasteEditProvider, vscode.DocumentDropEditProvider {
  readonly #services: PasteWatchServices;
  readonly #registration: vscode.Disposable;
  #nextId = 0;

  constructor(selector: vscode.DocumentSelector, services: PasteWatchServices) {
    this.#services = services;
    this.#registration = vscode.Disposable.from(
      vscode.languages.registerDocumentPasteEditProvider(selector, this, {
        providedPasteEditKinds: [],
        copyMimeTypes: [copyMimeType],
        pasteMimeTypes: [textMimeType, copyMimeType],
      }),
      vscode.languages.registerDocumentDropEditProvider(selector, this, { dropMimeTypes: [textMimeType] }),
    );
  }

  async prepareDocumentPaste(
    document: vscode.TextDocument,
    ranges: readonly vscode.Range[],
    dataTransfer: vscode.DataTransfer,
  ): Promise<void> {
    const { clock, tell, copied, lastDeleted } = this.#services;
    const copyId = `${clock.nowMs()}-${this.#nextId++}`;
    const pieces = ranges.map((range) => {
      // Copying without a selection takes the whole line with its line break.
      const copiedRange = range.isEmpty ? document.lineAt(range.start.line).rangeIncludingLineBreak : range;
      return { offset: document.offsetAt(copiedRange.start), text: document.getText(copiedRange) };
    });
    tell({ what: 'copy', atMs: clock.nowMs(), document: document.uri.toString(), copyId, pieces });
    const onClipboard = dataTransfer.get(textMimeType)?.asString();
    dataTransfer.set(copyMimeType, new vscode.DataTransferItem(copyId));
    // VS Code told of the text on the clipboard once; 1.139 does not. Of a cut it tells when the text is gone.
    const text = await onClipboard;
    const deleted = lastDeleted(document.uri.toString());
    const [range, ...others] = ranges;
    copied(copyId, text ?? pieces.map((piece) => piece.text).join(betweenPieces));
    if (text === undefined && deleted !== null && range !== undefined && others.length === 0 && fits(range, deleted)) {
      copied(copyId, deleted);
    }
  }

  async provideDocumentPasteEdits(
    document: vscode.TextDocument,
    _ranges: readonly vscode.Range[],
    dataTransfer: vscode.DataTransfer,
  ): Promise<undefined> {
    const { clock, tell, copiedElsewhere, isFromChat } = this.#services;
    const text = await dataTransfer.get(textMimeType)?.asString();
    if (text === undefined) return undefined;
    const copyId = (await dataTransfer.get(copyMimeType)?.asString()) ?? null;
    const isFromOtherWindow = copyId === null && dataTransfer.get(editorMimeType) !== undefined;
    const elsewhere = isFromOtherWindow ? await copiedElsewhere(text) : null;
    tell({
      what: 'paste',
      atMs: clock.nowMs(),
      document: document.uri.toString(),
      text,
      copyId,
      elsewhere,
      isFromChat: isFromChat(text),
    });
    return undefined;
  }

  async provideDocumentDropEdits(
    document: vscode.TextDocument,
    _position: vscode.Position,
    dataTransfer: vscode.DataTransfer,
  ): Promise<undefined> {
    const text = await dataTransfer.get(textMimeType)?.asString();
    if (text === undefined) return undefined;
    const { clock, tell, isFromChat } = this.#services;
    tell({
      what: 'paste',
      atMs: clock.nowMs(),
      document: document.uri.toString(),
      text,
      copyId: null,
      elsewhere: null,
      isFromChat: isFromChat(text),
    });
    return undefined;
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
