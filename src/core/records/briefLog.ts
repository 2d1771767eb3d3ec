const newline = 10;
const opening = 0x5b;
const closing = 0x5d;
const ascii = (text: string): readonly number[] => Array.from(text, (character) => character.charCodeAt(0));
/** As whoever writes indented JSON begins the conversation of an entry. */
const conversation = ascii('"messages": [');
const divider = ascii('\n---');

/**
 * The bytes of an authorship log without its conversations, which are nearly all of many logs: one piece or several, in order. Only those of indented JSON are found, whose
 * end stands on a line of its own, as far indented as their beginning; then the log says the same of lines, agents and models. Whoever indents otherwise may get
 * pieces that are no JSON any more: the whole must be read then.
 */
export function withoutConversations(log: Uint8Array): readonly Uint8Array[] {
  const kept: Uint8Array[] = [];
  let from = 0;
  let start = afterDivider(log);
  while (start >= 0) {
    start = nextConversation(log, start);
    const end = start < 0 ? -1 : endOfConversation(log, start);
    if (end < 0) break;
    // One within another: this is not the form that we know.
    const next = nextConversation(log, start);
    if (next >= 0 && next < end) return [log];
    kept.push(log.subarray(from, start));
    from = start = end;
  }
  return from === 0 ? [log] : [...kept, log.subarray(from)];
}

function afterDivider(log: Uint8Array): number {
  for (let at = log.indexOf(newline); at >= 0; at = log.indexOf(newline, at + 1))
    if (isAt(log, at, divider)) return at + divider.length;
  return -1;
}

/** Where the contents begin of the next conversation that begins a line and ends its line; below zero for none. */
function nextConversation(log: Uint8Array, from: number): number {
  const { length } = conversation;
  for (let at = log.indexOf(opening, from); at >= 0; at = log.indexOf(opening, at + 1))
    if (log[at + 1] === newline && isAt(log, at + 1 - length, conversation)) return at + 1;
  return -1;
}

/** Where the line break stands before the bracket that closes a conversation; below zero where it does not close as it opens. */
function endOfConversation(log: Uint8Array, start: number): number {
  const keyAt = start - conversation.length;
  const indent = keyAt - 1 - log.lastIndexOf(newline, keyAt);
  if (!isIndent(log, keyAt, indent)) return -1;
  for (let at = log.indexOf(closing, start); at >= 0; at = log.indexOf(closing, at + 1))
    if (log[at - indent - 1] === newline && isIndent(log, at, indent)) return at - indent - 1;
  return -1;
}

/** Whether so many spaces stand before a place. */
function isIndent(log: Uint8Array, end: number, count: number): boolean {
  for (let index = 1; index <= count; index++) if (log[end - index] !== 0x20) return false;
  return true;
}

function isAt(log: Uint8Array, at: number, bytes: readonly number[]): boolean {
  return at >= 0 && bytes.every((byte, index) => log[at + index] === byte);
}
