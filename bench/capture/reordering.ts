// Of our own for the truth, as the diff beside it is.

/** The places of the characters of each line of a text, in order. */
function linePlaces(text: string): readonly { readonly line: string; readonly at: number }[] {
  let at = 0;
  return text.split('\n').map((line) => {
    const start = at;
    at += line.length + 1;
    return { line, at: start };
  });
}

/**
 * For each code unit of `after` the place in `before` that it comes from, where nothing but the order of lines is another, or of two
 * characters. Line breaks stay where they are. Null where anything else changed.
 */
export function reordering(before: string, after: string): readonly number[] | null {
  if (before.length === 2 && after === `${before.charAt(1)}${before.charAt(0)}`) return [1, 0];
  const left = [...linePlaces(before)];
  if (before.length !== after.length || left.length < 2) return null;
  const breaks = left.slice(1).map(({ at }) => at - 1);
  const places: number[] = [];
  for (const { line } of linePlaces(after)) {
    const found = left.findIndex((one) => one.line === line);
    const [taken] = found < 0 ? [] : left.splice(found, 1);
    if (taken === undefined) return null;
    for (let unit = 0; unit < line.length; unit++) places.push(taken.at + unit);
    const lineBreak = breaks.shift();
    if (lineBreak !== undefined) places.push(lineBreak);
  }
  return places;
}
