import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { retentionOf } from '../../../src/core/statistics/retention.ts';
import { sameLines } from '../../../src/survey/blameFile.ts';
import { git, gitEnvironment, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { type Survey } from '../../../src/survey/survey.ts';
import { expectedRetention } from './expectedRetention.ts';
import { addNote, counts, countsOf, linesOf, pathsOf, Scene } from './scene.ts';

/** How a commit of the generated history says who wrote it. */
type Kind = 'plain' | 'trailer' | 'squash' | 'note' | 'noteAndTrailer' | 'old' | 'bot' | 'declared' | 'prose';

const kinds: readonly Kind[] = [
  'plain',
  'trailer',
  'squash',
  'note',
  'noteAndTrailer',
  'old',
  'bot',
  'declared',
  'prose',
];

const trailer = 'Co-Authored-By: Claude <noreply@anthropic.com>';
const messages: Readonly<Record<Kind, string>> = {
  plain: 'Change',
  trailer: `Change\n\n${trailer}\n`,
  squash: `Change (#1)\n\n* One\n\n${trailer}\n\n* Two\n\nNothing to say.\n`,
  note: 'Change',
  noteAndTrailer: `Change\n\n${trailer}\n`,
  old: 'Change',
  bot: 'Bump',
  declared: 'Change\n\nAssisted-by: codex:gpt-5\n',
  prose: `Change\n\n${trailer}\n\nis what a tool would add.\n`,
};

/** What a commit says of all its lines, where no authorship log says more; written down here by hand. */
const ofKind: Readonly<Record<Kind, string>> = {
  plain: 'unknown',
  trailer: 'ai claude recorded commit',
  squash: 'ai claude recorded commit',
  note: 'of the log',
  noteAndTrailer: 'of the log',
  old: 'human - declared commit',
  bot: 'tool - recorded commit',
  declared: 'ai codex declared commit',
  prose: 'unknown',
};

/** Numbers of a generator that gives the same for the same seed (Park and Miller). */
function randomOf(seed: number): (below: number) => number {
  let state = (seed % 2147483646) + 1;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

interface History {
  readonly kindByCommit: ReadonlyMap<string, Kind>;
  /** `commit path lineNumber` of the lines that the log of the commit gives to claude or to a person. */
  readonly logged: ReadonlyMap<string, 'ai' | 'human'>;
}

/** Makes a repository of some files, changed, moved, branched and merged by all kinds of commits. */
function generate(repository: string, seed: number, commitCount: number, firstFiles = 0): History {
  const random = randomOf(seed);
  const kindByCommit = new Map<string, Kind>();
  const logged = new Map<string, 'ai' | 'human'>();
  const files = new Map<string, readonly string[]>();
  let nextLine = 0;
  let nextFile = 0;
  const newLines = (): readonly string[] =>
    Array.from({ length: 1 + random(4) }, () => (random(6) === 0 ? '' : `line_${nextLine++}(${random(1000)});`));
  const names = ['plain.ts', 'with space.ts', 'größe.ts', 'deep/er/file.ts', "it's [odd].ts"];
  initRepository(repository);

  const commit = (kind: Kind): void => {
    const date = kind === 'old' ? `2019-01-01T00:00:00Z` : `2024-05-01T12:00:00Z`;
    const author = kind === 'bot' ? ['dependabot[bot]', '49699333+dependabot[bot]@users.noreply.github.com'] : null;
    git(repository, 'add', '--all');
    execFileSync('git', ['commit', '--quiet', '--allow-empty', '--message', messages[kind]], {
      cwd: repository,
      env: {
        ...process.env,
        ...gitEnvironment,
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_DATE: date,
        ...(author === null ? {} : { GIT_AUTHOR_NAME: author[0], GIT_AUTHOR_EMAIL: author[1] }),
      },
    });
    const oid = git(repository, 'rev-parse', 'HEAD').trim();
    kindByCommit.set(oid, kind);
    if (kind !== 'note' && kind !== 'noteAndTrailer') return;
    const attestation: string[] = [];
    for (const [name, lines] of files) {
      attestation.push(name.includes(' ') ? `"${name}"` : name);
      lines.forEach((_, index) => {
        const who = (['ai', 'human', null] as const)[random(3)] ?? null;
        if (who === null) return;
        logged.set(`${oid} ${name} ${index + 1}`, who);
        attestation.push(`  ${who === 'ai' ? 's_1::t_1' : 'h_1'} ${index + 1}`);
      });
    }
    const sessions = { s_1: { agent_id: { tool: 'claude', id: 'k', model: 'm' } } };
    addNote(repository, oid, `${attestation.join('\n')}\n---\n${JSON.stringify({ sessions })}`);
  };

  const change = (): void => {
    const known = [...files.keys()];
    const act = random(10);
    const name = known[random(Math.max(1, known.length))];
    if (name === undefined || act === 0) {
      const created = `${nextFile++}-${names[random(names.length)] ?? ''}`;
      files.set(created, [...newLines(), ...newLines(), ...newLines()]);
    } else if (act === 1) {
      const moved = `moved/${nextFile++}-${names[random(names.length)] ?? ''}`;
      files.set(moved, files.get(name) ?? []);
      files.delete(name);
      git(repository, 'rm', '--quiet', '--cached', '--', `:(literal)${name}`);
      rmSync(path.join(repository, name));
    } else {
      const lines = [...(files.get(name) ?? [])];
      lines.splice(random(lines.length + 1), act < 4 ? random(3) : 0, ...newLines());
      files.set(name, lines);
    }
    writeFiles(repository, Object.fromEntries([...files].map(([file, lines]) => [file, `${lines.join('\n')}\n`])));
  };

  if (firstFiles > 0) {
    for (let index = 0; index < firstFiles; index++) files.set(`first/${index}.ts`, [...newLines(), ...newLines()]);
    writeFiles(repository, Object.fromEntries([...files].map(([file, lines]) => [file, `${lines.join('\n')}\n`])));
    commit('plain');
    for (let index = 0; index < 30; index++) {
      change();
      commit('plain');
    }
  }
  for (let index = 0; index < commitCount; index++) {
    const kind = kinds[random(kinds.length)] ?? 'plain';
    if (index > 2 && random(6) === 0) {
      // A side branch with a file of its own, so that the merge has no conflict.
      const before = new Map(files);
      git(repository, 'switch', '--quiet', '--create', `side-${index}`);
      const own = `side-${index}.ts`;
      files.set(own, newLines());
      writeFiles(repository, { [own]: `${(files.get(own) ?? []).join('\n')}\n` });
      commit(kind);
      const ownLines = files.get(own) ?? [];
      git(repository, 'switch', '--quiet', 'main');
      files.clear();
      for (const [file, lines] of before) files.set(file, lines);
      change();
      commit('plain');
      git(repository, 'merge', '--quiet', '--no-ff', '--no-edit', `side-${index}`);
      kindByCommit.set(git(repository, 'rev-parse', 'HEAD').trim(), 'plain');
      files.set(own, ownLines);
    } else {
      change();
      commit(kind);
    }
  }
  return { kindByCommit, logged };
}

/** Whose each line of a file is at HEAD, by the form of blame that is made for reading line by line. */
function expectedLines(repository: string, file: string, history: History): readonly string[] {
  const how = ['blame', ...sameLines, '--line-porcelain'];
  const output = execFileSync('git', ['-c', 'core.quotePath=false', ...how, 'HEAD', '--', file], {
    cwd: repository,
    encoding: 'utf8',
    env: { ...process.env, ...gitEnvironment },
  });
  const result: string[] = [];
  let header: readonly string[] = [];
  let original = '';
  for (const line of output.split('\n')) {
    if (/^[0-9a-f]{40} \d+ \d+/.test(line)) {
      header = line.split(' ');
    } else if (line.startsWith('filename ')) {
      original = line.slice('filename '.length);
    } else if (line.startsWith('\t')) {
      const [oid = '', originalLine = ''] = header;
      const kind = history.kindByCommit.get(oid);
      assert.ok(kind !== undefined, `blame names ${oid}, which the test did not make`);
      if (line.trim() === '') {
        result.push('blank');
      } else if (kind === 'note' || kind === 'noteAndTrailer') {
        const who = history.logged.get(`${oid} ${original} ${originalLine}`);
        result.push(who === undefined ? 'unknown' : who === 'ai' ? 'ai claude recorded line' : 'human - recorded line');
      } else {
        result.push(ofKind[kind]);
      }
    }
  }
  return result;
}

async function assertRetention(survey: Survey, repository: string, history: History): Promise<void> {
  const answer = await survey.aiLinesByCommit('HEAD');
  assert.ok(answer.ok);
  const rows = retentionOf(survey.origins, answer.value.added, answer.value.standing, ['code']);
  const agentOf = (oid: string, file: string, lineNumber: number): string | null => {
    const kind = history.kindByCommit.get(oid) ?? 'plain';
    const isLogged = kind === 'note' || kind === 'noteAndTrailer';
    if (isLogged) return history.logged.get(`${oid} ${file} ${lineNumber}`) === 'ai' ? 'claude' : null;
    const [contributor, agent = ''] = ofKind[kind].split(' ');
    return contributor === 'ai' ? agent : null;
  };
  const found = rows.map(({ month, agent, added, standing }) => `${month} ${agent} ${added} ${standing}`);
  assert.deepEqual(found, expectedRetention(repository, agentOf));
  assert.ok(found.length > 0);
}

describe('a survey and a slow, independent count', () => {
  let scene: Scene;

  beforeEach(() => {
    scene = new Scene();
  });

  afterEach(() => scene.end());

  // With many files a plan is made: which are AI's, down to where; with few each is asked for.
  for (const [seed, firstFiles] of [
    [1, 0],
    [20, 0],
    [300, 0],
    [5, 40],
    [60, 40],
    [700, 60],
  ] as const) {
    it(`give every line of a generated repository the same origin (seed ${seed}, ${firstFiles} files at first)`, async () => {
      const repository = scene.at('repository');
      const history = generate(repository, seed, 28, firstFiles);
      const { survey } = await scene.open(repository);
      const exactly: number[] = [];
      survey.onDidChange((snapshot) => {
        if (snapshot.isAiExact) exactly.push(counts(survey, snapshot.standing).ai);
      });
      await survey.run();
      assert.ok(exactly.length > 0);
      assert.deepEqual(new Set(exactly), new Set([counts(survey, survey.snapshot.standing).ai]), 'AI is exact at once');
      const files = git(repository, 'ls-files', '-z')
        .split('\0')
        .filter((file) => file !== '');
      assert.deepEqual(pathsOf(survey), [...files].sort());
      assert.deepEqual(survey.snapshot.problems, []);
      const seen = new Set<string>();
      for (const file of files) {
        const expected = expectedLines(repository, file, history);
        const text = readFileSync(path.join(repository, file), 'utf8').split('\n');
        const lines = (await linesOf(survey, file)).map((line, index) => {
          if ((text[index] ?? '').trim() === '') return 'blank';
          if (line.contributor === 'unknown') return 'unknown';
          return [line.contributor, line.agent ?? '-', line.evidence, line.granularity].join(' ');
        });
        assert.deepEqual(lines, expected, file);
        for (const line of expected) seen.add(line);
        const sum = { ai: 0, human: 0, tool: 0, unknown: 0 };
        for (const line of expected) {
          const [contributor] = line.split(' ');
          if (contributor === 'ai' || contributor === 'human' || contributor === 'tool' || contributor === 'unknown')
            sum[contributor]++;
        }
        assert.deepEqual(countsOf(survey, file), sum, file);
      }
      // The history is worth the name: all that a line can be occurs in it.
      for (const one of [
        'ai claude recorded commit',
        'ai claude recorded line',
        'human - recorded line',
        'unknown',
        'blank',
      ])
        assert.ok(seen.has(one), one);
      const at = await survey.standingAt('HEAD');
      assert.ok(at.ok);
      assert.deepEqual(counts(survey, at.value.tallies), counts(survey, survey.snapshot.standing));
      await assertRetention(survey, repository, history);
    });
  }

  for (const seed of [5, 61]) {
    it(`agree where the survey was kept up to date, blaming only what is new (seed ${seed})`, async () => {
      const repository = scene.at('repository');
      const history = generate(repository, seed, 36, 40);
      const chain = git(repository, 'rev-list', '--first-parent', '--reverse', 'HEAD').trim().split('\n');
      let [before, blames, looks, fresh, whole] = ['', 0, 0, 0, 0];
      // Of many files the commits are listed once.
      const onGit = ([command, order, ...args]: readonly string[]): void => {
        if (command === 'blame') blames++;
        if (command !== 'rev-list' || order !== '--topo-order') return;
        if (args.includes(`^${before}`)) fresh++;
        else whole++;
      };
      for (let index = 24; index < chain.length; index += 5) {
        git(repository, 'reset', '--quiet', '--hard', chain[index] ?? '');
        await scene.read(repository, { onGit });
        looks++;
        before = chain[index] ?? '';
      }
      git(repository, 'reset', '--quiet', '--hard', chain.at(-1) ?? '');
      const { survey } = await scene.read(repository, { onGit });
      for (const file of pathsOf(survey)) {
        const sum = { ai: 0, human: 0, tool: 0, unknown: 0 };
        for (const line of expectedLines(repository, file, history)) {
          const [contributor = ''] = line.split(' ');
          if (contributor !== 'blank') sum[contributor as keyof typeof sum]++;
        }
        assert.deepEqual(countsOf(survey, file), sum, file);
      }
      assert.ok(
        fresh >= looks - 1 && whole < looks / 2 && blames < 3 * looks,
        `${fresh} of ${looks} looks ended at the earlier HEAD, ${whole} went on, ${blames} blames`,
      );
    });
  }

  it('agree on the number of lines that the commits of any range added', async () => {
    const repository = scene.at('repository');
    generate(repository, 4000, 16);
    const { survey } = await scene.open(repository);
    const commits = git(repository, 'rev-list', '--first-parent', 'HEAD').trim().split('\n');
    await fc.assert(
      fc.asyncProperty(fc.nat(commits.length - 1), fc.nat(commits.length - 1), async (first, second) => {
        const [since = '', until = ''] = [commits[Math.max(first, second)], commits[Math.min(first, second)]];
        const answer = await survey.committed(since, until);
        assert.ok(answer.ok);
        const patch = git(repository, 'log', '-p', '-M', '--no-merges', '--format=', `${since}..${until}`);
        const added = patch.split('\n').filter((line) => /^\+(?!\+\+ )/.test(line) && line.slice(1).trim() !== '');
        const sum = Object.values(counts(survey, answer.value.tallies)).reduce((total, count) => total + count, 0);
        assert.equal(sum, added.length);
      }),
      { numRuns: 12, seed: 7 },
    );
  });
});
