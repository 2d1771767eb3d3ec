import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateRepository } from '../../../bench/generatedRepository.ts';
import { sweepLines } from '../../../bench/lineSweep.ts';

describe('the sweep that the survey is measured beside', () => {
  let folder = '';

  before(function () {
    this.timeout(60_000);
    folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'sweep-'));
    generateRepository(folder, { files: 60, commits: 900 }, 7);
    mergeWithConflict();
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function git(args: readonly string[], input = ''): string {
    return execFileSync('git', args, { cwd: folder, encoding: 'utf8', input, maxBuffer: 2 ** 28 });
  }

  /** A merge of two sides that each renamed and changed one file, which has lines of both and of its own. */
  function mergeWithConflict(): void {
    const side = (name: string, text: string, ...parents: readonly string[]): string => {
      const blob = git(['hash-object', '-w', '--stdin'], text).trim();
      const entries = `${git(['ls-tree', 'HEAD'])}100644 blob ${blob}\t${name}\n`;
      const who = ['-c', 'user.name=Dev', '-c', 'user.email=dev@example.org'];
      const from = parents.flatMap((oid) => ['-p', oid]);
      return git([...who, 'commit-tree', git(['mktree'], entries).trim(), ...from], text.slice(0, 9)).trim();
    };
    const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
    const changed = (word: string, ...at: readonly number[]): string =>
      `${lines.flatMap((line, index) => (at.includes(index) ? [`${word} ${index}`, `${word} too`] : [line])).join('\n')}\n`;
    const base = side('a "quoted" name.txt', changed('base'), git(['rev-parse', 'HEAD']).trim());
    const [ours, theirs] = [
      side('b c.txt', changed('ours', 3, 20), base),
      side('b c.txt', changed('theirs', 22), base),
    ];
    const both = changed('ours', 3, 20).replace('line 22', 'theirs 22\ntheirs too').replace('line 30', 'merge 30');
    git(['update-ref', 'HEAD', side('b c.txt', both.replace('line 5\n', ''), ours, theirs)]);
  }

  it('finds the commits that git blame finds, through renames and merges', async function () {
    this.timeout(60_000);
    const paths = git(['ls-tree', '-r', '-z', '--name-only', 'HEAD'])
      .split('\0')
      .filter((one) => one !== '');
    const { written, lines } = await sweepLines(folder, '', paths);
    const found = new Map<string, string>();
    for (const [oid, spans] of written)
      for (const { file, finalStart, count } of spans)
        for (let index = finalStart; index < finalStart + count; index++) found.set(`${paths[file]}:${index}`, oid);
    let differing = 0;
    for (const one of paths) {
      const blame = git(['blame', '--incremental', 'HEAD', '--', one]);
      for (const [, oid, start, count] of blame.matchAll(/^([0-9a-f]{40}) \d+ (\d+) (\d+)$/gm))
        for (let index = 0; index < Number(count); index++)
          if (found.get(`${one}:${Number(start) - 1 + index}`) !== oid) differing++;
    }
    assert.equal(found.size, lines);
    // Of several lines that could be the same one, git's blame and its patches may choose each another.
    assert.ok(differing / lines < 0.002, `${differing} of ${lines} lines differ`);
    assert.ok(paths.includes('b c.txt'));
    const own = [...found].filter(([line]) => line.startsWith('b c.txt:')).map(([, oid]) => oid);
    assert.equal(new Set(own).size, 4, 'each side, their base and the merge have lines');
  });
});
