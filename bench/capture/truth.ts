import { movedPiece } from '../../src/core/text/sameLines.ts';
import { type SeenEdit } from '../../src/core/classify/change.ts';
import { type ChangeHappening, type CopyHappening } from '../../src/core/classify/happening.ts';
import { type Actor } from '../../test/capture/recording.ts';
import { alignment } from './alignment.ts';
import { moves } from './moves.ts';
import { reordering } from './reordering.ts';

/**
 * Who made one code unit, as the recording knows it from VS Code's own reason and from the script:
 * - `b` was there when the file was opened, and nobody recorded who wrote it
 * - `h` a person typed it, `a` an AI's suggestion or chat wrote it, `t` an editor command or language tool made it
 * - `k` came with a keystroke without being its character: indentation, the closing bracket of a pair. Calling it human or tool is right.
 * - `u` came from outside of VS Code: nothing in VS Code can tell who made it
 * - `A`, `T` an extension with (without) AI wrote it through the API that names nobody: the script knows, VS Code does not
 */
export type Label = 'b' | 'h' | 'a' | 't' | 'k' | 'u' | 'A' | 'T';

const isBlank = (text: string): boolean => !/\S/.test(text);
const pair = /^(?:\(\)|\[\]|\{\}|<>|""|''|``)$/;
const closer = /^(?:\)|\]|\}|>|"|'|`|\*|_)$/;

/** Text that was copied, with its labels. */
export interface Clip {
  readonly text: string;
  readonly labels: string;
}

const unified = (text: string): string => text.replace(/\r\n/g, '\n');

/** The true labels of one document, kept by rules that are simple and slow, from VS Code's own reason of each change. */
export class TrueText {
  text: string;
  labels: string;
  readonly #states = new Map<string, string>();

  constructor(text: string) {
    this.text = text;
    this.labels = 'b'.repeat(text.length);
    this.#states.set(text, this.labels);
  }

  /** Where each edit's inserted text stands after the change, with what is in it that is not just kept in place. */
  apply(
    change: ChangeHappening,
    actor: Actor,
    clips: readonly Clip[],
  ): readonly {
    readonly offset: number;
    readonly deletedUtf16Length: number;
    readonly kept: readonly [number, number];
    readonly insertedUtf16Length: number;
  }[] {
    const before = this.text;
    const sorted = [...change.edits].sort((a, b) => a.offset - b.offset);
    const edits = sorted.map((edit): SeenEdit => {
      const length = utf16LengthBetween(before, edit.offset, edit.start, edit.end);
      return {
        offset: edit.offset,
        deletedText: before.slice(edit.offset, edit.offset + length),
        insertedText: edit.insertedText,
      };
    });
    let text = '';
    let offset = 0;
    for (const edit of edits) {
      text += before.slice(offset, edit.offset) + edit.insertedText;
      offset = edit.offset + edit.deletedText.length;
    }
    text += before.slice(offset);
    const isBack = change.undoRedo !== null || (change.editReason?.source === 'reloadFromDisk' && actor === 'person');
    const state = isBack ? this.#states.get(text) : undefined;
    let labels = '';
    offset = 0;
    edits.forEach((edit, index) => {
      labels += this.labels.slice(offset, edit.offset);
      labels += state === undefined ? this.#labelsOf(edit, index, edits, change, actor, clips) : edit.insertedText;
      offset = edit.offset + edit.deletedText.length;
    });
    labels += this.labels.slice(offset);
    this.text = text;
    this.labels = state ?? labels;
    this.#states.set(text, this.labels);
    return edits.map((edit) => ({
      offset: edit.offset,
      deletedUtf16Length: edit.deletedText.length,
      insertedUtf16Length: edit.insertedText.length,
      kept: commonEnds(edit.deletedText, edit.insertedText),
    }));
  }

  /** What a copy takes along. */
  clip(copy: CopyHappening): Clip {
    const eol = this.text.includes('\r\n') ? '\r\n' : '\n';
    const pieces = copy.pieces.map((piece) => ({
      text: piece.text,
      labels: this.labels.slice(piece.offset, piece.offset + piece.text.length),
    }));
    return {
      text: pieces.map((piece) => piece.text).join(eol),
      labels: pieces.map((piece) => piece.labels).join('k'.repeat(eol.length)),
    };
  }

