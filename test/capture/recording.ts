import { type EditorEdit } from '../../src/core/attribution/trackedText.ts';
import { type EditReason, type SelectionKind } from '../../src/core/classify/change.ts';
import { type Happening, type Selected } from '../../src/core/classify/happening.ts';
import { type LinePosition } from '../../src/core/text/lineMirror.ts';

/** What the script of a session says of the changes that follow, because the editor cannot know it. */
export type Actor =
  /** The person at the keyboard, or what the person asked of the editor: VS Code's own reason is the whole truth. */
  | 'person'
  /** An AI tool that edits through the ordinary API of extensions, of which VS Code says only that it was an extension. */
  | 'ai-extension'
  /** Such a tool, and it types its text by the command `type`, which VS Code takes for a person's typing. */
  | 'ai-typist'
  /** An extension without AI: a linter, a licence header, a generator. */
  | 'plain-extension'
  /** Another program wrote the file or the clipboard. */
  | 'outside';

/** One line of a recording. `document` is the document's URI, with `file:///w/` for the workspace folder. */
export type Entry =
  | Happening
  | { readonly what: 'session'; readonly name: string; readonly vscode: string }
  | { readonly what: 'kind'; readonly kind: string; readonly actor: Actor }
  | {
      readonly what: 'open';
      readonly atMs: number;
      readonly document: string;
      readonly eol: '\n' | '\r\n';
      readonly languageId: string;
      readonly text: string;
    }
  | { readonly what: 'close'; readonly atMs: number; readonly document: string }
  /** The text as the editor had it at this moment, so that a replay can tell that it did not drift. */
  | {
      readonly what: 'text';
      readonly document: string;
      readonly utf16Length: number;
      readonly hash: string;
      readonly eol: '\n' | '\r\n';
    };

type Packed = readonly unknown[];
type Quad = readonly [number, number, number, number];

const quad = ({ start, end }: { readonly start: LinePosition; readonly end: LinePosition }): Quad => [
  start.lineIndex,
  start.character,
  end.lineIndex,
  end.character,
];
const span = ([startLine, startCharacter, endLine, endCharacter]: Quad): Selected => ({
  start: { lineIndex: startLine, character: startCharacter },
  end: { lineIndex: endLine, character: endCharacter },
});

/** Ids that differ from one run to the next and say nothing. */
const passing = /correlationId|requestUuid|extensionVersion/;

/** Writes entries as lines of JSON; each line an array that begins with the entry's name. See test/fixtures/sessions/README.md. */
export class RecordingWriter {
  readonly #documents = new Map<string, number>();
  readonly #reasons = new Map<string, number>();
  readonly #lines: string[] = [];

