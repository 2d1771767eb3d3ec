import { unknownOriginId, type OriginId } from './origin.ts';
import { type Run } from './run.ts';
import { chunkCapacity, RunChunk } from './runChunk.ts';

/** A replacement with the attribution of what comes. Offsets as in `TextEdit`. */
export interface AttributedEdit {
  readonly offset: number;
  readonly deletedUtf16Length: number;
  /** Their lengths sum to the length of what is inserted. */
  readonly insertedRuns: readonly Run[];
}

/** Two neighbouring chunks of together so few runs become one: deletions would leave ever more almost empty ones. */
const joinUpTo = chunkCapacity / 2;

/** To build anew costs as much a run as one edit costs for so many runs; measured. */
const runsRebuiltPerEdit = 40;

/** Lengths are kept as 32-bit integers; the longest string of any engine is shorter. */
const longestText = 2 ** 31 - 1;

/**
 * Whose each code unit of one text is: ordered runs, so that their lengths sum to the text's length at any time.
 *
 * A list of chunks of at most 512 runs each: an edit finds its chunk by the chunks' lengths, its run by the runs' lengths,
 * and moves only numbers within one chunk, so that it costs microseconds in a text of 200,000 runs. Neighbouring runs of one origin are
 * one run, across chunks too. A call that throws `RangeError` has changed nothing.
 */
export class Attribution {
  #chunks: RunChunk[] = [];
  #utf16Length = 0;
  #runCount = 0;
  /** Where the last edit was: typing stays in one place. */
  #nearChunkIndex = 0;
  #nearChunkOffset = 0;

  /** A text of one origin. */
  static uniform(utf16Length: number, originId: OriginId): Attribution {
    return Attribution.fromRuns(utf16Length === 0 ? [] : [{ utf16Length, originId }]);
  }

  /** A text of these runs. Runs of length 0 are left out, neighbours of one origin joined; a negative length throws `RangeError`. */
  static fromRuns(runs: Iterable<Run>): Attribution {
    const attribution = new Attribution();
    attribution.#build(runs);
    return attribution;
  }

  get utf16Length(): number {
    return this.#utf16Length;
  }

  get runCount(): number {
    return this.#runCount;
  }

  /** Puts `insertedRuns` in place of a range. Throws `RangeError` when the range is not within the text. */
  replace(offset: number, deletedUtf16Length: number, insertedRuns: readonly Run[]): void {
    this.replaceMany([{ offset, deletedUtf16Length, insertedRuns }]);
  }

