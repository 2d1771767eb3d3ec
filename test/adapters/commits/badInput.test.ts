import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gitEnvironment } from '../../host/scratchFolder.ts';
import { Workshop } from './workshop.ts';

const program = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

describe('a sync beside what is damaged or hostile', () => {
  let workshop: Workshop;
  beforeEach(async () => {
    workshop = await Workshop.open();
  });
  afterEach(() => workshop.end());

  /** A commit of AI's and a person's lines. */
  async function work(file = 'a.ts'): Promise<string> {
    await workshop.add(file, 'ai', 2);
    await workshop.add(file, 'human', 2);
    return await workshop.commit(`work on ${file}`);
  }

  function objectFile(oid: string): string {
    return path.join(workshop.root, '.git', 'objects', oid.slice(0, 2), oid.slice(2));
  }

  /** What the log said that names this. */
  function warningsAbout(name: string): readonly string[] {
    return workshop.scene.warnings.filter((warning) => warning.includes(name));
  }

  async function noteOf(oid: string): Promise<string | null> {
    return (await workshop.notes()).get(oid) ?? null;
  }

  const deep = `a.ts\n  s_1::t_1 1\n---\n${'{"a":['.repeat(20_000)}${']}'.repeat(20_000)}`;
  const hostile: readonly (readonly [what: string, note: string | Uint8Array, isNamed: boolean])[] = [
    ['is no log at all', 'looks good to me', true],
    ['nests deeply', deep, true],
    ['claims lines beyond the file', 'a.ts\n  s_1::t_1 1-9999999\n---\n{}', false],
    ['claims lines that no file has', 'a.ts\n  s_1::t_1 1-99999999999\n---\n{}', true],
    ['has keys that nobody knows', 'a.ts\n  robot_7 1\n---\n{}', true],
    ['is of another encoding', Buffer.from('a.ts\n  s_1::t_1 1\n---\n{}', 'utf16le'), true],
    ['has bytes that are no UTF-8', Buffer.from([0x61, 0xff, 0xfe, 0x0a, 0x20, 0x20, 0xc3, 0x28]), true],
    [
      'leads out of the repository',
      '../../../../etc/passwd\n  s_1::t_1 1-5\n/etc/passwd\n  s_1::t_1 1-5\n---\n{}',
      false,
    ],
    ['is larger than any log', `a.ts\n  s_1::t_1 1\n---\n{"x": "${'x'.repeat(17 * 1024 * 1024)}"}`, true],
    ['has a million entries', `a.ts\n${'  s_1::t_1 1\n'.repeat(1_000_000)}---\n{}`, true],
  ];
  for (const [what, note, isNamed] of hostile) {
    it(`leaves a note that ${what} as it is${isNamed ? ', names it once' : ''}, and goes on`, async () => {
      const damaged = await work();
      const file = workshop.scene.at('note');
      writeFileSync(file, note);
      const blob = (await workshop.quietly('hash-object', '-w', '--', file)).trim();
      await workshop.quietly('notes', '--ref=ai', 'add', '-C', blob, damaged);
      const before = await noteOf(damaged);
      await workshop.add('a.ts', 'elsewhere', 2);
      const after = await work();
      const { written } = await workshop.sync();
      assert.deepEqual(
        written.map(({ commit }) => commit),
        [after],
      );
      assert.equal(await noteOf(damaged), before);
      assert.equal(warningsAbout(damaged).length, isNamed ? 1 : 0, workshop.scene.warnings.join('\n'));
    });
  }

  it('leaves out a commit of which an object is missing, names it, and writes the logs of the others', async () => {
    const first = await work();
    const middle = await work('b.ts');
    const last = await work();
    const blob = (await workshop.quietly('rev-parse', `${middle}:b.ts`)).trim();
    // What was committed is not what stands on the disk, where git would find it, and is not remembered as text.
    await workshop.add('b.ts', 'ai', 1);
    chmodSync(objectFile(blob), 0o644);
    rmSync(objectFile(blob));
    const { written } = await workshop.sync();
    assert.deepEqual(
      written.map(({ commit }) => commit),
      [first, last],
    );
    assert.equal(warningsAbout(middle).length, 1);
    assert.equal(await noteOf(middle), null);
  });

  it('leaves out a commit of which an object is damaged', async () => {
    const damaged = await work('b.ts');
    const good = await work();
    const blob = (await workshop.quietly('rev-parse', `${damaged}:b.ts`)).trim();
    await workshop.add('b.ts', 'ai', 1);
    chmodSync(objectFile(blob), 0o644);
    writeFileSync(objectFile(blob), 'no object');
    const { written } = await workshop.sync();
    assert.deepEqual(
      written.map(({ commit }) => commit),
      [good],
    );
    assert.equal(warningsAbout(damaged).length, 1);
  });

  it('goes on when the object of a note is missing, and keeps the entry', async () => {
    const noted = await work();
    await workshop.quietly('notes', '--ref=ai', 'add', '-m', 'a.ts\n  s_1::t_1 1\n---\n{}', noted);
    const entry = await noteOf(noted);
    assert.ok(entry !== null);
    chmodSync(objectFile(entry), 0o644);
    rmSync(objectFile(entry));
    await workshop.add('a.ts', 'elsewhere', 2);
    const after = await work();
    assert.deepEqual(
      (await workshop.sync()).written.map(({ commit }) => commit),
      [after],
    );
    assert.equal(warningsAbout(noted).length, 1);
    assert.equal(await noteOf(noted), entry);
  });

  it('writes no log for the commit at which a shallow clone ends, which seems to have added everything', async () => {
    await work();
    await workshop.sync();
    const end = await work();
    const last = await work();
    const shallow = workshop.scene.at('shallow');
    await workshop.quietly('clone', '--quiet', '--depth=2', `file://${workshop.root}`, shallow);
    await workshop.quietly('-C', shallow, 'fetch', '--quiet', 'origin', 'refs/notes/ai:refs/notes/ai');
    workshop.enter(shallow);
    await workshop.quietly('config', 'user.name', 'Ada Example');
    await workshop.quietly('config', 'user.email', 'ada@example.org');
    await workshop.add('a.ts', 'ai', 2);
    const own = await workshop.commit('in the clone');
    const commits = (await workshop.sync()).written.map(({ commit }) => commit);
    assert.ok(commits.includes(own));
    assert.ok(!commits.includes(end), 'the end has no log');
    assert.ok(!commits.includes(last) || (await noteOf(last)) !== null);
  });

  it('fetches nothing in a partial clone, and says of what it could not do so', async () => {
    await work();
    const other = await work('b.ts');
    await workshop.quietly('config', 'uploadpack.allowFilter', 'true');
    const partial = workshop.scene.at('partial');
    await workshop.quietly(
      'clone',
      '--quiet',
      '--filter=blob:none',
      '--no-checkout',
      `file://${workshop.root}`,
      partial,
    );
    workshop.enter(partial);
    await workshop.quietly('config', 'user.name', 'Ada Example');
    await workshop.quietly('config', 'user.email', 'ada@example.org');
    const packs = (): readonly string[] => readdirSync(path.join(partial, '.git', 'objects', 'pack'));
    const before = packs();
    await workshop.quietly('notes', '--ref=ai', 'add', '-m', 'a.ts\n  s_1::t_1 1\n---\n{}', 'HEAD~1');
    assert.deepEqual((await workshop.sync()).written, []);
    assert.deepEqual(packs(), before);
    assert.equal(warningsAbout(other).length, 1);
  });

  it('passes over a branch that names a commit which is not there', async () => {
    const good = await work();
    writeFileSync(path.join(workshop.root, '.git', 'refs', 'heads', 'broken'), `${'1'.repeat(40)}\n`);
    assert.deepEqual(
      (await workshop.sync()).written.map(({ commit }) => commit),
      [good],
    );
  });

  for (const [what, spoil] of [
    ['is missing', (file: string) => rmSync(file)],
    ['is damaged', (file: string) => writeFileSync(file, 'no commit')],
  ] as const) {
    it(`passes over a branch whose commit ${what}, names it, and writes the logs of the others`, async () => {
      const first = await work();
      await workshop.quietly('checkout', '--quiet', '-b', 'other');
      const tip = await work('b.ts');
      await workshop.quietly('checkout', '--quiet', 'main');
      const last = await work();
      chmodSync(objectFile(tip), 0o644);
      spoil(objectFile(tip));
      const { written } = await workshop.sync();
      assert.deepEqual(
        written.map(({ commit }) => commit),
        [first, last],
      );
      assert.equal(warningsAbout(tip).length, 1, workshop.scene.warnings.join('\n'));
    });

    it(`writes the logs of the other branches where the commit of HEAD ${what}, and the next one's`, async () => {
      const first = await work();
      await workshop.quietly('checkout', '--quiet', '-b', 'other');
      const tip = await work('b.ts');
      chmodSync(objectFile(tip), 0o644);
      spoil(objectFile(tip));
      assert.deepEqual(
        (await workshop.sync()).written.map(({ commit }) => commit),
        [first],
      );
      assert.equal(warningsAbout(tip).length, 1, workshop.scene.warnings.join('\n'));
      rmSync(path.join(workshop.root, '.git', 'refs', 'heads', 'other'));
      writeFileSync(path.join(workshop.root, '.git', 'HEAD'), 'ref: refs/heads/main\n');
      await workshop.quietly('reset', '--quiet', '--hard', first);
      const next = await work();
      assert.deepEqual(
        (await workshop.sync()).written.map(({ commit }) => commit),
        [next],
      );
    });
  }

  for (const [what, make] of [
    ['a blob', () => workshop.quietly('rev-parse', 'HEAD:a.ts')],
    ['a tree', () => workshop.quietly('rev-parse', 'HEAD^{tree}')],
    [
      'a tag',
      async () => {
        await workshop.quietly('tag', '--annotate', '--message', 'x', 'v1');
        return await workshop.quietly('rev-parse', 'v1');
      },
    ],
  ] as const) {
    it(`writes nothing where the notes ref is ${what}, and says so`, async () => {
      await work();
      const oid = (await make()).trim();
      await workshop.quietly('update-ref', 'refs/notes/ai', oid);
      await assert.rejects(workshop.sync(), new RegExp(`refs/notes/ai is ${what}, not a commit; it is left as it is`));
      assert.equal((await workshop.quietly('rev-parse', 'refs/notes/ai')).trim(), oid);
    });
  }

  it('writes nothing where the notes ref names an object that is not there, and says so', async () => {
    await work();
    const file = path.join(workshop.root, '.git', 'refs', 'notes', 'ai');
    await workshop.quietly('notes', '--ref=ai', 'add', '-m', 'x', 'HEAD');
    writeFileSync(file, `${'2'.repeat(40)}\n`);
    await assert.rejects(workshop.sync(), /refs\/notes\/ai/);
    assert.equal((await workshop.quietly('rev-parse', 'refs/notes/ai')).trim(), '2'.repeat(40));
  });

  it('writes nothing into a repository of somebody else, and says what git says', async () => {
    await work();
    const { status, stderr } = spawnSync(process.execPath, [program, 'sync', workshop.root], {
      encoding: 'utf8',
      env: {
        ...process.env,
        ...gitEnvironment,
        GIT_TEST_ASSUME_DIFFERENT_OWNER: '1',
        XDG_DATA_HOME: workshop.scene.at('data'),
      },
    });
    assert.equal(status, 2);
    assert.match(stderr, /^ai-code-share: .*(?:somebody else|owner|safe\.directory).*\n$/);
    assert.equal((await workshop.notes()).size, 0);
  });
});
