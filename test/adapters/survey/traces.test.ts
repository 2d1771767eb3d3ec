import assert from 'node:assert/strict';
import { commitFiles, git, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { addNote, countsOf, linesOf, noteOf, Scene, word } from './scene.ts';

const byClaude = 'Add a thing\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n';
const committedAt = '2026-05-01T12:00:00Z';

/** A trace of lines of `a.ts`, by cursor and by a person. */
function trace(revision: string, timestamp: string): string {
  const by = (type: string, first: number, last: number): object => ({
    contributor: { type, model_id: 'anthropic/claude-opus-4-5' },
    ranges: [{ start_line: first, end_line: last }],
  });
  return `${JSON.stringify({
    version: '0.1.0',
    id: 'a',
    timestamp,
    vcs: { type: 'git', revision },
    tool: { name: 'cursor' },
    files: [{ path: 'a.ts', conversations: [by('ai', 1, 2), by('human', 3, 3)] }],
  })}\n`;
}

describe('the Agent Trace file of a repository', () => {
  let scene: Scene;
  let repository: string;

  beforeEach(() => {
    scene = new Scene();
    repository = scene.at('repository');
    initRepository(repository);
    commitFiles(repository, { 'a.ts': 'one();\ntwo();\nthree();\nfour();\n', 'b.ts': 'b();\n' }, byClaude, committedAt);
  });

  afterEach(() => scene.end());

  const head = (): string => git(repository, 'rev-parse', 'HEAD').trim();
  const write = (text: string): void => writeFiles(repository, { '.agent-trace/traces.jsonl': text });

  it('says line by line who wrote what its commit added, before the mark of the commit', async () => {
    write(trace(head(), committedAt));
    const { survey } = await scene.read(repository);
    const lines = await linesOf(survey, 'a.ts');
    assert.deepEqual(lines.map(word), ['ai/cursor/line', 'ai/cursor/line', 'human/-/line', 'unknown/-/line']);
    assert.ok(lines.every(({ source }) => source === 'agent-trace'));
    assert.equal(lines[0]?.evidence, 'recorded');
    assert.deepEqual(countsOf(survey, 'b.ts'), { ai: 0, human: 0, tool: 0, unknown: 1 });
    assert.equal(survey.snapshot.evidence?.commitsWithRecord, 1);
  });

  it('says nothing of a commit that was there before it: it tells of the edit that came next', async () => {
    write(trace(head(), '2026-05-01T12:05:00Z'));
    const { survey } = await scene.read(repository);
    assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 4, human: 0, tool: 0, unknown: 0 });
  });

  it('says less than an authorship log', async () => {
    write(trace(head(), committedAt));
    addNote(repository, 'HEAD', noteOf({ 'a.ts': '4' }));
    const { survey } = await scene.read(repository);
    assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 1, human: 0, tool: 0, unknown: 3 });
  });

  it('that comes or goes after a first look is seen, and costs no blame', async () => {
    await scene.read(repository);
    write(trace(head(), committedAt));
    scene.asked.length = 0;
    const second = await scene.read(repository);
    assert.deepEqual(countsOf(second.survey, 'a.ts'), { ai: 2, human: 1, tool: 0, unknown: 1 });
    assert.equal(scene.count('blame'), 0);
    write('');
    const third = await scene.read(repository);
    assert.deepEqual(countsOf(third.survey, 'a.ts'), { ai: 4, human: 0, tool: 0, unknown: 0 });
  });

  it('is read from HEAD of a bare repository', async () => {
    const first = head();
    write(trace(first, committedAt));
    git(repository, 'add', '--all');
    git(repository, 'commit', '--quiet', '--message', 'Traces');
    const bare = scene.at('bare.git');
    git(scene.folder, 'clone', '--quiet', '--bare', repository, bare);
    const { survey } = await scene.read(bare);
    assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 2, human: 1, tool: 0, unknown: 1 });
  });

  it('that cannot be read says nothing, and the log says so', async () => {
    write('{"version":\nnot json\n');
    const { survey } = await scene.read(repository);
    assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 4, human: 0, tool: 0, unknown: 0 });
    assert.match(scene.warnings.join('\n'), /traces\.jsonl: record 1 is not JSON/);
  });
});
