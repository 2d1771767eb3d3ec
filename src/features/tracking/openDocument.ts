import type { TextDocument } from 'vscode';
import { LineMirror } from '../../core/text/lineMirror.ts';

/** What tracking reads of VS Code's documents. */
export interface OpenDocument extends Pick<TextDocument, 'uri' | 'isDirty' | 'lineCount' | 'getText'> {
  /** A `vscode.EndOfLine`. */
  readonly eol: number;
}

/** `vscode.EndOfLine.CRLF`, named here so that a replay can load this file outside VS Code. */
const crlf = 2;

/** The line break of a document. */
export function eolOf(document: OpenDocument): '\n' | '\r\n' {
  return document.eol === crlf ? '\r\n' : '\n';
}

/** A copy of the text as it is now, to which the document's changes are applied. */
export function mirrorOf(document: OpenDocument): LineMirror {
  return new LineMirror(document.getText(), eolOf(document));
}
