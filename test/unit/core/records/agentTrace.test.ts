import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  agentTraceLimits,
  isOfItsCommit,
  readAgentTraces,
  tracedAuthorOf,
  type AgentTraces,
} from '../../../../src/core/records/agentTrace.ts';

const oid = 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0';

function fixture(name: string): AgentTraces {
  return readAgentTraces(readFileSync(new URL(`../../../fixtures/traces/${name}.jsonl`, import.meta.url), 'utf8'));
}

function record(more: object): string {
  const vcs = { type: 'git', revision: oid };
  return JSON.stringify({ version: '0.1.0', id: 'x', timestamp: '2026-01-23T14:30:00Z', vcs, files: [], ...more });
}

function file(path: string, type: string, firstLine: unknown, lastLine: unknown): object {
  return { path, conversations: [{ contributor: { type }, ranges: [{ start_line: firstLine, end_line: lastLine }] }] };
}

describe('Agent Trace records', () => {
  it('of the specification name agent, model and session of each line', () => {
    const { records, complaints } = fixture('specification');
    assert.deepEqual(complaints, []);
    // The minimal record names no commit, so that its lines cannot be placed.
    assert.equal(records.length, 1);
    assert.equal(records[0]?.revision, oid);
    assert.deepEqual(tracedAuthorOf(records, 'src/utils/parser.ts', 67), {
      kind: 'ai',
      agent: 'cursor',
      model: 'claude-opus-4-5-20251101',
      session: '67890',
    });
    assert.equal(tracedAuthorOf(records, 'src/utils/helpers.ts', 10)?.session, '12345');
    assert.equal(tracedAuthorOf(records, 'src/utils/parser.ts', 41), null);
    assert.equal(tracedAuthorOf(records, 'src/utils/parser.ts', 68), null);
  });

  it('of the reference implementation are not about the lines of the commit that they name', () => {
    const { records, complaints } = fixture('reference-hook');
    assert.deepEqual(complaints, []);
    const edit = records.find((one) => one.rangesByPath.has('a.ts'));
    assert.ok(edit !== undefined);
    assert.deepEqual(tracedAuthorOf([edit], 'a.ts', 2), {
      kind: 'ai',
      agent: 'claude',
      model: 'claude-sonnet-4-5',
      session: '0f1e2d3c-0000-4000-8000-000000000001',
    });
    // The commit on which the edit began.
    assert.equal(isOfItsCommit(edit, Date.parse('2026-02-01T10:00:00Z') / 1000), false);
  });

  it('count for their commit if they were made by the time of the commit', () => {
    const { records } = readAgentTraces(record({ files: [file('a.ts', 'ai', 1, 2)] }));
    const at = Date.parse('2026-01-23T14:30:00Z') / 1000;
    const [one] = records;
    assert.ok(one !== undefined);
    assert.deepEqual(
      [at - 11, at - 10, at, at + 86_400].map((time) => isOfItsCommit(one, time)),
      [false, true, true, true],
    );
    const [timeless] = readAgentTraces(record({ timestamp: 'soon', files: [file('a.ts', 'ai', 1, 2)] })).records;
    assert.ok(timeless !== undefined);
    assert.equal(isOfItsCommit(timeless, at), false);
  });

  it('let the last claim have a line, and say nothing of mixed and unknown ones', () => {
    const { records } = readAgentTraces(
      [
        record({ files: [file('a.ts', 'ai', 1, 9), file('a.ts', 'human', 2, 2), file('a.ts', 'mixed', 3, 3)] }),
        record({ files: [file('a.ts', 'unknown', 4, 4), file('a.ts', 'human', 5, 5)] }),
        record({ files: [file('a.ts', 'ai', 5, 5)] }),
      ].join('\n'),
    );
    const kinds = [1, 2, 3, 4, 5, 6, 10].map((lineNumber) => tracedAuthorOf(records, 'a.ts', lineNumber)?.kind ?? '-');
    assert.deepEqual(kinds, ['ai', 'human', '-', '-', 'ai', 'ai', '-']);
  });

  it('may name another contributor for a single range', () => {
    const ranges = [
      { start_line: 1, end_line: 1 },
      { start_line: 2, end_line: 2, contributor: { type: 'ai', model_id: 'openai/gpt-4o' } },
    ];
    const conversations = [{ contributor: { type: 'human' }, ranges }];
    const { records } = readAgentTraces(record({ files: [{ path: 'a.ts', conversations }] }));
    assert.equal(tracedAuthorOf(records, 'a.ts', 1)?.kind, 'human');
    assert.equal(tracedAuthorOf(records, 'a.ts', 2)?.model, 'gpt-4o');
  });

  const unreadable: readonly (readonly [what: string, line: string, complaint: RegExp])[] = [
    ['that is no JSON', '{"version": ', /^record 1 is not JSON$/],
    ['that is no object', '[1]', /^record 1 is no object$/],
    [
      'of a version to come',
      record({ version: '2.0.0', files: [file('a.ts', 'ai', 1, 1)] }),
      /^record 1 is of no version/,
    ],
    ['without a version', record({ version: null }), /^record 1 is of no version/],
    ['that nests deeply', `{"version": ${'['.repeat(9000)}${']'.repeat(9000)}}`, /^record 1 nests too deep$/],
    ['that is too long', `"${'x'.repeat(agentTraceLimits.recordCharacters)}"`, /^record 1 has \d+ characters/],
    ['with a line 0', record({ files: [file('a.ts', 'ai', 0, 1)] }), /^record 1 has a file that cannot be read$/],
    ['with a range backwards', record({ files: [file('a.ts', 'ai', 3, 2)] }), /has a file that cannot/],
    ['with a line that no file has', record({ files: [file('a.ts', 'ai', 1, 1e9)] }), /has a file that cannot/],
    ['with words for numbers', record({ files: [file('a.ts', 'ai', '1', '2')] }), /has a file that cannot/],
    ['about a file outside', record({ files: [file('../a.ts', 'ai', 1, 2)] }), /has a file that cannot/],
    ['about an absolute path', record({ files: [file('/etc/passwd', 'ai', 1, 2)] }), /has a file that cannot/],
    ['about no path', record({ files: [{ conversations: [] }] }), /has a file that cannot/],
  ];
  for (const [what, line, complaint] of unreadable) {
    it(`leave out one ${what}, name it, and read on`, () => {
      const { records, complaints } = readAgentTraces(`${line}\r\n\n${record({ files: [file('b.ts', 'ai', 1, 1)] })}`);
      assert.equal(records.length, 1);
      assert.equal(tracedAuthorOf(records, 'b.ts', 1)?.kind, 'ai');
      assert.equal(complaints.length, 1);
      assert.match(complaints[0] ?? '', complaint);
    });
  }

  it('leave out revisions that are no full commit id, which is no fault', () => {
    const of = (revision: unknown): string =>
      record({ vcs: { type: 'jj', revision }, files: [file('a.ts', 'ai', 1, 1)] });
    assert.deepEqual(readAgentTraces(['kkmpptxz', 'a1b2c3d', 7, null].map(of).join('\n')), {
      records: [],
      complaints: [],
    });
  });

  it('are not led astray by keys of the prototype', () => {
    const { records } = readAgentTraces(record({ files: [file('__proto__', 'ai', 1, 1)] }));
    assert.equal(tracedAuthorOf(records, '__proto__', 1)?.kind, 'ai');
    assert.equal(tracedAuthorOf(records, 'constructor', 1), null);
  });

  it('name no more complaints than a log can bear', () => {
    assert.equal(readAgentTraces('x\n'.repeat(5_000)).complaints.length, agentTraceLimits.complaints);
  });

  it('are read from any text without throwing', function () {
    // Arbitrary JSON is slow to make where others use the machine.
    this.timeout(60_000);
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc
        .record({ version: fc.constant('0.1.0'), vcs: fc.constant({ revision: oid }), files: fc.jsonValue() })
        .map((value) => JSON.stringify(value)),
      fc.array(fc.record({ path: fc.string(), conversations: fc.jsonValue() })).map((files) => record({ files })),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        for (const { rangesByPath } of readAgentTraces(lines.join('\n')).records)
          for (const ranges of rangesByPath.values())
            for (const { firstLineNumber, lastLineNumber } of ranges)
              assert.ok(firstLineNumber >= 1 && firstLineNumber <= lastLineNumber);
      }),
      { numRuns: 1_000 },
    );
    // A thousand runs take longer than the usual limit where the machine is busy.
  }).timeout(60_000);
});
