import { isSlight } from '../../core/attribution/carriedLines.ts';

/** So many letters and digits no slight line has. */
const neverSlightFrom = 6;

/**
 * A number that is the same for lines that are the same but for white space, and practically never for others; 0 for a line that says so little that
 * finding it elsewhere means nothing. Of the line `[offset, endExclusive)` of a text.
 */
export function lineKey(text: string, offset: number, endExclusive: number): number {
  let [first, second] = [0x811c9dc5, 0x9dc5811c];
  let letters = 0;
  let isAscii = true;
  for (let index = offset; index < endExclusive; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) continue;
    if (code < 0x80) {
      if ((code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39)) letters++;
    } else {
      isAscii = false;
      if (isFarBlank(code)) continue;
    }
    first = Math.imul(first ^ code, 0x01000193);
    second = Math.imul(second ^ code, 0x5bd1e995) ^ (second >>> 15);
  }
  if (letters < neverSlightFrom && (isAscii || isSlight(text.slice(offset, endExclusive)))) return 0;
  return (first >>> 0) * 2 ** 21 + (second >>> 11) + 1;
}

/** White space beyond ASCII, as `\s` has it. */
function isFarBlank(code: number): boolean {
  return (
    code === 0xa0 ||
    code === 0xfeff ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}
