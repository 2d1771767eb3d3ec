import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { walk, ways, type Walked } from './walk.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    first: { type: 'string', default: '1' },
    steps: { type: 'string', default: '500' },
    jobs: { type: 'string', default: '2' },
    /** One walk, its result as JSON: how this script starts itself. */
    only: { type: 'string' },
  },
});

function wayOf(seed: number): (typeof ways)[number] {
  const way = ways[(seed - 1) % ways.length];
  if (way === undefined) throw new Error('there is no way to walk');
  return way;
}

async function walkInOwnProcess(seed: number): Promise<Walked> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(import.meta.url), '--only', String(seed), '--steps', values.steps],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const status = await new Promise((resolve) => child.on('close', resolve));
  if (status !== 0) throw new Error(`The walk of seed ${seed} ended with status ${String(status)}.`);
  return JSON.parse(output) as Walked;
}

/** All seeds, some at a time. Exit status 1 when any line was wrong, or unknown at HEAD though it is on record. */
async function walkAll(): Promise<void> {
  const first = Number(values.first);
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => first + index);
  const sum = { seeds: 0, looked: 0, lost: 0, gone: 0, open: 0, wrong: 0 };
  const work = async (): Promise<void> => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const { looked, lost, gone, open, reasons, wrong, done } = await walkInOwnProcess(seed);
      console.log(
        `seed ${seed}, ${wayOf(seed)[0]}: ${looked} lines looked at, ${wrong.length} wrong; unknown at HEAD ${lost} on record, ${gone} of which no record is left; ${open} in the work tree`,
      );
      if (wrong.length > 0) console.log([...wrong, 'after', ...done].join('\n  '));
      if (reasons.length > 0) console.log(['unknown at HEAD:', ...reasons].join('\n  '));
      sum.seeds++;
      sum.looked += looked;
      sum.lost += lost;
      sum.gone += gone;
      sum.open += open;
      sum.wrong += wrong.length;
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, work));
  console.log(
    `${sum.seeds} walks of ${values.steps} operations: ${sum.looked} lines looked at, ${sum.wrong} wrong; unknown at HEAD ${sum.lost} on record, ${sum.gone} of which no record is left; ${sum.open} in the work tree`,
  );
  if (sum.wrong + sum.lost > 0) process.exitCode = 1;
}

if (values.only === undefined) await walkAll();
else {
  const seed = Number(values.only);
  process.stdout.write(JSON.stringify(await walk(wayOf(seed)[1], seed, Number(values.steps))));
}
