import { type SeenEdit } from './change.ts';
import { typedPart } from './editReasonRules.ts';

// What keys insert.

/** What an Enter leaves behind: a line break, indentation, and the closing bracket that it pushed down stays where it was. */
const enterKey = /^\r?\n[\t ]*(?:\r?\n[\t ]*)?$/;

/** Input methods commit words of such scripts at once; nothing else types more than one character at a time. */
const composedText =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}ー、。]{1,24}$/u;

let graphemes: Intl.Segmenter | undefined;

function isOneCharacter(text: string): boolean {
  if (text.length === 1) return true;
  if (text.length === 0 || text.length > 24) return false;
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  let count = 0;
  for (const _ of graphemes.segment(text)) if (++count > 1) return false;
  return true;
}

/** An input method shows the letters of a word while they come: all of them again with each key. */
function composesOneMore({ deletedText, insertedText }: SeenEdit): boolean {
  return (
    deletedText !== '' && insertedText.startsWith(deletedText) && isOneCharacter(insertedText.slice(deletedText.length))
  );
}

/** Whether one key, or one step of an input method, makes this replacement. */
export function isOneKeystroke(edit: SeenEdit): boolean {
  const text = edit.insertedText;
  return (
    text === '' ||
    isOneCharacter(text) ||
    enterKey.test(text) ||
    composedText.test(text) ||
    composesOneMore(edit) ||
    typedPart([edit]).typedUtf16Length !== undefined
  );
}

/** What Enter and Tab insert; a single blank is a key of its own, after which VS Code reports the kind keyboard. */
export const isEnterOrTab = (text: string): boolean => text.includes('\n') || text.includes('\t') || text.length > 1;
