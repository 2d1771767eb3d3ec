/** A small original file of one language with what sessions need to know about it. */
export interface Sample {
  readonly file: string;
  readonly text: string;
  /** Lines as a person types them. */
  readonly lines: readonly string[];
  /** `prefix` is typed; the AI offers `prefix + rest`. */
  readonly suggestions: readonly { readonly prefix: string; readonly rest: string }[];
  /** A name that occurs more than once in `text`. */
  readonly name: string;
  /** Some lines of `text` that can be moved, sorted or joined. */
  readonly block: string;
  /** What an agent writes. */
  readonly agent: string;
  /** What is copied from elsewhere. */
  readonly outside: string;
  readonly words: readonly string[];
}

const typescript: Sample = {
  file: 'basket.ts',
  text: `import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Line {
  readonly article: string;
  readonly cents: number;
  readonly pieces: number;
}

const rebates = [
  'winter',
  'autumn',
  'spring',
];

/** What a basket costs before rebates. */
export function costOf(basket: readonly Line[]): number {
  let cost = 0;
  for (const line of basket) cost += line.cents * line.pieces;
  return cost;
}

export async function readBasket(folder: string): Promise<readonly Line[]> {
  const text = await readFile(join(folder, 'basket.json'), 'utf8');
  return JSON.parse(text) as readonly Line[];
}
`,
  lines: [
    'const vat = 19;',
    'const seen = new Set<string>();',
    'if (seen.has(rebates[0])) seen.clear();',
    'let note = `vat: ${vat}`;',
  ],
  suggestions: [
    { prefix: 'const total = ', rest: 'basket.reduce((sum, line) => sum + line.cents * line.pieces, 0);' },
    {
      prefix: 'function cheapest(',
      rest: 'basket: readonly Line[]): Line | null {\n  let found: Line | null = null;\n  for (const line of basket) {\n    if (found === null || line.cents < found.cents) found = line;\n  }\n  return found;\n}',
    },
    { prefix: '// Gives', rest: ' every article once, in the order of the basket' },
  ],
  name: 'cost',
  block: "  'winter',\n  'autumn',\n  'spring',\n",
  agent: `
/** Groups the lines of a basket by article. */
export function groupByArticle(basket: readonly Line[]): ReadonlyMap<string, number> {
  const pieces = new Map<string, number>();
  for (const { article, pieces: count } of basket) {
    pieces.set(article, (pieces.get(article) ?? 0) + count);
  }
  return pieces;
}
`,
  outside: `export const euro = (cents: number): string => {
  const whole = Math.floor(cents / 100);
  return \`\${whole},\${String(cents % 100).padStart(2, '0')} €\`;
};
`,
  words: ['computeRebate', 'computeShipping', 'compareLines'],
};

const python: Sample = {
  file: 'rainfall.py',
  text: `from pathlib import Path
from dataclasses import dataclass


@dataclass
class Reading:
    station: str
    millimetres: float


UNITS = [
    "winter",
    "autumn",
    "spring",
]


def wettest(readings):
    best = None
    for reading in readings:
        if best is None or reading.millimetres > best.millimetres:
            best = reading
    return best


def load(path):
    rows = Path(path).read_text().splitlines()
    return [Reading(*row.split(",")) for row in rows]
`,
  lines: ['limit = 40', 'names = {}', 'if limit > 3: print("wet")', "label = 'rain'"],
  suggestions: [
    { prefix: 'average = ', rest: 'sum(r.millimetres for r in readings) / len(readings)' },
    {
      prefix: 'def driest(',
      rest: 'readings):\n    """Return the reading with the least rain, or None."""\n    if not readings:\n        return None\n    return min(readings, key=lambda reading: reading.millimetres)',
    },
    { prefix: '# Stations', rest: ' that reported nothing are left out of the mean' },
  ],
  name: 'best',
  block: '    "winter",\n    "autumn",\n    "spring",\n',
  agent: `

def by_station(readings):
    """Group readings by the station that made them."""
    groups = {}
    for reading in readings:
        groups.setdefault(reading.station, []).append(reading)
    return groups
`,
  outside: `def to_inches(millimetres):
    inches = millimetres / 25.4
    return round(inches, 2)
`,
  words: ['compute_mean', 'compute_median', 'compare_stations'],
};