  /** {@link replace} by text of one origin. */
  replaceUniform(offset: number, deletedUtf16Length: number, insertedUtf16Length: number, originId: OriginId): void {
    this.#checkRange(offset, deletedUtf16Length);
    checkRun(insertedUtf16Length, originId);
    checkTotal(this.#utf16Length - deletedUtf16Length + insertedUtf16Length);
    this.#delete(offset, deletedUtf16Length);
    this.#insert(offset, insertedUtf16Length, originId);
  }

  /**
   * All replacements of one moment: sorted by offset, disjoint, in coordinates of the text before. Costs no more than building the
   * text anew, however many they are. Throws `RangeError` when they overlap or leave the text. `rebuild` is for tests.
   */
  replaceMany(edits: readonly AttributedEdit[], rebuild?: boolean): void {
    const runsTouched = this.#checkEdits(edits);
    if (rebuild ?? runsTouched * runsRebuiltPerEdit > this.#runCount + chunkCapacity) {
      this.#build(this.#runsAfter(edits));
      return;
    }
    for (let index = edits.length - 1; index >= 0; index--) {
      const edit = edits[index];
      if (edit === undefined) continue;
      this.#delete(edit.offset, edit.deletedUtf16Length);
      let at = edit.offset;
      for (const run of edit.insertedRuns) {
        this.#insert(at, run.utf16Length, run.originId);
        at += run.utf16Length;
      }
    }
  }

  /** The origin of the code unit at `offset`. Throws `RangeError` outside the text. */
  originAt(offset: number): OriginId {
    this.#checkRange(offset, 1);
    const [chunkIndex, chunkOffset] = this.#chunkAt(offset);
    const chunk = this.#chunks[chunkIndex];
    let index = 0;
    let end = chunkOffset + (chunk?.lengths[0] ?? 0);
    while (end <= offset) end += chunk?.lengths[++index] ?? Infinity;
    return chunk?.originIds[index] ?? unknownOriginId;
  }

  /** The runs of a range. Throws `RangeError` when it is not within the text. */
  slice(offset: number, endExclusive: number): readonly Run[] {
    this.#checkRange(offset, endExclusive - offset);
    const runs: { utf16Length: number; originId: OriginId }[] = [];
    if (offset === endExclusive) return runs;
    let [chunkIndex, at] = this.#chunkAt(offset);
    for (; at < endExclusive; chunkIndex++) {
      const chunk = this.#chunks[chunkIndex];
      if (chunk === undefined) break;
      for (let index = 0; index < chunk.count && at < endExclusive; index++) {
        const length = chunk.lengths[index] ?? 0;
        const from = Math.max(at, offset);
        const to = Math.min(at + length, endExclusive);
        at += length;
        if (to <= from) continue;
        const originId = chunk.originIds[index] ?? 0;
        const last = runs.at(-1);
        if (last?.originId === originId) last.utf16Length += to - from;
        else runs.push({ utf16Length: to - from, originId });
      }
    }
    return runs;
  }

  /** The two parts before and after `offset`. */
  split(offset: number): readonly [Attribution, Attribution] {
    return [Attribution.fromRuns(this.slice(0, offset)), Attribution.fromRuns(this.slice(offset, this.#utf16Length))];
  }

  /** This text with `other` behind it. */
  join(other: Attribution): Attribution {
    return Attribution.fromRuns([...this.runs(), ...other.runs()]);
  }

  /** All runs, in order. */
  runs(): readonly Run[] {
    return this.slice(0, this.#utf16Length);
  }

  /** Calls back for each run in order, without building a list. */
  forEachRun(callback: (offset: number, utf16Length: number, originId: OriginId) => void): void {
    let offset = 0;
    for (const chunk of this.#chunks) {
      for (let index = 0; index < chunk.count; index++) {
        const length = chunk.lengths[index] ?? 0;
        callback(offset, length, chunk.originIds[index] ?? 0);
        offset += length;
      }
    }
  }

  #checkRange(offset: number, utf16Length: number): void {
    if (!(isLength(offset) && isLength(utf16Length) && offset + utf16Length <= this.#utf16Length)) {
      throw new RangeError(
        `[${offset}, ${offset + utf16Length}) is not within a text of ${this.#utf16Length} code units`,
      );
    }
  }

  /** Checks everything about the edits and returns about how many runs they touch. */
  #checkEdits(edits: readonly AttributedEdit[]): number {
    let runsTouched = 0;
    let offset = 0;
    let total = this.#utf16Length;
    for (const edit of edits) {
      if (edit.offset < offset)
        throw new RangeError(`Edit at ${edit.offset} overlaps the one before, which ends at ${offset}`);
      this.#checkRange(edit.offset, edit.deletedUtf16Length);
      offset = edit.offset + edit.deletedUtf16Length;
      total -= edit.deletedUtf16Length;
      for (const run of edit.insertedRuns) {
        checkRun(run.utf16Length, run.originId);
        total += run.utf16Length;
      }
      runsTouched += 1 + edit.insertedRuns.length;
    }
    checkTotal(total);
    return runsTouched;
  }

  *#runsAfter(edits: readonly AttributedEdit[]): Iterable<Run> {
    let editIndex = 0;
    let offset = 0;
    let skipTo = 0;
    for (const chunk of this.#chunks) {
      for (let index = 0; index < chunk.count; index++) {
        const originId = chunk.originIds[index] ?? 0;
        const endExclusive = offset + (chunk.lengths[index] ?? 0);
        let from = Math.max(offset, skipTo);
        for (let edit = edits[editIndex]; edit !== undefined && edit.offset < endExclusive; edit = edits[editIndex]) {
          if (edit.offset > from) yield { utf16Length: edit.offset - from, originId };
          yield* edit.insertedRuns;
          skipTo = edit.offset + edit.deletedUtf16Length;
          from = Math.max(edit.offset, skipTo);
          editIndex++;
        }
        if (endExclusive > from) yield { utf16Length: endExclusive - from, originId };
        offset = endExclusive;
      }
    }
    for (; editIndex < edits.length; editIndex++) yield* edits[editIndex]?.insertedRuns ?? [];
  }

  #build(runs: Iterable<Run>): void {
    const chunks: RunChunk[] = [];
    let chunk: RunChunk | null = null;
    let total = 0;
    let runCount = 0;
    for (const { utf16Length, originId } of runs) {
      checkRun(utf16Length, originId);
      if (utf16Length === 0) continue;
      total += utf16Length;
      checkTotal(total);
      if (chunk !== null && chunk.originIds[chunk.count - 1] === originId) {
        chunk.lengths[chunk.count - 1] = (chunk.lengths[chunk.count - 1] ?? 0) + utf16Length;
        chunk.utf16Length += utf16Length;
        continue;
      }
      // Room is left for edits: a full chunk would have to be split by the first of them.
      if (chunk === null || chunk.count >= (chunkCapacity * 3) / 4) {
        chunk = new RunChunk();
        chunks.push(chunk);
      }
      chunk.lengths[chunk.count] = utf16Length;
      chunk.originIds[chunk.count] = originId;
      chunk.count++;
      chunk.utf16Length += utf16Length;
      runCount++;
    }
    this.#chunks = chunks;
    this.#utf16Length = total;
    this.#runCount = runCount;
    this.#nearChunkIndex = 0;
    this.#nearChunkOffset = 0;
  }

  /** The chunk that holds `offset` (the last one for the end of the text), and the offset at which it starts. */
  #chunkAt(offset: number): [chunkIndex: number, chunkOffset: number] {
    let index = this.#nearChunkIndex;
    let start = this.#nearChunkOffset;
    if (index >= this.#chunks.length || offset < start / 2) {
      index = 0;
      start = 0;
    }
    while (index > 0 && offset < start) start -= this.#chunks[--index]?.utf16Length ?? 0;
    for (; index < this.#chunks.length - 1; index++) {
      const length = this.#chunks[index]?.utf16Length ?? 0;
      if (offset < start + length) break;
      start += length;
    }
    this.#nearChunkIndex = index;
    this.#nearChunkOffset = start;
    return [index, start];
  }

  #delete(offset: number, utf16Length: number): void {
    if (utf16Length === 0) return;
    let left = utf16Length;
    while (left > 0) {
      const [chunkIndex, chunkOffset] = this.#chunkAt(offset);
      const chunk = this.#chunks[chunkIndex];
      if (chunk === undefined) throw new RangeError(`No chunk holds the offset ${offset}`);
      const here = Math.min(left, chunk.utf16Length - (offset - chunkOffset));
      if (here === chunk.utf16Length) {
        this.#runCount -= chunk.count;
        this.#chunks.splice(chunkIndex, 1);
        if (this.#nearChunkIndex === this.#chunks.length) {
          this.#nearChunkIndex = 0;
          this.#nearChunkOffset = 0;
        }
      } else {
        const runs = chunk.count;
        chunk.delete(offset - chunkOffset, here);
        this.#runCount += chunk.count - runs;
      }
      this.#utf16Length -= here;
      left -= here;
    }
    const [chunkIndex] = this.#chunkAt(offset);
    this.#mend(chunkIndex);
    this.#mend(chunkIndex - 1);
  }

