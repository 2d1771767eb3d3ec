import { contributors } from '../../src/core/attribution/origin.ts';
import { judge, merge } from './judgement.ts';
import { type Measured } from './measured.ts';
import { type Confusion } from './replay.ts';
import { type Label } from './truth.ts';

const makers: Readonly<Record<Label, string>> = {
  a: 'AI',
  h: 'a person',
  k: 'white space and brackets that came with a key',
  t: 'editor commands, formatters, language tools',
  A: 'an AI extension through an API that names nobody',
  T: 'something else through such an API',
  u: 'another program: the clipboard, the disk',
  b: 'who knows: it was there before',
};

const number = (value: number): string => value.toLocaleString('en');
const percent = (share: number): string => `${Number((100 * share).toFixed(share < 0.01 ? 2 : 1))} %`;

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(heads),
    `|---|${heads
      .slice(1)
      .map(() => '--:|')
      .join('')}`,
    ...rows.map(line),
  ].join('\n');
}

/** Who made it, what it was called: a Markdown table of characters. */
export function confusionTable(confusion: Confusion): string {
  const rows = Object.entries(makers).filter(([label]) => label !== 'b');
  return table(
    ['who made it', 'called AI', 'human', 'tool', 'unknown'],
    rows.map(([label, maker]) => [maker, ...contributors.map((who) => number(confusion.get(`${label}>${who}`) ?? 0))]),
  );
}

/** What a kind of edit comes under: the part of its name before the dot; what undo and redo bring back, under them. */
const groupOf = (kind: string): string => kind.split('.')[0] ?? kind;

/** By group of kinds: a Markdown table of characters. */
export function kindsTable(byKind: ReadonlyMap<string, Confusion>, group = groupOf): string {
  const groups = new Map<string, Confusion>();
  for (const [kind, confusion] of byKind) {
    groups.set(group(kind), merge([groups.get(group(kind)) ?? new Map(), confusion]));
  }
  const rows = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, confusion]) => ({ name, ...judge(confusion) }));
  const cell = (value: number): string => (value === 0 ? '·' : number(value));
  return table(
    ['kind of edit', 'characters', 'right', 'as AI', 'as human', 'as tool', 'unknown', 'untold'],
    rows
      .filter((row) => row.counted > 0)
      .map((row) => [
        row.name,
        ...[row.counted, row.right, row.wrongAi, row.wrongHuman, row.wrongTool, row.unknown, row.untold].map(cell),
      ]),
  );
}

/** The shares that have targets, beside each other: a Markdown table. */
export function sharesTable({ stable, inferred, exact, counter }: Measured): string {
  const modes = [stable.judgement, inferred.judgement, exact.judgement, counter.judgement];
  const called = [...modes.slice(0, 3).map((mode) => mode.aiShare.called), counter.aiShare];
  const truth = stable.judgement.aiShare.made;
  return table(
    ['', 'stock VS Code', 'with what is inferred', 'with reasons', 'editor.aiStats'],
    [
      ['of what is called AI: is not', ...modes.map(({ shares }) => percent(shares.wrongAi))],
      ['of what is called human: is not', ...modes.map(({ shares }) => percent(shares.wrongHuman))],
      ['of what is called tool: is not', ...modes.slice(0, 3).map(({ shares }) => percent(shares.wrongTool)), '–'],
      ['unknown, of what VS Code itself could name', ...modes.map(({ shares }) => percent(shares.unknown))],
      ['unknown, of that and all that it could not', ...modes.map(({ shares }) => percent(shares.unknownOfEverything))],
      ['unknown, of AI’s that VS Code itself could name', ...modes.map(({ shares }) => percent(shares.unknownOfAi))],
      ['share of AI missed by, in points', ...called.map((share) => (100 * Math.abs(share - truth)).toFixed(1))],
    ],
  );
}

/** The part of the README that tells how often the attribution is wrong. */
export function readmeSection(measured: Measured): string {
  const { counted, untold, outside } = measured.stable.judgement;
  return [
    `${number(measured.episodes)} episodes, ${number(measured.changes)} changes. Characters, in a stock VS Code, without what is only inferred:`,
    confusionTable(measured.stable.all),
    sharesTable(measured),
    `Of ${number(counted)} characters, ${number(untold + outside)} are not in the shares of unknown but in their second row: ${number(untold)} that extensions wrote through an API which names nobody, and ${number(outside)} from outside. Nothing in VS Code tells who made them, so that unknown is no fault there; called what the script knows that they are not, they count as wrong.`,
    kindsTable(measured.stable.byKind),
  ].join('\n\n');
}
