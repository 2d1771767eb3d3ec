import { FewLines } from './fewLines.ts';
import { comparison, type LineVersion } from './lineVersion.ts';
import { middlePoint, roughRoot, SearchSpace, type Box, type Sequence } from './middlePoint.ts';
import { nextMark, slideGroups, type ComparedLines } from './slideGroups.ts';

/** Lines of one text that stand in place of lines of another; indexes count from the first line that was compared. */
export interface Hunk {
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
}

/** Lines of a version: `count` from `start` on. */
export interface LineRange {
  readonly version: LineVersion;
  readonly start: number;
  readonly count: number;
}

/** Where the lines of a version stand, by their numbers. */
export interface PlacesOfLines {
  /** Where a line stands first; below zero for nowhere. */
  first(id: number): number;
  /** Where the line of a place stands next; below zero for nowhere. */
  next(place: number): number;
}

/** The block in which git compares the ends of texts byte by byte. */
const tailBytes = 1024;

/** Lines that the other side has so often are looked at twice, at most; and as many lines around them. */
const mostOften = 1024;
const mostAround = 100;

/**
 * The difference of lines as `git blame -w` sees it, to the line: where several are as short, and where the search for the shortest would take too long, it depends on
 * how one searches, so this searches as git does. It leaves out lines that the other side does not have, and frequent ones among such; finds a short path
 * (`middlePoint`); and slides what changed to where it reads best (`slideGroups`). All versions must be read with the same names; `nameCount` is more than any.
 */
export class GitDiff {
  /** How often each name is on either side. */
  #oldTimes = new Int32Array(0);
  #newTimes = new Int32Array(0);
  readonly #oldRoom = new Room();
  readonly #newRoom = new Room();
  readonly #space = new SearchSpace();
  readonly #few = new FewLines();