  /** Makes one run of the runs at the border of a chunk and the next one if they have one origin, and one chunk of two small ones. */
  #mend(chunkIndex: number): void {
    const left = this.#chunks[chunkIndex];
    const right = this.#chunks[chunkIndex + 1];
    if (left === undefined || right === undefined) return;
    if (left.originIds[left.count - 1] === right.originIds[0]) {
      const moved = right.lengths[0] ?? 0;
      left.lengths[left.count - 1] = (left.lengths[left.count - 1] ?? 0) + moved;
      left.utf16Length += moved;
      right.utf16Length -= moved;
      right.closeGap(0, 1);
      this.#runCount--;
      if (this.#nearChunkIndex === chunkIndex + 1) this.#nearChunkOffset += moved;
    }
    if (right.count > 0 && left.count + right.count > joinUpTo) return;
    if (this.#nearChunkIndex === chunkIndex + 1) {
      this.#nearChunkIndex = chunkIndex;
      this.#nearChunkOffset -= left.utf16Length;
    } else if (this.#nearChunkIndex > chunkIndex) {
      this.#nearChunkIndex--;
    }
    left.append(right);
    this.#chunks.splice(chunkIndex + 1, 1);
  }

  #insert(offset: number, utf16Length: number, originId: OriginId): void {
    if (utf16Length === 0) return;
    if (this.#chunks.length === 0) {
      this.#build([{ utf16Length, originId }]);
      return;
    }
    let [chunkIndex, chunkOffset] = this.#chunkAt(offset);
    let chunk = this.#chunks[chunkIndex];
    // At the border between two chunks the text goes on behind the earlier one, as typing does.
    if (offset === chunkOffset && chunkIndex > 0) {
      chunkIndex--;
      chunk = this.#chunks[chunkIndex];
      chunkOffset -= chunk?.utf16Length ?? 0;
      this.#nearChunkIndex = chunkIndex;
      this.#nearChunkOffset = chunkOffset;
    }
    if (chunk === undefined) throw new RangeError(`No chunk holds the offset ${offset}`);
    if (chunk.count + 2 > chunkCapacity) {
      this.#chunks.splice(chunkIndex + 1, 0, chunk.splitOff());
      this.#insert(offset, utf16Length, originId);
      return;
    }
    const isAtEnd = offset === chunkOffset + chunk.utf16Length;
    const runs = chunk.count;
    chunk.insert(offset - chunkOffset, utf16Length, originId);
    this.#runCount += chunk.count - runs;
    this.#utf16Length += utf16Length;
    if (isAtEnd) this.#mend(chunkIndex);
  }
}

function isLength(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}

function checkRun(utf16Length: number, originId: OriginId): void {
  if (!isLength(utf16Length)) throw new RangeError(`A run cannot be ${utf16Length} code units long`);
  if ((originId | 0) !== originId) throw new RangeError(`${originId} is not the id of an origin`);
}

function checkTotal(utf16Length: number): void {
  if (utf16Length > longestText) throw new RangeError(`A text cannot be ${utf16Length} code units long`);
}
