/** A place in a text as editors name it: both 0-based, `character` in UTF-16 code units. */
export interface LinePosition {
  readonly lineIndex: number;
  readonly character: number;
}

/**
 * What tells two states of a text apart without keeping the texts: equal texts have equal signatures, and unequal texts of
 * one document have unequal ones but for permutations of lines and a chance of 2^-32.
 */
export interface TextSignature {
  readonly utf16Length: number;
  readonly lineCount: number;
  readonly linesHash: number;
}

/** Lines longer than this are hashed by their ends and length only, so that a minified line costs no more than a normal one. */
const longLine = 4096;

function hashLine(line: string): number {
  let hash = 0x811c9dc5 ^ line.length;
  const hashed = line.length <= longLine ? line : line.slice(0, longLine / 2) + line.slice(-longLine / 2);
  for (let index = 0; index < hashed.length; index++) hash = Math.imul(hash ^ hashed.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/**
 * A copy of an open document, line by line, because VS Code tells what an edit inserted but not what it deleted. An edit costs
 * the lines that it touches, not the document. Lines are split as VS Code splits them (`\r\n`, `\n` and `\r`), and joined by one `eol`.
 */
export class LineMirror {
  #lines: string[];
  #linesHash = 0;
  #utf16Length: number;
  #eol: '\n' | '\r\n';

  constructor(text: string, eol: '\n' | '\r\n') {
    this.#eol = eol;
    this.#lines = text.split(/\r\n|\n|\r/);
    this.#utf16Length = (this.#lines.length - 1) * eol.length;
    for (const line of this.#lines) this.#count(line, 1);
  }

  /** The line break between any two lines. */
  get eol(): '\n' | '\r\n' {
    return this.#eol;
  }

  set eol(eol: '\n' | '\r\n') {
    this.#utf16Length += (this.#lines.length - 1) * (eol.length - this.#eol.length);
    this.#eol = eol;
  }

  get lineCount(): number {
    return this.#lines.length;
  }

  get utf16Length(): number {
    return this.#utf16Length;
  }

  get signature(): TextSignature {
    return { utf16Length: this.#utf16Length, lineCount: this.#lines.length, linesHash: this.#linesHash };
  }

  /** The whole text. Costs its length. */
  text(): string {
    return this.#lines.join(this.eol);
  }

  /** The line without its line break; empty beyond the last line. */
  line(lineIndex: number): string {
    return this.#lines[lineIndex] ?? '';
  }

  /**
   * Puts `insertedText`, whose line breaks must be this mirror's, in place of a range, and returns the text that was there.
   * Throws `RangeError` when the range is not within the text.
   */
  replace(start: LinePosition, end: LinePosition, insertedText: string): string {
    const first = this.#lines[start.lineIndex];
    const last = this.#lines[end.lineIndex];
    if (
      first === undefined ||
      last === undefined ||
      start.character > first.length ||
      end.character > last.length ||
      start.lineIndex > end.lineIndex ||
      (start.lineIndex === end.lineIndex && start.character > end.character)
    ) {
      throw new RangeError(
        `Range ${start.lineIndex}:${start.character}-${end.lineIndex}:${end.character} is not within ${this.#lines.length} lines`,
      );
    }
    const touched = this.#lines.slice(start.lineIndex, end.lineIndex + 1);
    const deletedText =
      touched.length === 1
        ? first.slice(start.character, end.character)
        : [first.slice(start.character), ...touched.slice(1, -1), last.slice(0, end.character)].join(this.eol);
    const fresh = (first.slice(0, start.character) + insertedText + last.slice(end.character)).split(this.eol);
    for (const line of touched) this.#count(line, -1);
    for (const line of fresh) this.#count(line, 1);
    this.#utf16Length += (fresh.length - touched.length) * this.eol.length;
    this.#splice(start.lineIndex, touched.length, fresh);
    return deletedText;
  }

  #splice(lineIndex: number, deletedCount: number, fresh: readonly string[]): void {
    // A spread of very many arguments overflows the stack.
    if (fresh.length < 10_000) this.#lines.splice(lineIndex, deletedCount, ...fresh);
    else this.#lines = this.#lines.slice(0, lineIndex).concat(fresh, this.#lines.slice(lineIndex + deletedCount));
  }

  #count(line: string, sign: 1 | -1): void {
    this.#linesHash = (this.#linesHash + sign * hashLine(line)) >>> 0;
    this.#utf16Length += sign * line.length;
  }
}

/** Whether two signatures may belong to one text. */
export function sameSignature(a: TextSignature, b: TextSignature): boolean {
  return a.utf16Length === b.utf16Length && a.lineCount === b.lineCount && a.linesHash === b.linesHash;
}
