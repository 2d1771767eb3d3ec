import * as vscode from 'vscode';
import { type OriginRun } from '../../core/attribution/run.ts';
import { type PasteEvidence } from '../../core/classify/change.ts';
import { type Clock } from '../../core/ports.ts';

/** A copy made in this window, with the attribution that the text had then. */
interface Copy {
  readonly id: string;
  readonly text: string;
  readonly runs: readonly OriginRun[];
}

/** Gives the settled attribution of a range of an open document; null for a document that is not tracked. */
export type CopySource = (
  document: vscode.TextDocument,
  offset: number,
  endExclusive: number,
) => readonly OriginRun[] | null;

const copyMimeType = 'application/vnd.ai-code-share.copy';
const textMimeType = 'text/plain';

/** A paste's change follows the question to the providers within 12 to 49 ms, as measured; this leaves room for a busy host. */
const pasteMustFollowWithinMs = 1_000;

/** How many copies are remembered: enough for a clipboard history, little enough to forget. */
const rememberedCopies = 20;

/**
 * A paste provider that never offers an edit of its own. VS Code asks it on copy and before each paste, which tells that the
 * change that follows is a paste, and where its text came from.
 */
export class PasteWatch implements vscode.DocumentPasteEditProvider {
  readonly #clock: Clock;
  readonly #source: CopySource;
  readonly #copies: Copy[] = [];
  readonly #registration: vscode.Disposable;
  #nextId = 0;
  #expected: {
    readonly document: vscode.TextDocument;
    readonly evidence: PasteEvidence;
    readonly atMs: number;
  } | null = null;

  constructor(selector: vscode.DocumentSelector, clock: Clock, source: CopySource) {
    this.#clock = clock;
    this.#source = source;
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
    const [range, ...others] = ranges;
    // What several cursors copied is put together by VS Code in ways of its own.
    if (range === undefined || others.length > 0) return;
    // Copying without a selection takes the whole line with its line break.
    const copied = range.isEmpty ? document.lineAt(range.start.line).rangeIncludingLineBreak : range;
    const runs = this.#source(document, document.offsetAt(copied.start), document.offsetAt(copied.end));
    if (runs === null) return;
    const id = `${this.#clock.nowMs()}-${this.#nextId++}`;
    this.#copies.unshift({ id, text: document.getText(copied), runs });
    this.#copies.length = Math.min(this.#copies.length, rememberedCopies);
    dataTransfer.set(copyMimeType, new vscode.DataTransferItem(id));
  }

  async provideDocumentPasteEdits(
    document: vscode.TextDocument,
    _ranges: readonly vscode.Range[],
    dataTransfer: vscode.DataTransfer,
  ): Promise<undefined> {
    const text = await dataTransfer.get(textMimeType)?.asString();
    if (text === undefined) return undefined;
    const id = await dataTransfer.get(copyMimeType)?.asString();
    // The same text is the same copy, also where the mark was lost on the way through the system's clipboard.
    const copy = this.#copies.find((candidate) => candidate.id === id) ?? this.#copies.find((c) => c.text === text);
    const runs = copy?.text === text ? copy.runs : null;
    this.#expected = { document, evidence: { text, runs }, atMs: this.#clock.nowMs() };
    return undefined;
  }

  /** The paste that VS Code asked about just before a change of `document`; null when there was none. Each answer is given once. */
  take(document: vscode.TextDocument, insertedTexts: readonly string[]): PasteEvidence | null {
    const expected = this.#expected;
    if (expected?.document !== document) return null;
    if (this.#clock.nowMs() - expected.atMs > pasteMustFollowWithinMs) {
      this.#expected = null;
      return null;
    }
    const unified = (text: string): string => text.replace(/\r\n|\r/g, '\n');
    const pasted = unified(expected.evidence.text);
    if (!insertedTexts.some((inserted) => inserted !== '' && pasted.includes(unified(inserted)))) return null;
    this.#expected = null;
    return expected.evidence;
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
