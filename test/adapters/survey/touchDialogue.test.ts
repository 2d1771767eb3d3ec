import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { type Logger } from '../../../src/core/ports.ts';
import { createGit } from '../../../src/platform/git/createGit.ts';
import { TouchDialogue } from '../../../src/survey/touchDialogue.ts';
import { readTouches, touchMark, TouchReader, type Touch } from '../../../src/survey/touches.ts';
import { commitFiles, git, initRepository } from '../../host/scratchFolder.ts';
import { generatedHistory, importCommits, randomOf } from './generatedMoves.ts';
import { Scene } from './scene.ts';

const log: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('what one commit after the other did, asked of one process', () => {
  let scene: Scene;
  let place: { readonly git: ReturnType<typeof createGit>; readonly cwd: string; readonly env: Record<string, string> };

  beforeEach(() => {
    scene = new Scene();
    place = { git: createGit(log), cwd: scene.at('repository'), env: {} };
    mkdirSync(place.cwd);
    initRepository(place.cwd);
  });

  afterEach(() => scene.end());

  it('is what a process of its own says of each commit and parent, merges and nothing at all included', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `${index}.ts`);
    importCommits(place.cwd, generatedHistory(randomOf(3), names, 20));
    git(place.cwd, 'reset', '--quiet', '--hard', 'main');
    git(place.cwd, 'commit', '--quiet', '--allow-empty', '--message', 'Nothing');
    commitFiles(place.cwd, { [touchMark]: 'odd\n', [`${touchMark}:x`]: 'odd, too\n' }, 'Names like a mark');
    const pairs = git(place.cwd, 'log', '--format=%H %P')
      .trim()
      .split('\n')
      .flatMap((line) => {
        const [commit = '', ...parents] = line.split(' ');
        return parents.map((parent) => [commit, parent] as const);
      });
    const dialogue = new TouchDialogue(place, undefined);
    const told = await Promise.all(
      pairs.map(async ([commit, parent]) => {
        const touches: Touch[] = [];
        assert.ok(await dialogue.read(commit, parent, (touch) => touches.push(touch)));
        return touches;
      }),
    );
    dialogue.end();
    for (const [index, [commit, parent]] of pairs.entries()) {
      const touches: Touch[] = [];
      assert.ok(await readTouches(place, [`${commit} ${parent}`], (touch) => touches.push(touch)));
      assert.deepEqual(told[index], touches);
    }
    assert.ok(told.some((touches) => touches.length === 0) && told.some((touches) => touches.length > 3));
  });

  it('fails where git does, and goes on with the next question', async () => {
    commitFiles(place.cwd, { 'a.ts': 'a();\n' }, 'One');
    commitFiles(place.cwd, { 'a.ts': 'b();\n' }, 'Two');
    commitFiles(place.cwd, { 'a.ts': 'c();\n' }, 'Three');
    const lacking = git(place.cwd, 'rev-parse', 'HEAD').trim();
    const tree = git(place.cwd, 'rev-parse', 'HEAD^{tree}').trim();
    git(place.cwd, 'reset', '--quiet', '--hard', 'HEAD~1');
    rmSync(`${place.cwd}/.git/objects/${tree.slice(0, 2)}/${tree.slice(2)}`);
    const [head = '', parent = ''] = git(place.cwd, 'rev-list', 'HEAD').trim().split('\n');
    const dialogue = new TouchDialogue(place, undefined);
    assert.equal(await dialogue.read(lacking, head, () => undefined), false);
    const paths: string[] = [];
    assert.equal(await dialogue.read(head, parent, ({ path }) => paths.push(path)), true);
    assert.deepEqual(paths, ['a.ts']);
    dialogue.end();
    assert.equal(await dialogue.read(head, parent, () => undefined), false);
  });

  it('is read the same wherever the output is cut', () => {
    const oid = 'a'.repeat(40);
    const entry = `:100644 100644 ${oid} ${oid} M\0${touchMark}é\0`;
    const output = Buffer.from(`${oid}\0${entry}${entry}${touchMark}${touchMark}${oid}\0${entry}${touchMark}`);
    const readIn = (chunks: readonly Buffer[]): readonly string[] => {
      const seen: string[] = [];
      const reader = new TouchReader(
        ({ commit, status, path }) => seen.push(`${commit} ${status} ${path}`),
        () => seen.push('mark'),
      );
      for (const chunk of chunks) reader.push(chunk);
      return seen;
    };
    const whole = readIn([output]);
    assert.equal(whole.filter((one) => one === 'mark').length, 3);
    assert.equal(whole.length, 6);
    for (let at = 0; at <= output.length; at++)
      assert.deepEqual(readIn([output.subarray(0, at), output.subarray(at)]), whole, `${at}`);
  });
});