  #labelsOf(
    edit: SeenEdit,
    index: number,
    edits: readonly SeenEdit[],
    change: ChangeHappening,
    actor: Actor,
    clips: readonly Clip[],
  ): string {
    const { insertedText, deletedText, offset } = edit;
    const old = this.labels.slice(offset, offset + deletedText.length);
    if (insertedText === deletedText) return old;
    const reason = change.editReason;
    const kind = reason?.source === 'cursor' ? reason.metadata['kind'] : null;
    if (kind === 'type' && actor === 'ai-typist') return 'A'.repeat(insertedText.length);
    if (kind === 'type' || kind === 'compositionType' || kind === 'compositionEnd') {
      if (isBlank(insertedText)) return 'k'.repeat(insertedText.length);
      if (pair.test(insertedText) && deletedText === '') return 'hk';
      // Surrounding a selection inserts two edits; the second one of each pair is the closer.
      if (edits.length > 1 && index % 2 === 1 && deletedText === '' && closer.test(insertedText)) return 'k';
      return Array.from(insertedText, (c) => (isBlank(c) ? 'k' : 'h').repeat(c.length)).join('');
    }
    if (kind === 'paste') {
      const wanted = unified(insertedText);
      for (const clip of clips) {
        const at = unified(clip.text).indexOf(wanted);
        if (at < 0 || clip.text.includes('\r\n') !== insertedText.includes('\r\n')) continue;
        return clip.labels.slice(at, at + insertedText.length);
      }
      return 'u'.repeat(insertedText.length);
    }
    return this.#rearranged(edit, edits, old, freshLabel(change, actor));
  }

  #rearranged(edit: SeenEdit, edits: readonly SeenEdit[], old: string, fresh: Label): string {
    const { insertedText, deletedText, offset } = edit;
    if (deletedText === '' && insertedText.length > 1 && fresh === 't') {
      for (const other of edits) {
        const piece = other === edit ? null : movedPiece(other.deletedText, insertedText);
        if (piece === null) continue;
        const start = other.offset + piece.at;
        // A line break that was not there before is as much the keystroke's as the tool's.
        const [before, behind] = [piece.from, insertedText.length - piece.from - piece.length];
        return 'k'.repeat(before) + this.labels.slice(start, start + piece.length) + 'k'.repeat(behind);
      }
      const { length } = insertedText;
      for (const start of [offset - length, offset]) {
        if (start >= 0 && this.text.slice(start, start + length) === insertedText)
          return this.labels.slice(start, start + length);
      }
      // The last line of a file has no line break behind it, the first none before it: a copy of it brings one.
      const [{ length: broken }, line] = [
        /^\r?\n/.exec(insertedText)?.[0] ?? '',
        insertedText.replace(/^\r?\n|\r?\n$/g, ''),
      ];
      const start = broken > 0 ? offset - line.length : offset;
      if (line !== '' && start >= 0 && this.text.slice(start, start + line.length) === line) {
        const behind = insertedText.length - broken - line.length;
        return 'k'.repeat(broken) + this.labels.slice(start, start + line.length) + 'k'.repeat(behind);
      }
    }
    const kept = (reordering(deletedText, insertedText) ?? alignment(deletedText, insertedText)).map((place) =>
      place < 0 ? fresh : (old[place] ?? fresh),
    );
    const labels = (this.#movedHere(edit, edits, kept, fresh) ?? kept).join('');
    if (fresh !== 't') return labels;
    // White space that a person's command puts in is as much the keystroke's as the tool's.
    return Array.from(labels, (label, at) => (label === 't' && isBlank(insertedText[at] ?? '') ? 'k' : label)).join('');
  }

  /** Where nothing stays: what other edits of the same event deleted and this one inserts, which takes along what it had. */
  #movedHere(
    edit: SeenEdit,
    edits: readonly SeenEdit[],
    kept: readonly string[],
    fresh: Label,
  ): readonly string[] | null {
    if (kept.some((label) => label !== fresh)) return null;
    if (edit.deletedText !== '' && edit.insertedText.replace(/\s/g, '').length < 4) return null;
    for (const other of edits) {
      const places = other === edit ? null : moves(other.deletedText, edit.insertedText);
      if (places === null) continue;
      return places.map((place) => (place < 0 ? fresh : (this.labels[other.offset + place] ?? fresh)));
    }
    return null;
  }
}

/** Whose the new text of a change is that is not typing and not a paste. */
function freshLabel(change: ChangeHappening, actor: Actor): Label {
  const reason = change.editReason;
  const byActor: Label =
    actor === 'ai-extension' || actor === 'ai-typist'
      ? 'A'
      : actor === 'plain-extension'
        ? 'T'
        : actor === 'outside'
          ? 'u'
          : 'T';
  const name = reason?.metadata['name'];
  switch (reason?.source) {
    case 'inlineCompletionAccept':
    case 'inlineCompletionPartialAccept':
    case 'Chat.applyEdits':
    case 'inlineChat.applyEdits':
      return 'a';
    case 'reloadFromDisk':
      return actor === 'ai-extension' ? 'A' : 'u';
    case 'cursor':
    case 'suggest':
    case 'rename':
    case 'codeAction':
    case 'eolChange':
      return 't';
    case 'snippet':
      return actor === 'person' ? 't' : byActor;
    case 'unknown':
      return typeof name === 'string' &&
        (name === 'formatEditsCommand' || name === 'insertFinalNewLine' || name.startsWith('editor.action.'))
        ? 't'
        : byActor;
    default:
      return byActor;
  }
}

function commonEnds(a: string, b: string): readonly [number, number] {
  const shorter = Math.min(a.length, b.length);
  let prefix = 0;
  while (prefix < shorter && a[prefix] === b[prefix]) prefix++;
  let suffix = 0;
  while (suffix < shorter - prefix && a[a.length - 1 - suffix] === b[b.length - 1 - suffix]) suffix++;
  return [prefix, suffix];
}

/** How many code units lie between two places of a text, of which the first is at `offset`. */
function utf16LengthBetween(
  text: string,
  offset: number,
  start: { readonly lineIndex: number; readonly character: number },
  end: { readonly lineIndex: number; readonly character: number },
): number {
  if (start.lineIndex === end.lineIndex) return end.character - start.character;
  let at = offset;
  for (let line = start.lineIndex; line < end.lineIndex; line++) {
    const next = text.indexOf('\n', at);
    if (next < 0) throw new RangeError('A change reaches beyond the text');
    at = next + 1;
  }
  return at + end.character - offset;
}
