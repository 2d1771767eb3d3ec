import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { isOfItsCommit, readAgentTraces, tracedAuthorOf } from '../../../../src/core/records/agentTrace.ts';
import { writeAgentTraces, type RecordedLines } from '../../../../src/core/records/agentTraceWriter.ts';
import { attestedAuthorOf, readAuthorshipLog } from '../../../../src/core/records/authorshipLog.ts';

const oid = 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0';
const uuidOf = (name: string): string => `id of ${name}`;

function commitWith(rangesByPath: RecordedLines['rangesByPath']): RecordedLines {
  return { oid, committedAtSeconds: 1_780_000_000, rangesByPath };
}

describe('Agent Trace records that we write', () => {
  it('have the form of the specification', () => {
    const log = readAuthorshipLog(
      `a.ts\n  s_1::t_1 1-2\n  s_1::t_2 3\n  h_1 5\n---\n${JSON.stringify({
        sessions: { s_1: { agent_id: { tool: 'claude', id: 'k/1', model: 'claude-opus-4-6' } } },
      })}`,
    );
    const lines = writeAgentTraces(commitWith(log.rangesByPath), uuidOf).split('\n');
    assert.deepEqual(
      lines.filter((line) => line !== '').map((line) => JSON.parse(line) as unknown),
      [
        {
          version: '0.1.0',
          id: `id of ${oid} ai-code-share`,
          timestamp: '2026-05-28T20:26:40.000Z',
          vcs: { type: 'git', revision: oid },
          tool: { name: 'ai-code-share' },
          files: [
            {
              path: 'a.ts',
              conversations: [{ contributor: { type: 'human' }, ranges: [{ start_line: 5, end_line: 5 }] }],
            },
          ],
        },
        {
          version: '0.1.0',
          id: `id of ${oid} claude`,
          timestamp: '2026-05-28T20:26:40.000Z',
          vcs: { type: 'git', revision: oid },
          tool: { name: 'claude' },
          files: [
            {
              path: 'a.ts',
              conversations: [
                {
                  url: 'urn:ai-code-share:session:k%2F1',
                  contributor: { type: 'ai', model_id: 'anthropic/claude-opus-4-6' },
                  ranges: [{ start_line: 1, end_line: 3 }],
                },
              ],
            },
          ],
        },
      ],
    );
  });

  it('are nothing for a commit of which nothing is recorded', () => {
    assert.equal(writeAgentTraces(commitWith(new Map()), uuidOf), '');
  });

  const notes = new URL('../../../fixtures/notes/', import.meta.url);
  for (const name of readdirSync(notes)) {
    it(`name for every line whom the note "${name}" of git-ai names`, () => {
      const { rangesByPath } = readAuthorshipLog(readFileSync(new URL(name, notes), 'utf8'));
      const commit = commitWith(rangesByPath);
      const text = writeAgentTraces(commit, uuidOf);
      assert.equal(writeAgentTraces(commitWith(new Map([...rangesByPath].reverse())), uuidOf), text);
      const { records, complaints } = readAgentTraces(text);
      assert.deepEqual(complaints, []);
      assert.ok(records.every((record) => isOfItsCommit(record, commit.committedAtSeconds)));
      for (const [path, ranges] of rangesByPath) {
        const last = Math.max(0, ...ranges.map((range) => range.lastLineNumber));
        for (let lineNumber = 1; lineNumber <= last + 1; lineNumber++)
          assert.deepEqual(
            tracedAuthorOf(records, path, lineNumber),
            attestedAuthorOf(ranges, lineNumber),
            `${path}:${lineNumber}`,
          );
      }
    });
  }

  it('say the same of every line as the ranges that they were made of, however these overlap', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
    const author = fc.oneof(
      fc.constant({ kind: 'human', agent: null, model: null, session: null } as const),
      fc.record(
        {
          kind: fc.constant('ai' as const),
          agent: fc.option(name),
          model: fc.option(name),
          session: fc.option(fc.stringMatching(/^[a-z0-9 /:?#%äλ-]{1,12}[a-z]$/)),
        },
        { noNullPrototype: true },
      ),
    );
    const authors = fc.array(author, { minLength: 1, maxLength: 5 });
    const range = fc.record({ first: fc.integer({ min: 1, max: 20 }), more: fc.nat(6), who: fc.nat(4) });
    fc.assert(
      fc.property(
        authors,
        fc.dictionary(fc.stringMatching(/^[a-zä ]{1,6}$/), fc.array(range, { maxLength: 8 })),
        (people, files) => {
          const rangesByPath = new Map(
            Object.entries(files).map(([path, ranges]) => [
              path,
              ranges.flatMap(({ first, more, who }) => {
                const index = who % people.length;
                const one = people[index];
                return one === undefined
                  ? []
                  : [{ firstLineNumber: first, lastLineNumber: first + more, key: `k${index}`, author: one }];
              }),
            ]),
          );
          const { records } = readAgentTraces(writeAgentTraces(commitWith(rangesByPath), uuidOf));
          for (const [path, ranges] of rangesByPath)
            for (let lineNumber = 1; lineNumber <= 28; lineNumber++)
              assert.deepEqual(tracedAuthorOf(records, path, lineNumber), attestedAuthorOf(ranges, lineNumber));
        },
      ),
    );
  });
});
