import assert from 'node:assert/strict';
import { qwenTranscript } from '../../../src/agents/transcripts/qwenTranscript.ts';

const common = { sessionId: 's1', cwd: '/home/dev/repo', version: '0.24.4' };

const asks = (id: string, name: string, args: object): object => ({
  ...common,
  type: 'assistant',
  timestamp: '2026-11-20T10:00:00.000Z',
  model: 'qwen3-coder-plus',
  message: { role: 'model', parts: [{ text: 'Working.' }, { functionCall: { id, name, args } }] },
});

const answers = (callId: string, status: string, resultDisplay: object): object => ({
  ...common,
  type: 'tool_result',
  timestamp: '2026-11-20T10:00:01.500Z',
  message: { role: 'user', parts: [{ functionResponse: { id: callId, name: 'edit', response: { output: 'ok' } } }] },
  toolCallResult: { callId, status, resultDisplay },
});

const edit = { file_path: '/home/dev/repo/f.js', old_string: 'one', new_string: 'two' };

/** All that is told by these lines, in short. */
function changesOf(...lines: readonly object[]): readonly object[] {
  const take = qwenTranscript.start();
  return lines.flatMap((line) => take(line as Readonly<Record<string, unknown>>));
}

describe('transcripts of Qwen Code', () => {
  it('tell of an edit with file, texts, time, model and session', () => {
    const display = { fileName: 'f.js', fileDiff: '', originalContent: 'one\n', newContent: 'two\n' };
    const [change, ...others] = changesOf(asks('c1', 'edit', edit), answers('c1', 'success', display));
    assert.deepEqual(others, []);
    assert.deepEqual(change, {
      agent: 'qwen',
      model: 'qwen3-coder-plus',
      session: 's1',
      atMs: Date.parse('2026-11-20T10:00:01.500Z'),
      cwd: '/home/dev/repo',
      file: {
        path: '/home/dev/repo/f.js',
        action: 'edit',
        movedFrom: null,
        before: 'one\n',
        after: 'two\n',
        edits: [{ oldText: 'one', newText: 'two', replacesAll: false, anchor: null }],
      },
    });
  });

  it('never take a shortened text for the whole one', () => {
    const display = {
      fileName: 'f.js',
      fileDiff: '',
      originalContent: 'one\n[... truncated for saved session preview ...]\n',
      newContent: 'two\n[... truncated for saved session preview ...]\n',
      truncatedForSession: true,
    };
    const [change] = changesOf(asks('c1', 'edit', edit), answers('c1', 'success', display)) as [
      { file: { before: unknown; after: unknown; edits: readonly unknown[] } },
    ];
    assert.deepEqual([change.file.before, change.file.after, change.file.edits.length], [null, null, 1]);
  });

  it('tell nothing of calls that failed, that are told again, that nobody made or that edit nothing', () => {
    const display = { fileName: 'f.js', fileDiff: '', originalContent: 'one\n', newContent: 'two\n' };
    assert.deepEqual(changesOf(asks('c1', 'edit', edit), answers('c1', 'error', display)), []);
    assert.deepEqual(changesOf(answers('c1', 'success', display)), []);
    assert.deepEqual(changesOf(asks('c1', 'read_file', {}), answers('c1', 'success', {})), []);
    const twice = changesOf(
      asks('c1', 'edit', edit),
      answers('c1', 'success', display),
      answers('c1', 'success', display),
    );
    assert.equal(twice.length, 1);
    assert.deepEqual(changesOf({ type: 'tool_result' }, { message: { parts: 7 } }, { toolCallResult: [] }), []);
  });
});
