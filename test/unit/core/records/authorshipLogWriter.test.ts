import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { flattenRanges, rangesOfLines } from '../../../../src/core/records/attestedLines.ts';
import { readAuthorshipLog, type AuthorshipLog, type KeyedRange } from '../../../../src/core/records/authorshipLog.ts';
import { writeAuthorshipLog } from '../../../../src/core/records/authorshipLogWriter.ts';

const notes = new URL('../../../fixtures/notes/', import.meta.url);

/** The key of every claimed line, as `path:line`; the slow way. */
function keys(rangesByPath: AuthorshipLog['rangesByPath'] | ReadonlyMap<string, readonly KeyedRange[]>) {
  const found = new Map<string, string>();
  for (const [path, ranges] of rangesByPath)
    for (const { firstLineNumber, lastLineNumber, key } of ranges)
      for (let line = firstLineNumber; line <= lastLineNumber; line++) found.set(`${path}:${line}`, key);
  return found;
}

const specification: Readonly<Record<string, string>> = {
  sessions: `src/main.rs
  s_c9883b05a2487d::t_9f8e7d6c5b4a32 1-10,15-20
  s_c9883b05a2487d::t_a1b2c3d4e5f678 25,30-35
  h_31dce776f88375 42-50
src/lib.rs
  s_e7f2a90b31cc48::t_deadbeef012345 1-50
---
{"schema_version":"authorship/3.0.0","git_ai_version":"1.4.5","base_commit_sha":"7734793b756b3921c88db5375a8c156e9532447b","prompts":{},
"humans":{"h_31dce776f88375":{"author":"Developer <dev@example.com>"}},"sessions":{"s_c9883b05a2487d":{"agent_id":{"tool":"cursor","id":"6ef2","model":"m"}},
"s_e7f2a90b31cc48":{"agent_id":{"tool":"claude","id":"conv","model":"m"},"custom_attributes":{"team":"backend"}}}}`,
  legacy: `src/main.rs
  abcd1234abcd1234 1-10,15-20
  ef0b5678ef0b5678 25,30-35
src/lib.rs
  abcd1234abcd1234 1-50
---
{"schema_version":"authorship/3.0.0","base_commit_sha":"77","prompts":{"abcd1234abcd1234":{"agent_id":{"tool":"cursor","id":"6e","model":"m"},"total_additions":25}}}`,
};

