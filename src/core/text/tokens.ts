/** What a character may be part of. */
const unlooked = 0;
const single = 1;
const word = 2;
const space = 3;

/** The class of each code unit, looked up when first met. Surrogates stay unlooked: the pair has a class. */
const classes = new Uint8Array(65_536);

/** Scripts that write without spaces: a sentence would be one word. */
const unspaced =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]$/u;
const inWord = /^[\p{L}\p{M}\p{N}_$]$/u;

function lookUp(character: string): number {
  if (inWord.test(character)) return unspaced.test(character) ? single : word;
  return /^[^\S\n]$/u.test(character) ? space : single;
}

function classAt(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  const known = classes[code] ?? unlooked;
  if (known !== unlooked) return known;
  const found = lookUp(String.fromCodePoint(text.codePointAt(offset) ?? 0));
  if (!isHighSurrogate(code)) classes[code] = found;
  return found;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

/** How many code units the character at `offset` has. */
function characterLength(text: string, offset: number): number {
  if (!isHighSurrogate(text.charCodeAt(offset))) return 1;
  return (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
}

/** Whether the code unit at `offset` is white space, line breaks included. */
export function isSpaceAt(text: string, offset: number): boolean {
  return text.charCodeAt(offset) === 0x0a || classAt(text, offset) === space;
}

/** Whether the code unit counts as text rather than as white space or a control character. */
export function isNonBlankCode(code: number): boolean {
  return code > 0x20 && code !== 0xa0 && code !== 0x3000 && code !== 0xfeff;
}

/** How many code units of a range are not blank. */
export function nonBlankLength(text: string, offset: number, endExclusive: number): number {
  let count = 0;
  for (let index = offset; index < endExclusive; index++) if (isNonBlankCode(text.charCodeAt(index))) count++;
  return count;
}

/** Gives equal tokens equal numbers. Single ASCII characters need no table: they are their own numbers. */
export class TokenNumbers {
  readonly #numbers = new Map<string, number>();

  /** All numbers are below it. */
  get size(): number {
    return 128 + this.#numbers.size;
  }

  clear(): void {
    this.#numbers.clear();
  }

  of(text: string, offset: number, endExclusive: number): number {
    if (endExclusive - offset === 1) {
      const code = text.charCodeAt(offset);
      if (code < 128) return code;
    }
    const token = text.slice(offset, endExclusive);
    let number = this.#numbers.get(token);
    if (number === undefined) this.#numbers.set(token, (number = this.size));
    return number;
  }
}

/**
 * A stretch of a text cut into words, stretches of white space within a line, and single characters. One object serves one stretch after
 * the other, because a diff looks at very many small ones.
 */
export class Tokens {
  /** Where each token starts, and at the end where the last one ends: one entry more than tokens. */
  starts = new Int32Array(65);
  /** How many code units of each token are not blank. */
  weights = new Int32Array(65);
  /** Equal tokens have equal symbols, if the same numbers were used. One entry a token. */
  symbols = new Int32Array();
  count = 0;
  #symbolRoom = new Int32Array(65);

  /** Cuts `[offset, endExclusive)` of `text` into tokens; false when they are more than `most`. */
  cut(text: string, offset: number, endExclusive: number, numbers: TokenNumbers, most: number): boolean {
    this.count = 0;
    for (let start = offset; start < endExclusive;) {
      if (this.count >= most) return false;
      if (this.count + 1 >= this.starts.length) this.#grow();
      const kind = classAt(text, start);
      let end = start + characterLength(text, start);
      if (kind !== single) while (end < endExclusive && classAt(text, end) === kind) end += characterLength(text, end);
      end = Math.min(end, endExclusive);
      this.starts[this.count] = start;
      this.weights[this.count] = kind === space ? 0 : nonBlankLength(text, start, end);
      this.#symbolRoom[this.count++] = numbers.of(text, start, end);
      start = end;
    }
    this.starts[this.count] = endExclusive;
    this.symbols = this.#symbolRoom.subarray(0, this.count);
    return true;
  }

  #grow(): void {
    this.starts = grown(this.starts);
    this.weights = grown(this.weights);
    this.#symbolRoom = grown(this.#symbolRoom);
  }
}

function grown(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}
