import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { readAuthorshipLog } from '../../../src/core/records/authorshipLog.ts';
import { withoutConversations } from '../../../src/core/records/briefLog.ts';
import { linesOfLog } from '../../../src/survey/linesOfLog.ts';

const notes = new URL('../../fixtures/notes/', import.meta.url);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const size = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, { length }) => sum + length, 0);

/** Holds what is said without the conversations against what the whole log says. */
function holdAgainstWhole(log: string): void {
  const { rangesByPath, complaints } = readAuthorshipLog(log);
  const brief = linesOfLog(bytes(log));
  assert.deepEqual([brief.rangesByPath, brief.complaints], [rangesByPath, complaints]);
}

const attestation = 'a.ts\n  0123456789abcdef 1-2\n  s_1::t_1 3\nb.ts\n  89abcdef01234567 4\n---\n';

describe('the lines of an authorship log', () => {
  for (const name of readdirSync(notes))
    it(`are those of the whole log for ${name}`, () => {
      holdAgainstWhole(readFileSync(new URL(name, notes), 'utf8'));
    });

  it('are told without a look at conversations in indented JSON, wherever these stand in their entry', () => {
    const messages = [{ text: `"messages": [\n ${'x'.repeat(1000)} ]` }, { list: [1, [2]] }];
    const agentId = { tool: 'claude', id: 'k', model: 'm' };
    const prompts = {
      '0123456789abcdef': { messages, agent_id: agentId },
      '89abcdef01234567': { agent_id: { ...agentId, model: 'n' }, messages, total: 1 },
    };
    const log = attestation + JSON.stringify({ prompts }, null, 2);
    holdAgainstWhole(log);
    assert.ok(size(withoutConversations(bytes(log))) < log.length - 2000);
  });

  it('are told of a log whose conversations close elsewhere than they open', () => {
    const first = '"0123456789abcdef": {\n"agent_id": {"tool": "claude"},\n"messages": [\n1, 2 ]},';
    const second = '"89abcdef01234567": {\n"agent_id": {"tool": "codex"},\n"messages": [\n3\n]}';
    const log = `${attestation}{"prompts": {\n${first}\n${second}}}`;
    assert.equal(readAuthorshipLog(log).rangesByPath.get('b.ts')?.[0]?.author.agent, 'codex');
    holdAgainstWhole(log);
  });

  it('are those of the whole log for any metadata, however it is indented', () => {
    const key = fc.constantFrom(
      'messages',
      'agent_id',
      'tool',
      'model',
      'prompts',
      '0123456789abcdef',
      '"messages": [',
    );
    const text = fc.oneof(key, fc.constantFrom('\n  ]', ']', '[\n', '\\', '"'));
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        text,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      ),
    }));
    const agentId = fc.record({ tool: text, model: text });
    const entry = fc.oneof(value, fc.record({ messages: fc.array(value), agent_id: agentId, more: value }));
    const prompts = fc.record({ '0123456789abcdef': entry, '89abcdef01234567': entry });
    const line = fc.constantFrom('', ' ', '  ', '\t', '\n', '\r\n');
    fc.assert(
      fc.property(prompts, line, fc.boolean(), (of, indent, isCut) => {
        const json = JSON.stringify({ prompts: of }, null, indent);
        holdAgainstWhole(attestation + (isCut ? json.slice(0, -3) : json));
      }),
    );
  });
});