describe('writing an authorship log', () => {
  const texts: readonly (readonly [name: string, text: string])[] = [
    ...readdirSync(notes)
      .sort()
      .map((name) => [name, readFileSync(new URL(name, notes), 'utf8')] as const),
    ...Object.entries(specification),
  ];
  for (const [name, text] of texts) {
    it(`gives back what "${name}" says of each line, with every field of its metadata`, () => {
      const log = readAuthorshipLog(text);
      const written = writeAuthorshipLog(log).text;
      const again = readAuthorshipLog(written);
      assert.deepEqual(new Map([...keys(again.rangesByPath)].sort()), new Map([...keys(log.rangesByPath)].sort()));
      assert.deepEqual(again.complaints, []);
      for (const [field, value] of Object.entries(log.metadata)) assert.deepEqual(again.metadata[field], value, field);
      assert.equal(writeAuthorshipLog(again).text, written, 'a second time gives the same bytes');
    });
  }

  it('writes the same bytes whatever order the paths, records and ranges come in', () => {
    const a = { firstLineNumber: 1, lastLineNumber: 2, key: 's_1::t_1' };
    const b = { firstLineNumber: 3, lastLineNumber: 3, key: 'h_1' };
    const c = { firstLineNumber: 4, lastLineNumber: 9, key: 's_1::t_1' };
    const one = writeAuthorshipLog({
      rangesByPath: new Map([
        ['b.ts', [a, b, c]],
        ['a.ts', [b]],
      ]),
      metadata: { prompts: {}, sessions: { s_2: {}, s_1: {} }, base_commit_sha: 'x' },
    });
    const other = writeAuthorshipLog({
      rangesByPath: new Map([
        ['a.ts', [b]],
        ['b.ts', [c, b, a]],
      ]),
      metadata: { base_commit_sha: 'x', sessions: { s_1: {}, s_2: {} }, prompts: {} },
    });
    assert.equal(one.text, other.text);
    assert.match(one.text, /^a\.ts\n {2}h_1 3\nb\.ts\n {2}s_1::t_1 1-2,4-9\n {2}h_1 3\n---\n\{/);
  });

  it('keeps the paths that can be kept, whatever is in them, and names the others', () => {
    const range = { firstLineNumber: 1, lastLineNumber: 1, key: 'h_1' };
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('---', '"', '""', '"a"', ' a', 'a\tb', '  h_1 2')),
          {
            maxLength: 6,
          },
        ),
        (paths) => {
          const rangesByPath = new Map(paths.map((path) => [path, [range]]));
          const { text, complaints } = writeAuthorshipLog({ rangesByPath, metadata: {} });
          const kept = [...readAuthorshipLog(text).rangesByPath.keys()].sort();
          assert.deepEqual(kept, [...rangesByPath.keys()].filter((path) => !/[\r\n]/.test(path)).sort());
          assert.equal(complaints.length, rangesByPath.size - kept.length);
        },
      ),
    );
  });

  it('leaves out a file of which nothing is said', () => {
    assert.equal(
      writeAuthorshipLog({ rangesByPath: new Map([['a.ts', []]]), metadata: {} }).text.split('\n')[0],
      '---',
    );
  });
});

describe('ranges of a log', () => {
  const range = fc
    .tuple(fc.integer({ min: 1, max: 40 }), fc.nat(12), fc.constantFrom('a', 'b', 'c'))
    .map(([first, more, key]) => ({ firstLineNumber: first, lastLineNumber: first + more, key }));

  it('mean the same when they are made disjoint, sorted and as few as can be', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), (ranges) => {
        const flat = flattenRanges(ranges);
        assert.deepEqual([...keys(new Map([['', flat]]))].sort(), [...keys(new Map([['', ranges]]))].sort());
        flat.forEach((one, index) => {
          const before = flat[index - 1];
          if (before === undefined) return;
          assert.ok(before.lastLineNumber < one.firstLineNumber);
          assert.ok(before.lastLineNumber + 1 < one.firstLineNumber || before.key !== one.key);
        });
        // The keys of lines give the same ranges.
        const byLine = Array.from(
          { length: 60 },
          (_, index) => keys(new Map([['', flat]])).get(`:${index + 1}`) ?? null,
        );
        assert.deepEqual(rangesOfLines(byLine), flat);
      }),
    );
  });

  it('of ten million lines a hundred thousand times over are made disjoint at once', () => {
    const ranges = Array.from({ length: 100_000 }, (_, index) => ({
      firstLineNumber: 1 + index,
      lastLineNumber: 10_000_000 - index,
      key: String(index % 7),
    }));
    const startedAtMs = performance.now();
    assert.equal(flattenRanges(ranges).length, 199_999);
    assert.ok(performance.now() - startedAtMs < 3_000);
  });
});

describe('hostile metadata', () => {
  it('that nests a hundred thousand deep is left out and named', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const log = readAuthorshipLog(`a.ts\n  h_1 1\n---\n{"prompts": {}, "x": ${deep}}`);
    assert.deepEqual(log.metadata, {});
    assert.equal(log.complaints.length, 1);
    assert.equal(log.rangesByPath.get('a.ts')?.length, 1);
  });

  it('of a million quotes that never end takes no longer than other text', () => {
    const startedAtMs = performance.now();
    readAuthorshipLog(`a.ts\n  h_1 1\n---\n{"x": "${'\\"'.repeat(1_000_000)}`);
    assert.ok(performance.now() - startedAtMs < 2_000);
  });
});
