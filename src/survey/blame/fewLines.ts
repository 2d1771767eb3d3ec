import { longSearch, type Box, type MiddlePoint, type Sequence } from './middlePoint.ts';

/** A part with more lines than this has many. */
const mostFew = 128;

/** So large may the table of places be, in words of 32. */
const mostWords = 1 << 18;

/**
 * How far one can get with so many of the few lines left out, from one corner of a box: by how many of them are matched, how many of the many lines are left out at least.
 * Numbers of a row never become less.
 */
class Reach {
  width = 0;
  numbers = new Int32Array(0);
  /** By row, how many of the few lines can be matched. */
  readonly most = new Int32Array(mostFew + 1);

  open(count: number): void {
    this.width = count + 1;
    if (this.numbers.length < this.width * this.width) this.numbers = new Int32Array(2 * this.width * this.width);
  }

  /** How many of the few are matched at most when so many of them and so many of the many are left out. */
  matched(few: number, many: number): number {
    const start = few * this.width;
    let low = 0;
    let high = this.most[few] ?? 0;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.numbers[start + middle] ?? 0) <= many) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The same when one may leave out more of the few than there are. */
  matchedBeyond(few: number, many: number): number {
    let best = this.matched(few, many);
    if (best + few === this.width - 1)
      for (let row = few - 1; row >= 0; row--) best = Math.max(best, this.matched(row, many));
    return best;
  }
}

/**
 * Finds what `middlePoint` finds where one side, the newer, has few lines: not step by step along the many, since where each line of the few stands next is known (Narao Nakatsu,
 * Yahiko Kambayashi and Shuzo Yajima, "A longest common subsequence algorithm suitable for similar text strings", 1982). Of what is left out for so many matched lines follows
 * how far a search of any cost got on any diagonal.
 */
export class FewLines {
  /** By kind of the few lines, a bit for each of the many that is the same. */
  #bits = new Int32Array(0);
  #words = 0;
  /** Of each of the few, its kind. */
  #kinds = new Int32Array(0);
  readonly #forward = new Reach();
  readonly #backward = new Reach();