  /** `places` says where the lines of the whole older version stand, where that is known: then a few lines are quickly held against many. */
  hunks(old: LineRange, young: LineRange, nameCount: number, places: PlacesOfLines | null = null): readonly Hunk[] {
    const tail = commonTail(old, young);
    const a = compared(old, old.count - tail, this.#oldRoom);
    const b = compared(young, young.count - tail, this.#newRoom);
    this.#markChanged(a, b, nameCount, places);
    slideGroups(a, b);
    slideGroups(b, a);
    return hunksOf(a, b);
  }

  #markChanged(a: ComparedLines, b: ComparedLines, nameCount: number, places: PlacesOfLines | null): void {
    const id = ({ version, start }: ComparedLines, index: number): number => version.ids[start + index] ?? -1;
    const shorter = Math.min(a.count, b.count);
    let head = 0;
    while (head < shorter && id(a, head) === id(b, head)) head++;
    let tail = 0;
    while (tail < shorter - head && id(a, a.count - 1 - tail) === id(b, b.count - 1 - tail)) tail++;
    if (a.count - tail === head || b.count - tail === head) {
      a.changed.fill(1, head + 1, a.count - tail + 1);
      b.changed.fill(1, head + 1, b.count - tail + 1);
      return;
    }
    if (this.#oldTimes.length < nameCount) {
      this.#oldTimes = new Int32Array(2 * nameCount);
      this.#newTimes = new Int32Array(2 * nameCount);
    }
    if (places !== null && a.start === 0 && b.count < oftenIn(a)) {
      this.#markFew(a, b, head, tail, places);
      return;
    }
    const [oldTimes, newTimes] = [this.#oldTimes, this.#newTimes];
    count(a, head, a.count - tail, oldTimes);
    count(b, head, b.count - tail, newTimes);
    // What both have at their ends matters only as far as it is between them, too.
    countAgain(a, 0, head, oldTimes, newTimes);
    countAgain(a, a.count - tail, a.count, oldTimes, newTimes);
    const oldPart = worthSearching(a, head, tail, newTimes, this.#oldRoom);
    const newPart = worthSearching(b, head, tail, oldTimes, this.#newRoom);
    forget(a, head, a.count - tail, oldTimes, newTimes);
    forget(b, head, b.count - tail, oldTimes, newTimes);
    const few = places !== null && this.#few.open(oldPart, newPart, this.#oldTimes) ? this.#few : null;
    search(oldPart, newPart, this.#space, few);
  }

  /** The same where the newer lines are so few that none of them is frequent: the older ones need not all be looked at. */
  #markFew(a: ComparedLines, b: ComparedLines, head: number, tail: number, places: PlacesOfLines): void {
    const { bits, ids, places: found } = this.#oldRoom;
    const end = a.count - tail;
    bits.fill(0, 0, (a.count >> 5) + 1);
    for (let line = 0; line < b.count; line++) {
      const id = b.version.ids[b.start + line] ?? 0;
      if (this.#oldTimes[id] !== 0) continue;
      let times = 0;
      for (let place = places.first(id); place >= 0 && place < a.count; place = places.next(place)) {
        times++;
        bits[place >> 5] = (bits[place >> 5] ?? 0) | (1 << (place & 31));
      }
      this.#oldTimes[id] = times;
    }
    a.changed.fill(1, head + 1, end + 1);
    let size = 0;
    for (let word = head >> 5; word <= end >> 5; word++) {
      for (let rest = bits[word] ?? 0; rest !== 0; rest &= rest - 1) {
        const place = 32 * word + 31 - Math.clz32(rest & -rest);
        if (place < head || place >= end) continue;
        a.changed[place + 1] = 0;
        ids[size] = a.version.ids[place] ?? 0;
        found[size++] = place;
      }
    }
    const oldPart = { ids, places: found, count: size, lines: a };
    const newPart = worthSearching(b, head, tail, this.#oldTimes, this.#newRoom);
    for (let line = 0; line < b.count; line++) this.#oldTimes[b.version.ids[b.start + line] ?? 0] = 0;
    search(oldPart, newPart, this.#space, this.#few.open(oldPart, newPart, this.#oldTimes) ? this.#few : null);
  }
}

/** How often a line must stand on the other side to be frequent for lines of this one. */
function oftenIn({ count: lines }: ComparedLines): number {
  return Math.min(mostOften, roughRoot(lines));
}

/** Arrays that are used again and again: fresh ones, outside of the heap, would make the collector run more often. */
class Room {
  changed = Buffer.alloc(0);
  kinds = new Uint8Array(0);
  /** A bit a line. */
  bits = new Int32Array(0);
  ids = new Int32Array(0);
  places = new Int32Array(0);
  often = new Int32Array(0);

  open(count: number): void {
    if (this.changed.length >= count + 2) {
      this.changed.fill(0, 0, count + 2);
      return;
    }
    this.changed = Buffer.alloc(2 * count + 2);
    this.kinds = new Uint8Array(2 * count);
    this.bits = new Int32Array((count >> 4) + 2);
    this.ids = new Int32Array(2 * count);
    this.places = new Int32Array(2 * count);
    this.often = new Int32Array(2 * count);
  }
}

function compared({ version, start }: LineRange, count: number, room: Room): ComparedLines {
  room.open(count);
  return { version, start, count, changed: room.changed };
}

function count({ version: { ids }, start }: ComparedLines, from: number, end: number, times: Int32Array): void {
  for (let index = start + from; index < start + end; index++) {
    const id = ids[index] ?? 0;
    times[id] = (times[id] ?? 0) + 1;
  }
}

/** Counts lines of both sides that were counted already. */
function countAgain(lines: ComparedLines, from: number, end: number, times: Int32Array, otherTimes: Int32Array): void {
  const { ids } = lines.version;
  for (let index = lines.start + from; index < lines.start + end; index++) {
    const id = ids[index] ?? 0;
    const [before, otherBefore] = [times[id] ?? 0, otherTimes[id] ?? 0];
    if (before === 0 && otherBefore === 0) continue;
    times[id] = before + 1;
    otherTimes[id] = otherBefore + 1;
  }
}

function forget(lines: ComparedLines, from: number, end: number, times: Int32Array, otherTimes: Int32Array): void {
  const { ids } = lines.version;
  for (let index = lines.start + from; index < lines.start + end; index++) {
    const id = ids[index] ?? 0;
    times[id] = 0;
    otherTimes[id] = 0;
  }
}

/** How many lines at the end are of blocks of bytes that are the same on both sides; the line in which these begin is compared. */
function commonTail(old: LineRange, young: LineRange): number {
  const [oldBytes, newBytes] = [old.version.bytes, young.version.bytes];
  const [oldEnd, newEnd] = [endOf(old), endOf(young)];
  // Most differ in their last bytes already.
  if (oldBytes[oldEnd - 2] !== newBytes[newEnd - 2] || oldBytes[oldEnd - 3] !== newBytes[newEnd - 3]) return 0;
  const { starts } = old.version;
  const shorter = Math.min(oldEnd - (starts[old.start] ?? 0), newEnd - (young.version.starts[young.start] ?? 0));
  const isSame = comparison(oldBytes, newBytes);
  let same = 0;
  while (same + tailBytes <= shorter) {
    if (!isSame(oldEnd - same - tailBytes, newEnd - same - tailBytes, tailBytes)) break;
    same += tailBytes;
  }
  if (same === 0) return 0;
  let [low, high] = [old.start, old.start + old.count];
  // The first line that begins behind the beginning of the blocks.
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) > oldEnd - same) high = middle;
    else low = middle + 1;
  }
  return old.start + old.count - low;
}

function endOf({ version: { starts }, start, count: lines }: LineRange): number {
  return starts[start + lines] ?? 0;
}

/** Lines that take part in the search, and where each of them stands. */
interface Part extends Sequence {
  readonly lines: ComparedLines;
  readonly places: Int32Array;
}

/** Marks lines as changed that cannot, or need not, be found on the other side; gives the others. */
function worthSearching(lines: ComparedLines, head: number, tail: number, otherTimes: Int32Array, room: Room): Part {
  const { start, count: all, changed } = lines;
  const { ids: own } = lines.version;
  const { kinds, ids, places, often: oftenAt } = room;
  const often = oftenIn(lines);
  let found = 0;
  let oftenCount = 0;
  // 0 for a line that the other side does not have, 2 for one that it has often.
  for (let at = head; at < all - tail; at++) {
    const id = own[start + at] ?? 0;
    const times = otherTimes[id] ?? 0;
    const kind = times === 0 ? 0 : times < often ? 1 : 2;
    kinds[at - head] = kind;
    if (kind === 0) changed[at + 1] = 1;
    else {
      if (kind === 2) oftenAt[oftenCount++] = found;
      ids[found] = id;
      places[found++] = at;
    }
  }
  const size = all - tail - head;
  let left = 0;
  for (let index = 0; index < oftenCount; index++) {
    const at = oftenAt[index] ?? 0;
    const place = places[at] ?? 0;
    if (!isAmongMissing(kinds, size, place - head)) continue;
    changed[place + 1] = 1;
    oftenAt[left++] = at;
  }
  if (left > 0) found = leaveOut(oftenAt, left, found, room);
  return { ids, places, count: found, lines };
}

/** Takes lines out of the found ones; gives how many remain. */
function leaveOut(leftOut: Int32Array, leftOutCount: number, count: number, { ids, places }: Room): number {
  let kept = leftOut[0] ?? 0;
  for (let index = 0; index < leftOutCount; index++) {
    const from = (leftOut[index] ?? 0) + 1;
    const to = index + 1 < leftOutCount ? (leftOut[index + 1] ?? 0) : count;
    ids.copyWithin(kept, from, to);
    places.copyWithin(kept, from, to);
    kept += to - from;
  }
  return kept;
}

/** Whether a frequent line stands among lines that the other side does not have. */
function isAmongMissing(kinds: Uint8Array, size: number, index: number): boolean {
  // Most stand beside a line that the other side has.
  if (kinds[index - 1] === 1 || kinds[index + 1] === 1) return false;
  let missing = 0;
  let start = index;
  for (; start > 0 && index - start < mostAround && kinds[start - 1] !== 1; start--)
    if (kinds[start - 1] === 0) missing++;
  if (missing === 0) return false;
  const before = missing;
  let end = index + 1;
  for (; end < size && end - index <= mostAround && kinds[end] !== 1; end++) if (kinds[end] === 0) missing++;
  // The line itself counts for either way.
  const all = end - start + 1;
  return missing > before && 4 * (all - missing) < all;
}

/** Marks as changed what is not on a short path through both sequences, which `few` was opened for if there is one. */
function search(a: Part, b: Part, space: SearchSpace, few: FewLines | null): void {
  space.open(a.count, b.count);
  const open: (Box & { readonly isExact: boolean })[] = [
    { oldStart: 0, oldEnd: a.count, newStart: 0, newEnd: b.count, isExact: false },
  ];
  for (let box = open.pop(); box !== undefined; box = open.pop()) {
    let { oldStart, oldEnd, newStart, newEnd } = box;
    while (oldStart < oldEnd && newStart < newEnd && a.ids[oldStart] === b.ids[newStart]) {
      oldStart++;
      newStart++;
    }
    while (oldStart < oldEnd && newStart < newEnd && a.ids[oldEnd - 1] === b.ids[newEnd - 1]) {
      oldEnd--;
      newEnd--;
    }
    if (oldStart === oldEnd) mark(b, newStart, newEnd);
    else if (newStart === newEnd) mark(a, oldStart, oldEnd);
    else {
      const rest = { oldStart, oldEnd, newStart, newEnd };
      const point = few?.middle(rest, space.costLimit, box.isExact) ?? middlePoint(a, b, rest, space, box.isExact);
      open.push({ oldStart: point.old, oldEnd, newStart: point.new, newEnd, isExact: point.isExactAfter });
      open.push({ oldStart, oldEnd: point.old, newStart, newEnd: point.new, isExact: point.isExactBefore });
    }
  }
}

function mark({ lines, places }: Part, from: number, end: number): void {
  for (let index = from; index < end; index++) lines.changed[(places[index] ?? 0) + 1] = 1;
}

/** How many unchanged lines stand at a place, one at least: behind the end of the lines one, too. */
function unchangedAt({ changed, count: lines }: ComparedLines, at: number): number {
  const next = nextMark(changed, at + 1, 1);
  return Math.max(1, (next < 0 || next > lines ? lines : next - 1) - at);
}

function hunksOf(a: ComparedLines, b: ComparedLines): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let [old, young] = [0, 0];
  while (old < a.count || young < b.count) {
    const [oldStart, newStart] = [old, young];
    old = nextMark(a.changed, old + 1, 0) - 1;
    young = nextMark(b.changed, young + 1, 0) - 1;
    if (old > oldStart || young > newStart)
      hunks.push({ oldStart, oldCount: old - oldStart, newStart, newCount: young - newStart });
    // Unchanged lines come in pairs.
    const lines = Math.min(unchangedAt(a, old), unchangedAt(b, young));
    old += lines;
    young += lines;
  }
  return hunks;
}
