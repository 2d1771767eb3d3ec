import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isOfItsCommit, readAgentTraces, tracedAuthorOf } from '../../../src/core/records/agentTrace.ts';
import { commitFiles, git, gitEnvironment, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { runCommandLine, type Outcome } from './commandLine.ts';

describe('an export', () => {
  let folder: string;
  let repository: string;
  let head: string;

  before(() => {
    folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'export-'));
    repository = path.join(folder, 'repository');
    initRepository(repository);
    commitFiles(
      repository,
      { 'a.ts': 'one();\n\nthree();\nfour();\n', 'docs/b, c.md': 'text\n' },
      'First',
      '2025-01-01T00:00:00Z',
    );
    head = git(repository, 'rev-parse', 'HEAD').trim();
    const metadata = {
      schema_version: 'authorship/3.0.0',
      sessions: { s_11111111111111: { agent_id: { tool: 'claude', id: 'k-1', model: 'claude-opus-4-6' } } },
    };
    const note = `a.ts\n  s_11111111111111::t_1 1-3\n"docs/b, c.md"\n  h_1 1\n---\n${JSON.stringify(metadata)}`;
    git(repository, 'notes', '--ref=ai', 'add', '--message', note, head);
    commitFiles(repository, { 'a.ts': 'one();\n\nthree();\nfour();\nfive();\n' }, 'Second', '2025-02-01T00:00:00Z');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = async (...args: readonly string[]): Promise<Outcome> =>
    await runCommandLine(['export', ...args], {
      cwd: repository,
      env: { ...process.env, ...gitEnvironment, HOME: folder, XDG_DATA_HOME: folder },
    });

  it('as Agent Trace has what the logs of commits say, and reads again as the same', async () => {
    const { status, stdout: out } = await run('--format', 'agent-trace');
    assert.equal(status, 0);
    assert.equal((await run('--format', 'agent-trace')).stdout, out);
    const { records, complaints } = readAgentTraces(out);
    assert.deepEqual(complaints, []);
    assert.deepEqual(
      records.map(({ revision }) => revision),
      [head, head],
    );
    assert.ok(records.every((record) => isOfItsCommit(record, Date.parse('2025-01-01T00:00:00Z') / 1000)));
    assert.deepEqual(tracedAuthorOf(records, 'a.ts', 3), {
      kind: 'ai',
      agent: 'claude',
      model: 'claude-opus-4-6',
      session: 'k-1',
    });
    assert.equal(tracedAuthorOf(records, 'docs/b, c.md', 1)?.kind, 'human');
    for (const line of out.trim().split('\n'))
      assert.match(
        (JSON.parse(line) as { id: string }).id,
        /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
  });

  it('of a folder leaves the rest out', async () => {
    const { stdout: out } = await run('docs', '--format', 'agent-trace');
    const { records } = readAgentTraces(out);
    assert.deepEqual(
      records.flatMap(({ rangesByPath }) => [...rangesByPath.keys()]),
      ['docs/b, c.md'],
    );
  });

  it('as NDJSON has every line that stands, in the work tree or at a revision', async () => {
    writeFiles(repository, { 'new.ts': 'nobody();\n' });
    const rows = (await run('--format', 'ndjson')).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const shown = rows.map((row) => [
      row['path'],
      row['firstLine'],
      row['lastLine'],
      row['contributor'],
      row['agent'],
      row['source'],
    ]);
    assert.deepEqual(shown, [
      ['a.ts', 1, 1, 'ai', 'claude', 'authorship-log'],
      ['a.ts', 3, 3, 'ai', 'claude', 'authorship-log'],
      ['a.ts', 4, 4, 'unknown', null, 'authorship-log'],
      ['a.ts', 5, 5, 'unknown', null, 'none'],
      ['docs/b, c.md', 1, 1, 'human', null, 'authorship-log'],
      ['new.ts', 1, 1, 'unknown', null, 'none'],
    ]);
    assert.equal(rows[0]?.['commit'], head);
    assert.equal(rows[0]['session'], 'k-1');
    const before = (await run('--format', 'ndjson', '--at', 'HEAD~1')).stdout.trim().split('\n');
    assert.equal(before.length, 4);
  });

  it('as CSV has the same rows, with a line of names', async () => {
    const lines = (await run('--format', 'csv', '--at', 'HEAD')).stdout.split('\r\n');
    assert.equal(
      lines[0],
      'path,firstLine,lastLine,contributor,mixed,agent,model,session,evidence,granularity,source,commit',
    );
    assert.equal(lines[1], `a.ts,1,1,ai,false,claude,claude-opus-4-6,k-1,recorded,line,authorship-log,${head}`);
    assert.equal(lines[5], `"docs/b, c.md",1,1,human,false,,,,recorded,line,authorship-log,${head}`);
  });

  it('says what is wrong with what it was asked for', async () => {
    assert.match((await run('--format', 'xml')).stderr, /--format/);
    assert.match((await run()).stderr, /--format/);
    assert.match(
      (await run('--format', 'agent-trace', '--at', 'nowhere')).stderr,
      /nowhere: there is no such revision here/,
    );
    assert.match((await run('--format', 'ndjson', '--at', 'nowhere')).stderr, /nowhere/);
    const { status, stderr: complaint } = await run(folder, '--format', 'agent-trace');
    assert.equal(status, 2);
    assert.match(complaint, /not in a git repository/);
  });
});