  add(entry: Entry): void {
    this.#lines.push(JSON.stringify(this.#pack(entry)));
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  #pack(entry: Entry): Packed {
    switch (entry.what) {
      case 'session':
        return ['session', entry.name, entry.vscode];
      case 'kind':
        return ['kind', entry.kind, entry.actor];
      case 'open':
        return ['open', entry.atMs, this.#document(entry.document), entry.eol, entry.languageId, entry.text];
      case 'text':
        return ['text', this.#document(entry.document), entry.utf16Length, entry.hash, entry.eol];
      case 'change':
        return [
          'change',
          entry.atMs,
          this.#document(entry.document),
          entry.version,
          entry.edits.map((edit) => [...quad(edit), edit.offset, edit.insertedText]),
          entry.undoRedo,
          entry.isDirty,
          entry.view,
          entry.selections.map(quad),
          this.#reason(entry.editReason),
        ];
      case 'select':
        return ['select', entry.atMs, this.#document(entry.document), entry.kind, entry.selections.map(quad)];
      case 'dirty':
        return ['dirty', entry.atMs, this.#document(entry.document), entry.isDirty];
      case 'copy':
        return [
          'copy',
          entry.atMs,
          this.#document(entry.document),
          entry.copyId,
          entry.pieces.map((piece) => [piece.offset, piece.text]),
        ];
      case 'paste':
        // One window records, without a chat: what came from elsewhere is in no recording.
        return ['paste', entry.atMs, this.#document(entry.document), entry.text, entry.copyId];
      case 'accept':
        return ['accept', entry.atMs, this.#document(entry.document), entry.isOver];
      case 'suggestion':
        return [
          'suggestion',
          entry.atMs,
          this.#document(entry.document),
          entry.version,
          [entry.position.lineIndex, entry.position.character],
          entry.selectedCompletion,
          ...(entry.completesByTab ? [true] : []),
        ];
      case 'codeAction':
        return [entry.what, entry.atMs, this.#document(entry.document), entry.version];
      case 'close':
      case 'willSave':
      case 'saved':
      case 'completion':
        return [entry.what, entry.atMs, this.#document(entry.document)];
    }
  }

  #document(uri: string): number {
    return this.#named(this.#documents, 'document', uri);
  }

  #reason(reason: EditReason | null): number | null {
    if (reason === null) return null;
    const metadata = Object.fromEntries(Object.entries(reason.metadata).filter(([key]) => !passing.test(key)));
    return this.#named(this.#reasons, 'reason', JSON.stringify([reason.source, metadata]));
  }

  #named(names: Map<string, number>, what: string, name: string): number {
    const known = names.get(name);
    if (known !== undefined) return known;
    const id = names.size;
    names.set(name, id);
    this.#lines.push(JSON.stringify([what, name]));
    return id;
  }
}

/** Reads what {@link RecordingWriter} wrote. The files are our own: a line that is not as it should be throws. */
export function readRecording(text: string): readonly Entry[] {
  const documents: string[] = [];
  const reasons: EditReason[] = [];
  const entries: Entry[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const packed = JSON.parse(line) as Packed;
    const entry = unpack(packed, documents, reasons);
    if (entry !== null) entries.push(entry);
  }
  return entries;
}

function known<T>(list: readonly T[], id: unknown): T {
  const found = list[id as number];
  if (found === undefined) throw new RangeError(`The recording names ${String(id)} before it says what it is`);
  return found;
}

function unpack(packed: Packed, documents: string[], reasons: EditReason[]): Entry | null {
  const [what, ...fields] = packed;
  const common = (): { readonly atMs: number; readonly document: string } => ({
    atMs: fields[0] as number,
    document: known(documents, fields[1]),
  });
  switch (what) {
    case 'document':
      documents.push(fields[0] as string);
      return null;
    case 'reason': {
      const [source, metadata] = JSON.parse(fields[0] as string) as [string, Record<string, unknown>];
      reasons.push({ source, metadata });
      return null;
    }
    case 'session':
      return { what, name: fields[0] as string, vscode: fields[1] as string };
    case 'kind':
      return { what, kind: fields[0] as string, actor: fields[1] as Actor };
    case 'open':
      return {
        what,
        ...common(),
        eol: fields[2] as '\n' | '\r\n',
        languageId: fields[3] as string,
        text: fields[4] as string,
      };
    case 'text':
      return {
        what,
        document: known(documents, fields[0]),
        utf16Length: fields[1] as number,
        hash: fields[2] as string,
        eol: fields[3] as '\n' | '\r\n',
      };
    case 'change':
      return {
        what,
        ...common(),
        version: fields[2] as number,
        edits: (fields[3] as readonly (readonly [number, number, number, number, number, string])[]).map(
          ([a, b, c, d, offset, insertedText]): EditorEdit => ({ ...span([a, b, c, d]), offset, insertedText }),
        ),
        undoRedo: fields[4] as 'undo' | 'redo' | null,
        isDirty: fields[5] as boolean,
        view: fields[6] as 'active' | 'visible' | 'hidden',
        selections: (fields[7] as readonly Quad[]).map(span),
        editReason: fields[8] === null ? null : known(reasons, fields[8]),
      };
    case 'select':
      return {
        what,
        ...common(),
        kind: fields[2] as SelectionKind,
        selections: (fields[3] as readonly Quad[]).map(span),
      };
    case 'dirty':
      return { what, ...common(), isDirty: fields[2] as boolean };
    case 'copy':
      return {
        what,
        ...common(),
        copyId: fields[2] as string,
        pieces: (fields[3] as readonly (readonly [number, string])[]).map(([offset, text]) => ({ offset, text })),
      };
    case 'paste':
      return {
        what,
        ...common(),
        text: fields[2] as string,
        copyId: fields[3] as string | null,
        elsewhere: null,
        isFromChat: false,
      };
    case 'accept':
      return { what, ...common(), isOver: fields[2] as boolean };
    case 'suggestion': {
      const [lineIndex, character] = fields[3] as readonly [number, number];
      return {
        what,
        ...common(),
        version: fields[2] as number,
        position: { lineIndex, character },
        selectedCompletion: fields[4] as string | null,
        completesByTab: fields[5] === true,
      };
    }
    case 'codeAction':
      return { what, ...common(), version: fields[2] as number };
    case 'close':
    case 'willSave':
    case 'saved':
    case 'completion':
      return { what, ...common() };
    default:
      throw new RangeError(`A recording has no ${String(what)}`);
  }
}
