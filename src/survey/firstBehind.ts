/** Of so many ranges of lines, in order, the index of the first that ends behind a line; their number where none does. `endOf` gives where one ends, exclusive. */
export function firstBehind(count: number, line: number, endOf: (index: number) => number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (endOf(middle) <= line) low = middle + 1;
    else high = middle;
  }
  return low;
}
