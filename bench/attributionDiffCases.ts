import { randomNumbers } from './measure.ts';

/** Two texts to compare. */
export interface DiffCase {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');
}

function isBetween(index: number, from: number, to: number): boolean {
  return index >= from && index < to;
}

/**
 * Texts on which diffs break down: the table of performance.md, section 2, and what broke earlier states of our own. Made anew at each
 * call, because together they are large.
 */
export function* diffCases(): Iterable<DiffCase> {
  const random = randomNumbers(7);
  const code = (index: number): string => `  const value${index} = compute(${index}, [${index % 7}], 'text');`;
  const same = lines(100_000, code);
  const changed = (isChanged: (index: number) => boolean): string =>
    lines(100_000, (index) => (isChanged(index) ? `  let other${index} = derive(${index * 3});` : code(index)));
  yield { name: '100kLines.tenEdits', before: same, after: changed((index) => index % 10_000 === 5_000) };
  yield { name: '100kLines.tenthChanged', before: same, after: changed((index) => index % 10 === 3) };
  yield { name: '100kLines.everyOther', before: same, after: changed((index) => index % 2 === 0) };
  yield { name: '100kLines.allDifferent', before: same, after: changed(() => true) };
  yield {
    name: '50kLines.allDifferent',
    before: lines(50_000, (index) => `a${index}`),
    after: lines(50_000, (index) => `b${index}`),
  };
  const shuffled = (): string => lines(20_000, () => `symbol ${random(50)}`);
  yield { name: '20kLines.shuffled50', before: shuffled(), after: shuffled() };
  const order = Array.from({ length: 100_000 }, (_, index) => index);
  for (let index = order.length - 1; index > 0; index--) {
    const other = random(index + 1);
    [order[index], order[other]] = [order[other] ?? 0, order[index] ?? 0];
  }
  yield { name: '100kLines.permuted', before: same, after: lines(100_000, (index) => code(order[index] ?? 0)) };
  yield { name: '100kLines.reversed', before: same, after: lines(100_000, (index) => code(99_999 - index)) };
  // No line is unique, and a block came or went that is longer than a search for differences reaches.
  const repeated = (index: number): string => `item ${Math.floor(index / 2) % 20_000}`;
  const whole = lines(80_000, repeated);
  const without = lines(75_000, (index) => repeated(index < 20_000 ? index : index + 5_000));
  yield { name: '80kLines.repeatedBlockGone', before: `old\n${whole}old\n`, after: `new\n${without}new\n` };
  yield { name: '80kLines.repeatedBlockCame', before: `old\n${without}old\n`, after: `new\n${whole}new\n` };
  yield {
    name: '40kLines.similarInGroups',
    before: lines(40_000, (index) =>
      index % 61 === 0 ? `keep ${index}` : `alpha${index} = beta${index}(x, ${index});`,
    ),
    after: lines(40_000, (index) => (index % 61 === 0 ? `keep ${index}` : `let z${index} = eta.theta(x, ${index});`)),
  };
  yield { name: '100kLines.reindented', before: same, after: same.replaceAll(/^ {2}/gm, '\t') };
  yield { name: '100kLines.crlf', before: same, after: same.replaceAll('\n', '\r\n') };
  yield { name: '100kLines.allEqual', before: 'x\n'.repeat(100_000), after: 'x\n'.repeat(90_000) };
  yield {
    name: '100kLines.blockMoved',
    before: same,
    after: lines(100_000, (index) => code(isBetween(index, 0, 50_000) ? index + 50_000 : index - 50_000)),
  };
  const minified = Array.from({ length: 200_000 }, (_, index) => `f${index}(a,b);`).join('');
  yield { name: '1line.minified', before: minified, after: `x;${minified.replace('f100000(', 'g(')}y;` };
  yield { name: '1line.insertion', before: 'x'.repeat(2e6), after: `${'x'.repeat(1e6)}new${'x'.repeat(1e6)}` };
  const words = (): string => Array.from({ length: 300_000 }, () => random(9)).join(' ');
  yield { name: '1line.shuffledWords', before: words(), after: words() };
  const brackets = (): string => Array.from({ length: 500_000 }, () => '()[]{},;'.charAt(random(8))).join('');
  yield { name: '1line.brackets', before: brackets(), after: brackets() };
}
