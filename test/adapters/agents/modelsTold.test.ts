import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AgentsAtWork } from './agentsAtWork.ts';

describe('the models of edits that agents tell of', () => {
  let work: AgentsAtWork;

  beforeEach(() => (work = new AgentsAtWork()));

  afterEach(async () => {
    await work.end();
  });

  it('the model is what the agent’s own transcript says of the call', async () => {
    const transcripts = path.join(work.folder, 'home', '.claude', 'projects', 'p');
    mkdirSync(transcripts, { recursive: true });
    const transcript_path = path.join(transcripts, 's1.jsonl');
    const line = (model: string, id: string): string =>
      JSON.stringify({ type: 'assistant', message: { model, content: [{ type: 'tool_use', id }] } });
    writeFileSync(transcript_path, `${line('model-a', 'm1')}\n${line('model-b', 'm2')}\n`);
    const write = async (id: string, more: object): Promise<void> => {
      writeFileSync(work.at(`${id}.js`), 'x();\n');
      const response = { tool_response: { type: 'create' }, ...more };
      await work.claude('PostToolUse', 'Write', { file_path: work.at(`${id}.js`), content: 'x();\n' }, response, id);
    };
    await write('m1', { transcript_path });
    assert.equal((await work.blame('m1.js'))[0]?.model, 'model-a');
    const outside = path.join(work.folder, 'outside.jsonl');
    writeFileSync(outside, line('model-c', 'm3'));
    await write('m3', { transcript_path: outside, session_id: 's7' });
    assert.equal((await work.blame('m3.js'))[0]?.model, null);
  });

  it('another call’s model is not the model of this call', async () => {
    const transcripts = path.join(work.folder, 'home', '.gemini', 'tmp', 'p', 'chats');
    mkdirSync(transcripts, { recursive: true });
    const transcript_path = path.join(transcripts, 'session.jsonl');
    const args = (name: string): object => ({ file_path: work.at(name), content: 'x();\n' });
    const line = (model: string, name: string): string => JSON.stringify({ model, toolCalls: [{ args: args(name) }] });
    writeFileSync(transcript_path, `${line('model-a', 'a.js')}\n${line('model-b', 'b.js')}\n`);
    for (const name of ['a.js', 'c.js']) {
      writeFileSync(work.at(name), 'x();\n');
      const result = { returnDisplay: { originalContent: '', newContent: 'x();\n' } };
      const common = { session_id: 's4', transcript_path, cwd: work.repository, hook_event_name: 'AfterTool' };
      const call = { tool_name: 'write_file', tool_input: args(name), tool_response: result };
      assert.equal(await work.hook('gemini', { ...common, ...call, timestamp: '2026-01-01T00:00:00Z' }), '{}');
    }
    const modelOf = async (name: string): Promise<unknown> => (await work.blame(name))[0]?.model;
    assert.deepEqual([await modelOf('a.js'), await modelOf('c.js')], ['model-a', null]);
  });

  it('the model is what a transcript that is one document says of the call', async () => {
    const folder = path.join(work.folder, 'home', '.cline', 'data', 'sessions', 's_1');
    mkdirSync(folder, { recursive: true });
    const message = (model: string, id: string): object => ({
      role: 'assistant',
      content: [{ type: 'tool_use', id, name: 'editor' }],
      modelInfo: { id: model, provider: 'p' },
    });
    const result = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1' }] };
    const messages = [message('model-a', 'c1'), result, message('model-b', 'c2')];
    writeFileSync(path.join(folder, 's_1.messages.json'), JSON.stringify({ sessionId: 's_1', messages }));
    for (const id of ['c1', 'c2', 'c3']) {
      writeFileSync(work.at(`${id}.js`), 'x();\n');
      const input = { path: work.at(`${id}.js`), new_text: 'x();\n' };
      const call = { tool_result: { id, name: 'editor', input, output: { success: true } } };
      const common = { taskId: 't', sessionContext: { rootSessionId: 's_1' }, workspaceRoots: [work.repository] };
      assert.equal(await work.hook('cline', { ...common, ...call, timestamp: '2026-01-01T00:00:00Z' }), '{}');
    }
    const modelOf = async (name: string): Promise<unknown> => (await work.blame(name))[0]?.model;
    assert.deepEqual(
      [await modelOf('c1.js'), await modelOf('c2.js'), await modelOf('c3.js')],
      ['model-a', 'model-b', null],
    );
    assert.equal((await work.blame('c1.js'))[0]?.session, 's_1');
  });
});
