// Of our own for the truth, as the diff beside it is.

const nonBlanks = (text: string): number => text.replace(/\s/g, '').length;

/** Fewer characters stand in two texts by chance. */
const fewest = 4;

/**
 * For each code unit of an inserted text the place in a deleted one that it comes from, -1 where it is new: all of the deleted text but the white space
 * around it, or else its lines but for theirs. Null where nothing comes from there.
 */
export function moves(deleted: string, inserted: string): readonly number[] | null {
  const places = Array.from({ length: inserted.length }, () => -1);
  const put = (to: number, from: number, length: number): void => {
    for (let unit = 0; unit < length; unit++) places[to + unit] = from + unit;
  };
  const all = deleted.trim();
  if (nonBlanks(all) >= fewest && inserted.includes(all)) {
    put(inserted.indexOf(all), deleted.indexOf(all), all.length);
    return places;
  }
  const left: { readonly content: string; readonly at: number }[] = [];
  for (const { 0: line, index } of deleted.matchAll(/[^\n]+/g)) {
    left.push({ content: line.trim(), at: index + line.length - line.trimStart().length });
  }
  for (const { 0: line, index } of inserted.matchAll(/[^\n]+/g)) {
    const content = line.trim();
    const found = nonBlanks(content) < fewest ? -1 : left.findIndex((one) => one.content === content);
    const from = left[found];
    if (from === undefined) continue;
    // Lines that moved keep their order.
    left.splice(0, found + 1);
    put(index + line.length - line.trimStart().length, from.at, content.length);
  }
  return places.some((place) => place >= 0) ? places : null;
}