const go: Sample = {
  file: 'queue.go',
  text: `package queue

import (
\t"errors"
\t"sync"
)

var seasons = []string{
\t"winter",
\t"autumn",
\t"spring",
}

// Queue hands out jobs in the order in which they came.
type Queue struct {
\tmu   sync.Mutex
\tjobs []string
}

var ErrEmpty = errors.New("queue is empty")

// Take removes the oldest job.
func (q *Queue) Take() (string, error) {
\tq.mu.Lock()
\tdefer q.mu.Unlock()
\tif len(q.jobs) == 0 {
\t\treturn "", ErrEmpty
\t}
\tjob := q.jobs[0]
\tq.jobs = q.jobs[1:]
\treturn job, nil
}
`,
  lines: ['const limit = 12', 'var waiting []string', 'var found = map[string]int{}', 'type key struct{ name string }'],
  suggestions: [
    { prefix: 'var ready = ', rest: 'func(q *Queue) bool { return len(q.jobs) > 0 }' },
    {
      prefix: 'func (q *Queue) Put(',
      rest: 'job string) {\n\tq.mu.Lock()\n\tdefer q.mu.Unlock()\n\tq.jobs = append(q.jobs, job)\n}',
    },
    { prefix: '// Len', rest: ' tells how many jobs are waiting at this moment' },
  ],
  name: 'job',
  block: '\t"winter",\n\t"autumn",\n\t"spring",\n',
  agent: `
// Drain takes every job that waits and leaves the queue empty.
func (q *Queue) Drain() []string {
\tq.mu.Lock()
\tdefer q.mu.Unlock()
\tdrained := q.jobs
\tq.jobs = nil
\treturn drained
}
`,
  outside: `func reverse(jobs []string) {
\tfor i, j := 0, len(jobs)-1; i < j; i, j = i+1, j-1 {
\t\tjobs[i], jobs[j] = jobs[j], jobs[i]
\t}
}
`,
  words: ['countJobs', 'countWaiting', 'compareJobs'],
};

const markdown: Sample = {
  file: 'garden.md',
  text: `# The garden

What grows where, and since when.

## Beds

- winter leeks
- autumn onions
- spring peas

The peas climb. Peas need sticks, and the sticks stand in the bed.

| bed | plant |
| --- | ----- |
| 1 | leeks |
| 2 | peas |
`,
  lines: ['Water in the morning.', '- carrots (early)', '> Snails eat *everything*.', 'See [the plan](plan.md).'],
  suggestions: [
    { prefix: 'Compost is ', rest: 'turned twice a year and spread in spring, before anything is sown.' },
    {
      prefix: '## Tools',
      rest: '\n\n- a spade with a long handle\n- a watering can\n- string, and two sticks to wind it on',
    },
    { prefix: 'In the', rest: ' shed there is room for the pots and the seed boxes' },
  ],
  name: 'peas',
  block: '- winter leeks\n- autumn onions\n- spring peas\n',
  agent: `
## Sowing

Sow the peas when the soil is warm to the touch. Two rows fit a bed, a hand's breadth apart; thin them
when they are as long as a finger.
`,
  outside: `## Frost

The last frost comes in the middle of May. Cover the beans until then.
`,
  words: ['compost heap', 'compost bin', 'companion plants'],
};

const json: Sample = {
  file: 'lamps.json',
  text: `{
  "house": "north",
  "lamps": [
    { "room": "kitchen", "watts": 9 },
    { "room": "cellar", "watts": 5 },
    { "room": "stairs", "watts": 7 }
  ],
  "limits": {
    "winter": 40,
    "autumn": 30,
    "spring": 20
  }
}
`,
  lines: ['"dimmed": true,', '"hours": [6, 22],', '"owner": "anna",', '"scenes": { "evening": 3 },'],
  suggestions: [
    { prefix: '"plan": ', rest: '{ "morning": ["kitchen"], "evening": ["stairs", "cellar"] },' },
    {
      prefix: '"timers": [',
      rest: '\n  { "from": "06:30", "until": "08:00" },\n  { "from": "19:00", "until": "22:30" }\n',
    },
    { prefix: '"label": ', rest: '"all lamps of the north house, by room",' },
  ],
  name: 'watts',
  block: '    { "room": "kitchen", "watts": 9 },\n    { "room": "cellar", "watts": 5 },\n',
  agent: `
{
  "sensors": [
    { "room": "kitchen", "kind": "motion", "delaySeconds": 90 },
    { "room": "cellar", "kind": "door", "delaySeconds": 15 }
  ]
}
`,
  outside: `{
  "dealer": "Lamps and more",
  "order": 20417
}
`,
  words: ['"colour"', '"colourful"', '"colder"'],
};

/** One file of each language. */
export const samples: Readonly<Record<string, Sample>> = { typescript, python, go, markdown, json };