  /** Takes two sides; false where that would take too much room. `kindOf` has a zero for each id that is on either, and has them again afterwards. */
  open(many: Sequence, few: Sequence, kindOf: Int32Array): boolean {
    this.#words = (many.count >>> 5) + 2;
    if (this.#words * (few.count + 1) > mostWords) return false;
    if (this.#kinds.length < few.count) this.#kinds = new Int32Array(2 * few.count);
    let kinds = 0;
    for (let index = 0; index < few.count; index++) {
      const id = few.ids[index] ?? 0;
      if (kindOf[id] === 0) kindOf[id] = ++kinds;
      this.#kinds[index] = kindOf[id] ?? 0;
    }
    const size = this.#words * (kinds + 1);
    if (this.#bits.length < size) this.#bits = new Int32Array(2 * size);
    else this.#bits.fill(0, 0, size);
    for (let index = 0; index < many.count; index++) {
      const word = (kindOf[many.ids[index] ?? 0] ?? 0) * this.#words + (index >>> 5);
      this.#bits[word] = (this.#bits[word] ?? 0) | (1 << (index & 31));
    }
    for (let index = 0; index < few.count; index++) kindOf[few.ids[index] ?? 0] = 0;
    return true;
  }

  /** As `middlePoint`; null where the newer side does not have few lines, and where a search may end with a long run of equal lines. */
  middle(box: Box, costLimit: number, isExact: boolean): MiddlePoint | null {
    const { oldStart, oldEnd, newStart, newEnd } = box;
    const many = oldEnd - oldStart;
    const few = newEnd - newStart;
    if (few > mostFew || many < few || (costLimit > longSearch && !isExact)) return null;
    this.#forward.open(few);
    this.#backward.open(few);
    // All that are left out, on either side, are the cost of both searches together.
    if (!isExact && many - few > 2 * costLimit) return this.#furthest(box, costLimit, 0, costLimit);
    let left = 0;
    while (!this.#goForward(box, left, many)) left++;
    const cost = many - few + 2 * left;
    if (!isExact && cost > 2 * costLimit) return this.#furthest(box, costLimit, left + 1, many);
    for (let row = 0; row <= left; row++) this.#goBackward(box, row, many);
    for (let row = 0; row <= left; row++) {
      const leftThere = ((cost + 1) >> 1) - row;
      const leftBack = (cost >> 1) - left + row;
      if (leftThere < 0 || leftBack < 0) continue;
      const matchedThere = this.#forward.matched(row, leftThere);
      const matchedBack = this.#backward.matched(left - row, leftBack);
      const first = oldStart + leftThere + matchedThere;
      const second = oldEnd - leftBack - matchedBack;
      if (second > first) continue;
      return cost % 2 === 1
        ? { old: first, new: newStart + row + matchedThere, isExactBefore: true, isExactAfter: true }
        : { old: second, new: newEnd - (left - row) - matchedBack, isExactBefore: true, isExactAfter: true };
    }
    return null;
  }

  /** The furthest point that either search reaches at a cost; rows before one are known of the forward search. */
  #furthest(box: Box, cost: number, knownRows: number, most: number): MiddlePoint {
    const { oldStart, oldEnd, newStart, newEnd } = box;
    const last = Math.min(cost, newEnd - newStart);
    let forwardSum = -1;
    let forwardOld = -1;
    let backwardSum = 0x7fffffff;
    let backwardOld = 0x7fffffff;
    for (let row = 0; row <= last; row++) {
      if (row >= knownRows) this.#goForward(box, row, most);
      this.#goBackward(box, row, most);
    }
    for (let row = 0; row <= last; row++) {
      const diagonal = oldStart - newStart + cost - 2 * row;
      let old = Math.min(oldStart + cost - row + this.#forward.matchedBeyond(row, cost - row), oldEnd);
      let young = old - diagonal;
      if (young > newEnd) {
        old = newEnd + diagonal;
        young = newEnd;
      }
      if (old + young > forwardSum) {
        forwardSum = old + young;
        forwardOld = old;
      }
    }
    // The highest diagonal first, on which most of the few are left out.
    for (let row = last; row >= 0; row--) {
      const diagonal = oldEnd - newEnd - cost + 2 * row;
      let old = Math.max(oldStart, oldEnd - (cost - row) - this.#backward.matchedBeyond(row, cost - row));
      let young = old - diagonal;
      if (young < newStart) {
        old = newStart + diagonal;
        young = newStart;
      }
      if (old + young < backwardSum) {
        backwardSum = old + young;
        backwardOld = old;
      }
    }
    return oldEnd + newEnd - backwardSum < forwardSum - (oldStart + newStart)
      ? { old: forwardOld, new: forwardSum - forwardOld, isExactBefore: true, isExactAfter: false }
      : { old: backwardOld, new: backwardSum - backwardOld, isExactBefore: false, isExactAfter: true };
  }

  /** Fills a row, of which that before is known, as far as no more than `most` of the many are left out. True where all of the few are either matched or left out then. */
  #goForward({ oldStart, oldEnd, newStart, newEnd }: Box, row: number, most: number): boolean {
    const { numbers, width, most: mosts } = this.#forward;
    const bits = this.#bits;
    const words = this.#words;
    const kinds = this.#kinds;
    const all = newEnd - newStart - row;
    const start = row * width;
    const known = row === 0 ? -1 : (mosts[row - 1] ?? 0);
    const lastWord = (oldEnd - 1) >>> 5;
    numbers[start] = 0;
    let left = 0;
    let matched = 0;
    for (; matched < all; matched++) {
      const at = oldStart + left + matched;
      const first = (kinds[newStart + row + matched] ?? 0) * words;
      let word = at >>> 5;
      let found = (bits[first + word] ?? 0) & (-1 << (at & 31));
      while (found === 0 && word < lastWord) found = bits[first + ++word] ?? 0;
      const place = found === 0 ? oldEnd : (word << 5) + 31 - Math.clz32(found & -found);
      let next = place >= oldEnd ? 0x7fffffff : place - oldStart - matched;
      if (matched < known) next = Math.min(next, numbers[start - width + matched + 1] ?? 0);
      if (next > most) break;
      left = next;
      numbers[start + matched + 1] = left;
    }
    mosts[row] = matched;
    return matched === all;
  }

  /** The same from the ends. */
  #goBackward({ oldStart, oldEnd, newStart, newEnd }: Box, row: number, most: number): void {
    const { numbers, width, most: mosts } = this.#backward;
    const bits = this.#bits;
    const words = this.#words;
    const kinds = this.#kinds;
    const all = newEnd - newStart - row;
    const start = row * width;
    const known = row === 0 ? -1 : (mosts[row - 1] ?? 0);
    const firstWord = oldStart >>> 5;
    numbers[start] = 0;
    let left = 0;
    let matched = 0;
    for (; matched < all; matched++) {
      // The last place before which to look.
      const at = oldEnd - left - matched - 1;
      const first = (kinds[newEnd - 1 - row - matched] ?? 0) * words;
      let word = at >> 5;
      let found = at < oldStart ? 0 : (bits[first + word] ?? 0) & (-1 >>> (31 - (at & 31)));
      while (found === 0 && word > firstWord) found = bits[first + --word] ?? 0;
      const place = found === 0 ? -1 : (word << 5) + 31 - Math.clz32(found);
      let next = place < oldStart ? 0x7fffffff : oldEnd - 1 - place - matched;
      if (matched < known) next = Math.min(next, numbers[start - width + matched + 1] ?? 0);
      if (next > most) break;
      left = next;
      numbers[start + matched + 1] = left;
    }
    mosts[row] = matched;
  }
}
