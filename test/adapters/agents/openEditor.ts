import { readFileSync, writeFileSync } from 'node:fs';
import { attributeLines } from '../../../src/core/attribution/lineView.ts';
import { noEvidence, type ChangeEvidence } from '../../../src/core/classify/change.ts';
import { type Ledger } from '../../../src/core/ports.ts';
import { type LinePosition } from '../../../src/core/text/lineMirror.ts';
import { type OpenDocument } from '../../../src/features/tracking/openDocument.ts';
import { TrackedDocument } from '../../../src/features/tracking/trackedDocument.ts';

const typed: ChangeEvidence = { ...noEvidence, editReason: { source: 'cursor', metadata: { kind: 'type' } } };
const reloaded: ChangeEvidence = { ...noEvidence, staysClean: true };

const lineFeed = 1;
const carriageReturnLineFeed = 2;

function positionAt(text: string, offset: number): LinePosition {
  const lines = text.slice(0, offset).split(/\r?\n/);
  return { lineIndex: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

/** An editor with one open file, as far as tracking sees one: keys, saving, reading again from disk. */
export class OpenEditor {
  readonly file: string;
  readonly tracked: TrackedDocument;
  readonly #ledger: Ledger;
  #text: string;
  #isDirty = false;

  private constructor(file: string, ledger: Ledger) {
    this.file = file;
    this.#ledger = ledger;
    this.#text = readFileSync(file, 'utf8');
    const text = (): string => this.#text;
    const isDirty = (): boolean => this.#isDirty;
    const document: OpenDocument = {
      // Only its name is asked for, in messages.
      uri: { toString: () => file, fsPath: file } as unknown as OpenDocument['uri'],
      eol: this.#text.includes('\r\n') ? carriageReturnLineFeed : lineFeed,
      get isDirty() {
        return isDirty();
      },
      get lineCount() {
        return text().split('\n').length;
      },
      getText: text,
    };
    this.tracked = new TrackedDocument(document, {
      clock: { nowMs: () => Date.now() },
      after: () => () => undefined,
      log: { debug: fail, info: fail, warn: fail, error: fail },
      onDidSettle: () => undefined,
    });
  }

  /** Opens a file of which `ledger` is the ledger. */
  static async open(file: string, ledger: Ledger, path: string): Promise<OpenEditor> {
    const editor = new OpenEditor(file, ledger);
    await editor.tracked.begin({ ledger, key: { worktree: '', path }, readBlob: () => Promise.resolve(null) });
    return editor;
  }

  get text(): string {
    return this.#text;
  }

  /** A person types `text` in front of the first `before`; not given, at the end. */
  type(text: string, before?: string): void {
    const offset = before === undefined ? this.#text.length : this.#text.indexOf(before);
    this.#isDirty = true;
    this.#replace(offset, 0, text, typed);
  }

  save(): void {
    writeFileSync(this.file, this.#text);
    this.#isDirty = false;
    this.tracked.saved(readFileSync(this.file));
  }

  /** What VS Code does with a clean document whose file changed, and what a person does who gives up unsaved work. */
  reload(): void {
    this.#isDirty = false;
    const text = readFileSync(this.file, 'utf8');
    if (text !== this.#text) this.#replace(0, this.#text.length, text, reloaded);
  }

  /** Each line that is not blank, with who wrote it before it: the agent's name where AI did. */
  lines(): readonly string[] {
    const { text, runs } = this.tracked.live() ?? { text: '', runs: [] };
    return whoseLines(text, runs, this.#ledger);
  }

  #replace(offset: number, length: number, insertedText: string, evidence: ChangeEvidence): void {
    const [start, end] = [positionAt(this.#text, offset), positionAt(this.#text, offset + length)];
    this.#text = this.#text.slice(0, offset) + insertedText + this.#text.slice(offset + length);
    this.tracked.see([{ start, end, offset, insertedText }], evidence);
    this.tracked.settle();
  }
}

function fail(message: string): never {
  throw new Error(message);
}

/** Each line that is not blank, with who wrote it before it: the agent's name where AI did. */
export function whoseLines(
  text: string,
  runs: Parameters<typeof attributeLines>[1],
  { origins }: Ledger,
): readonly string[] {
  const { originIds } = attributeLines(text, runs, origins);
  return text.split(/\r?\n/).flatMap((line, index) => {
    const originId = originIds[index];
    if (line.trim() === '' || originId === undefined || originId < 0) return [];
    const { contributor, agent } = origins.get(originId);
    return [`${contributor === 'ai' ? (agent ?? 'ai') : contributor}: ${line}`];
  });
}
