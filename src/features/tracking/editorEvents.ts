import * as vscode from 'vscode';
import { type EditorEdit } from '../../core/attribution/trackedText.ts';
import { type EditReason, type SelectionKind } from '../../core/classify/change.ts';
import { type Selected } from '../../core/classify/happening.ts';
import { type LinePosition } from '../../core/text/lineMirror.ts';

/** VS Code's position in the words of core. */
export function linePosition(position: vscode.Position): LinePosition {
  return { lineIndex: position.line, character: position.character };
}

/** The replacements of one event in the words of core. */
export function editorEdits(event: vscode.TextDocumentChangeEvent): readonly EditorEdit[] {
  return event.contentChanges.map((change) => ({
    start: linePosition(change.range.start),
    end: linePosition(change.range.end),
    offset: change.rangeOffset,
    insertedText: change.text,
  }));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/**
 * The reason of an edit from the proposed `detailedReason`, which some hosts grant; null where it is missing. Reading a property
 * that is not there declares no proposed API.
 */
export function editReason(event: vscode.TextDocumentChangeEvent): EditReason | null {
  const reason: unknown = 'detailedReason' in event ? event.detailedReason : undefined;
  if (!isRecord(reason) || typeof reason['source'] !== 'string') return null;
  const metadata = reason['metadata'];
  return { source: reason['source'], metadata: isRecord(metadata) ? metadata : {} };
}

/** What VS Code says moved a selection. */
export function selectionKind(kind: vscode.TextEditorSelectionChangeKind | undefined): SelectionKind {
  switch (kind) {
    case vscode.TextEditorSelectionChangeKind.Keyboard:
      return 'keyboard';
    case vscode.TextEditorSelectionChangeKind.Mouse:
      return 'mouse';
    case vscode.TextEditorSelectionChangeKind.Command:
      return 'command';
    default:
      return null;
  }
}

/** How a document is shown at this moment, with the carets where it is the active one. Ranges are those before the change. */
export function viewOf(document: vscode.TextDocument): {
  readonly view: 'active' | 'visible' | 'hidden';
  readonly selections: readonly vscode.Selection[];
} {
  const active = vscode.window.activeTextEditor;
  if (active?.document === document) return { view: 'active', selections: active.selections };
  const isVisible = vscode.window.visibleTextEditors.some((editor) => editor.document === document);
  return { view: isVisible ? 'visible' : 'hidden', selections: [] };
}

/** What VS Code says of undo and redo. */
export function undoRedo(reason: vscode.TextDocumentChangeReason | undefined): 'undo' | 'redo' | null {
  if (reason === vscode.TextDocumentChangeReason.Undo) return 'undo';
  return reason === vscode.TextDocumentChangeReason.Redo ? 'redo' : null;
}

/** VS Code's selection in the words of core. */
export function selected(selection: vscode.Selection): Selected {
  return { start: linePosition(selection.start), end: linePosition(selection.end) };
}
