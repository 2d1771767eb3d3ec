import { execFileSync } from 'node:child_process';
import { gitEnvironment } from '../../host/scratchFolder.ts';

/** Numbers of a generator that gives the same for the same seed (Park and Miller). */
export function randomOf(seed: number): (below: number) => number {
  let state = (seed % 2147483646) + 1;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

type Random = (below: number) => number;

const line = (random: Random): string =>
  random(3) === 0
    ? (['}', '', '  }', '  return value;'][random(4)] ?? '')
    : `  const value${random(40)} = callOf(${random(9)});`;

/** A text with many lines that stand in it more than once. */
export function generatedText(random: Random, lines: number): string {
  return `${Array.from({ length: lines }, () => line(random)).join('\n')}${random(4) === 0 ? '' : '\n'}`;
}

/** A text in which lines come, go, change, are indented, and now and then move or are copied. */
export function editedText(text: string, random: Random): string {
  const lines = text.split('\n');
  for (let left = 1 + random(3); left > 0; left--) {
    const at = random(lines.length + 1);
    switch (random(9)) {
      case 0:
        lines.splice(at, 0, ...lines.splice(random(lines.length), 1 + random(6)));
        break;
      case 1:
        lines.splice(at, 0, ...lines.slice(random(lines.length)).slice(0, 1 + random(6)));
        break;
      case 2:
        lines[at] = `    ${lines[at] ?? ''}`;
        break;
      case 3:
        lines[at] = `${lines[at] ?? ''}\r`;
        break;
      case 4:
      case 5:
        lines.splice(at, 1 + random(3));
        break;
      default:
        lines.splice(at, random(2), ...Array.from({ length: 1 + random(4) }, () => line(random)));
    }
  }
  return lines.join('\n');
}

/** One commit to make: `texts` are by path, null for a file that it deletes; `parents` are of {@link importCommits}, the first one first. */
export interface PlannedCommit {
  readonly texts: ReadonlyMap<string, string | null>;
  readonly parents: readonly number[];
  /** Whether its message names an AI as co-author. */
  readonly isAi?: boolean;
}

/** Makes commits by one process; the last one is `main`. */
export function importCommits(folder: string, commits: readonly PlannedCommit[]): void {
  const parts: string[] = [];
  for (const [index, { texts, parents, isAi }] of commits.entries()) {
    const message = isAi === true ? 'Change\n\nCo-authored-by: Claude <noreply@anthropic.com>\n' : 'Change\n';
    const at = `Ada <ada@example.org> ${1_700_000_000 + index} +0000`;
    parts.push(`commit refs/heads/main\nmark :${index + 1}\ncommitter ${at}\ndata ${message.length}\n${message}`);
    const [first, ...others] = parents;
    if (first !== undefined) parts.push(`from :${first + 1}\n`);
    for (const other of others) parts.push(`merge :${other + 1}\n`);
    for (const [name, text] of texts)
      parts.push(text === null ? `D ${name}\n` : `M 100644 inline ${name}\ndata ${Buffer.byteLength(text)}\n${text}\n`);
    parts.push('\n');
  }
  const options = { cwd: folder, input: parts.join(''), env: { ...process.env, ...gitEnvironment } };
  execFileSync('git', ['fast-import', '--quiet', '--force'], options);
}

/** A history of some files: commits along a line, branches beside it, and merges that mix what both did. The first commit has them all. */
export function generatedHistory(random: Random, names: readonly string[], length: number): readonly PlannedCommit[] {
  const commits: PlannedCommit[] = [];
  let texts = new Map(names.map((name) => [name, generatedText(random, 15 + random(40))] as const));
  let tip = 0;
  commits.push({ texts: new Map(texts), parents: [] });
  const change = (from: ReadonlyMap<string, string>): Map<string, string> =>
    new Map([...from].filter(() => random(3) === 0).map(([name, text]) => [name, editedText(text, random)]));
  const add = (changed: ReadonlyMap<string, string | null>, parents: readonly number[]): number =>
    commits.push({ texts: changed, parents, isAi: random(2) === 0 }) - 1;
  while (commits.length < length) {
    if (random(4) > 0) {
      const changed = change(texts);
      tip = add(changed, [tip]);
      texts = new Map([...texts, ...changed]);
      continue;
    }
    const [own, theirs] = [change(texts), change(texts)];
    const [side, main] = [add(theirs, [tip]), add(own, [tip])];
    // Of a file that both changed the merge makes a third text.
    const mixed = [...own].flatMap(([name, text]) => {
      const other = theirs.get(name);
      if (other === undefined) return [];
      const [half, whole] = [text.split('\n').slice(0, 12), other.split('\n').slice(12)];
      return [[name, [...half, ...whole].join('\n')] as const];
    });
    const merged = new Map([...theirs, ...mixed]);
    tip = add(merged, [main, side]);
    texts = new Map([...texts, ...own, ...merged]);
  }
  return commits;
}
