/** Lines that were moved within their file. */
export interface MovedLines {
  /** Among the lines that were asked about. */
  readonly start: number;
  readonly count: number;
  /** Where they stand in the old text. */
  readonly oldStart: number;
}

/** `git blame -M` takes lines for moved that have so many letters and digits, standing together: more than 20 with the one that it counts beforehand. */
const leastMovedCharacters = 20;

/**
 * Which of some lines, side by side in a text, `git blame -w -M` says were moved, by the old text; ascending. Null where only blame can tell: it compares the
 * lines with the whole of the old text, and where lines stand in either more than once, or in another order, what it finds depends on how it
 * searches.
 */
export function movedLines(oldLines: readonly string[], lines: readonly string[]): readonly MovedLines[] | null {
  if (lines.reduce((sum, line) => sum + charactersOf(line), 0) < leastMovedCharacters) return [];
  const bare = lines.map(withoutSpace);
  const wanted = new Set(bare);
  // Where each of the lines stands, or how often if that is not once: below zero.
  const placeOf = new Map<string, number>();
  oldLines.forEach((line, index) => {
    const one = withoutSpace(line);
    if (wanted.has(one)) placeOf.set(one, placeOf.has(one) ? -1 : index);
  });
  const found: (MovedLines & { count: number; characters: number })[] = [];
  let characters = 0;
  let most = 0;
  let isUnclear = false;
  const seen = new Set<string>();
  for (const [start, line] of bare.entries()) {
    const place = placeOf.get(line);
    characters = place === undefined ? 0 : characters + charactersOf(line);
    most = Math.max(most, characters);
    if (place === undefined) continue;
    if (place < 0 || seen.has(line)) isUnclear = true;
    seen.add(line);
    const last = found.at(-1);
    if (last?.start === start - (last?.count ?? 0) && last.oldStart + last.count === place) {
      last.count++;
      last.characters += charactersOf(line);
    } else {
      if (last !== undefined && place < last.oldStart + last.count) isUnclear = true;
      found.push({ start, count: 1, oldStart: place, characters: charactersOf(line) });
    }
  }
  // Whatever it finds is too slight.
  if (most < leastMovedCharacters) return [];
  if (isUnclear) return null;
  return found.flatMap(({ start, count, oldStart, characters: own }) =>
    own >= leastMovedCharacters ? [{ start, count, oldStart }] : [],
  );
}

/** Letters and digits of ASCII, of which alone git knows. */
function charactersOf(line: string): number {
  return line.replace(/[^0-9A-Za-z]/g, '').length;
}

/** White space as git knows it. */
function withoutSpace(line: string): string {
  return line.replace(/[ \t\r]/g, '');
}
