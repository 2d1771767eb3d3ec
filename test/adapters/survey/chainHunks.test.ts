import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BlamePiece, type Logger } from '../../../src/core/ports.ts';
import { createGit } from '../../../src/platform/git/createGit.ts';
import { parsePorcelain, sameLines } from '../../../src/survey/blameFile.ts';
import { readChain } from '../../../src/survey/chainHunks.ts';
import { git, gitEnvironment, initRepository } from '../../host/scratchFolder.ts';

const log: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Numbers of a generator that gives the same for the same seed (Park and Miller). */
function randomOf(seed: number): (below: number) => number {
  let state = (seed % 2147483646) + 1;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

/** A text in which lines come, go, change, are indented, and now and then move or are copied. */
function edited(text: string, random: (below: number) => number): string {
  const lines = text.split('\n');
  for (let left = 1 + random(3); left > 0; left--) {
    const at = random(lines.length + 1);
    const fresh = Array.from({ length: 1 + random(3) }, () =>
      random(3) === 0 ? '}' : `  const value${random(1e6)} = callOf(${random(1e6)});`,
    );
    switch (random(12)) {
      case 0:
        lines.splice(at, 0, ...lines.splice(random(lines.length), 2));
        break;
      case 1:
        lines.splice(at, 0, ...lines.slice(random(lines.length)).slice(0, 1 + random(3)));
        break;
      case 2:
        lines[at] = `    ${lines[at] ?? ''}`;
        break;
      case 3:
        lines[at] = `${lines[at] ?? ''}\r`;
        break;
      case 4:
      case 5:
      case 6:
        lines.splice(at, 1 + random(3));
        break;
      default:
        lines.splice(at, random(2), ...fresh);
    }
  }
  return lines.join('\n');
}

/** Commits of some files, one after the other, by one git process; each commit takes the texts that it is given. */
function commitAll(folder: string, commits: readonly ReadonlyMap<string, string>[]): void {
  const parts: string[] = [];
  commits.forEach((texts, index) => {
    parts.push(`commit refs/heads/main\ncommitter Ada <ada@example.org> ${1_700_000_000 + index} +0000\ndata 0\n`);
    for (const [name, text] of texts) parts.push(`M 100644 inline ${name}\ndata ${Buffer.byteLength(text)}\n${text}\n`);
  });
  const options = { cwd: folder, input: parts.join(''), env: { ...process.env, ...gitEnvironment } };
  execFileSync('git', ['fast-import', '--quiet'], options);
}

const byLine = (pieces: readonly BlamePiece[]): readonly string[] =>
  pieces.flatMap(({ commit, originalPath, originalLineIndex, lineCount }) =>
    Array.from({ length: lineCount }, (_, index) => `${commit} ${originalPath}:${originalLineIndex + index}`),
  );

describe('what diffs along first parents say in place of blame', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'chain-'));
    initRepository(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is what blame says, and nothing where only blame can tell what moved', async function () {
    this.timeout(60_000);
    const random = randomOf(7);
    const names = Array.from({ length: 24 }, (_, index) => `folder/ö ${index}.ts`);
    const texts = new Map(
      names.map((name) => {
        const lines = Array.from({ length: 12 + random(30) }, () =>
          random(4) === 0 ? '  }' : `  let longerName${random(1e6)} = ${random(1e6)};`,
        );
        return [name, lines.join('\n') + (random(3) === 0 ? '' : '\n')];
      }),
    );
    const commits = [new Map(texts)];
    for (let index = 0; index < 6; index++) {
      const changed = new Map(
        names.filter(() => random(3) > 0).map((name) => [name, edited(texts.get(name) ?? '', random)]),
      );
      for (const [name, text] of changed) texts.set(name, text);
      commits.push(changed);
    }
    commitAll(folder, commits);
    const before = git(folder, 'rev-parse', 'main~5').trim();
    const revision = git(folder, 'rev-parse', 'main').trim();
    const found = await readChain({ git: createGit(log), cwd: folder, revision, before }, names);
    for (const [name, pieces] of found) {
      const plain = git(folder, 'blame', ...sameLines, '--porcelain', revision, `^${before}`, '--', name);
      assert.deepEqual(byLine(pieces), byLine(parsePorcelain(plain)), name);
    }
    // Some files are answered, and some are left to blame.
    assert.ok(found.size >= 5 && found.size < names.length, `${found.size} of ${names.length}`);
  });

  it('is nothing of files that a merge changed, that are new, or that no chain leads to', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `${index}.ts`);
    const all = (text: string): ReadonlyMap<string, string> => new Map(names.map((name) => [name, text]));
    commitAll(folder, [all('one\ntwo\n')]);
    git(folder, 'reset', '--hard', '--quiet', 'main');
    const before = git(folder, 'rev-parse', 'main').trim();
    git(folder, 'checkout', '--quiet', '-b', 'side');
    git(folder, 'rm', '--quiet', '0.ts');
    git(folder, 'commit', '--quiet', '--message=gone');
    git(folder, 'checkout', '--quiet', 'main');
    git(folder, 'commit', '--quiet', '--allow-empty', '--message=nothing');
    git(folder, 'merge', '--quiet', '--no-ff', '--message=both', 'side');
    execFileSync('sh', ['-c', 'printf "one\\nnew\\n" > 1.ts; printf "new\\n" > 12.ts; git add --all'], { cwd: folder });
    git(folder, 'commit', '--quiet', '--message=more');
    const ask = { git: createGit(log), cwd: folder, revision: git(folder, 'rev-parse', 'main').trim(), before };
    assert.deepEqual([...(await readChain(ask, [...names, '12.ts'])).keys()], ['1.ts']);
    assert.equal((await readChain({ ...ask, before: git(folder, 'rev-parse', 'side').trim() }, names)).size, 0);
  });
});
