import assert from 'node:assert/strict';
import fc from 'fast-check';
import { knownAgents } from '../../../src/agents/knownAgents.ts';
import { readApplyPatch } from '../../../src/agents/applyPatch.ts';
import { longestText } from '../../../src/agents/payload.ts';
import { placeEdits, takeBackEdits } from '../../../src/core/text/placeEdits.ts';
import { agentIdOf, fixtureNames, payloadOf } from './fixtures.ts';

/** Every way to replace one value somewhere in a payload by `other`, or to take it out. */
function* damaged(value: unknown, other: unknown): Iterable<unknown> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield Array.isArray(value)
      ? value.map((one, index) => (String(index) === key ? other : (one as unknown)))
      : { ...value, [key]: other };
    if (!Array.isArray(value)) yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
    for (const one of damaged(inner, other)) {
      yield Array.isArray(value)
        ? value.map((old, index) => (String(index) === key ? one : (old as unknown)))
        : { ...value, [key]: one };
    }
  }
}

describe('payloads that nobody should send', () => {
  it('a payload with any one value missing or of a wrong type is read or refused with a reason, never a throw', () => {
    let refused = 0;
    for (const name of fixtureNames()) {
      const agent = knownAgents.find(({ id }) => id === agentIdOf(name))!;
      for (const other of [null, 7, '', [], {}, true]) {
        for (const payload of damaged(payloadOf(name.replace('.json', '')), other)) {
          const reading = agent.read(payload);
          if (reading.ok) continue;
          refused++;
          assert.ok(reading.reason !== '' && !reading.reason.includes('\n'));
        }
      }
    }
    assert.ok(refused > 100, String(refused));
  });

  it('anything at all is read or refused by every agent', () => {
    fc.assert(
      fc.property(fc.constantFrom(...knownAgents), fc.anything(), (agent, payload) => {
        const reading = agent.read(payload);
        assert.equal(typeof reading.ok, 'boolean');
      }),
      { numRuns: 2_000 },
    );
  });

  it('texts and paths beyond the limits are refused', () => {
    const claude = knownAgents.find(({ id }) => id === 'claude')!;
    const write = (file_path: string, content: string): unknown => ({
      hook_event_name: 'PostToolUse',
      tool_name: 'Write',
      tool_input: { file_path, content },
      tool_response: {},
    });
    assert.ok(claude.read(write('/a', 'x')).ok);
    assert.deepEqual(claude.read(write('/a', 'x'.repeat(longestText + 1))), {
      ok: false,
      reason: `content is longer than ${longestText} characters`,
    });
    for (const path of ['', 'a\0b', '/'.repeat(5_000)]) {
      assert.deepEqual(claude.read(write(path, 'x')), { ok: false, reason: 'a path that can be none' });
    }
  });

  it('a patch that is cut off or holds anything else is refused', () => {
    const whole = '*** Begin Patch\n*** Update File: a\n@@ x\n-b\n+c\n*** Delete File: d\n*** End Patch';
    assert.equal(readApplyPatch(whole).length, 2);
    for (const broken of [
      '',
      whole.replace('*** End Patch', ''),
      whole.replace('*** Begin Patch', ''),
      whole.replace('-b', '?b'),
    ]) {
      assert.throws(() => readApplyPatch(broken), { name: 'BadPayload' });
    }
  });
});

describe('placing edits', () => {
  it('an edit that could mean two places means none, unless it says which', () => {
    const edit = { oldText: 'a\n', newText: 'b\n', replacesAll: false, anchor: null };
    assert.equal(placeEdits('a\nx\na\n', [edit]), null);
    assert.equal(placeEdits('a\nx\na\n', [{ ...edit, anchor: 'x' }]), 'a\nx\nb\n');
    assert.equal(placeEdits('a\nx\na\n', [edit], true), 'b\nx\na\n');
    assert.equal(placeEdits('a\nx\na\n', [{ ...edit, replacesAll: true }]), 'b\nx\nb\n');
    assert.equal(placeEdits('x\n', [edit]), null);
  });

  it('a patch’s last line fits a file that ends without a line break', () => {
    assert.equal(placeEdits('x\na', [{ oldText: 'a\n', newText: 'b\n', replacesAll: false, anchor: null }]), 'x\nb\n');
  });

  it('a replacement that holds the signs of a pattern is taken as it is', () => {
    const edit = { oldText: 'a', newText: '$&$1', replacesAll: true, anchor: null };
    assert.equal(placeEdits('a a', [edit]), '$&$1 $&$1');
  });

  it('edits that fit can be taken back, or nobody says they were', () => {
    const word = fc.constantFrom('a\n', 'b\n', 'c\n', 'd\n');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), word, word, (lines, oldText, newText) => {
        const text = lines.join('');
        const edits = [{ oldText, newText, replacesAll: false, anchor: null }];
        const after = placeEdits(text, edits);
        if (after === null) return;
        const back = takeBackEdits(after, edits);
        if (back !== null) assert.equal(back, text);
      }),
    );
  });
});
