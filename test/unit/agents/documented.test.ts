import assert from 'node:assert/strict';
import { type AgentReport } from '../../../src/agents/agent.ts';
import { knownAgents } from '../../../src/agents/knownAgents.ts';
import { placeEdits } from '../../../src/core/text/placeEdits.ts';
import { textAfter, textBefore } from './fixtures.ts';

const path = '/home/person/project/f.js';
const [oldText, newText] = ['  return a + b;', '  // sum\n  return Number(a) + Number(b);'];
const patch = `*** Begin Patch\n*** Update File: ${path}\n@@\n-${oldText}\n+${newText.replace('\n', '\n+')}\n*** End Patch`;

function read(id: string, payload: unknown): AgentReport {
  const reading = knownAgents.find((agent) => agent.id === id)!.read(payload);
  assert.ok(reading.ok, reading.ok ? '' : reading.reason);
  return reading.reports[0]!;
}

function assertEdit(report: AgentReport, agent: string): void {
  assert.deepEqual([report.agent, report.phase, report.kind, report.succeeded], [agent, 'after', 'files', true]);
  assert.equal(report.session, 's1');
  assert.equal(report.files[0]?.path, path);
  assert.equal(placeEdits(textBefore, report.files[0].edits), textAfter);
}

describe('agents read after their documentation', () => {
  it('Cursor tells edits with its model, and commands before and after', () => {
    const common = {
      conversation_id: 's1',
      generation_id: 'g1',
      model: 'm1',
      workspace_roots: ['/home/person/project'],
    };
    const edits = [{ old_string: oldText, new_string: newText }];
    const edit = read('cursor', { ...common, hook_event_name: 'afterFileEdit', file_path: path, edits });
    assertEdit(edit, 'cursor');
    assert.equal(edit.model, 'm1');
    const before = read('cursor', { ...common, hook_event_name: 'beforeShellExecution', command: 'ls', cwd: '/home' });
    const after = read('cursor', { ...common, hook_event_name: 'afterShellExecution', command: 'ls', output: '' });
    assert.deepEqual([before.phase, after.phase, before.callKey], ['before', 'after', after.callKey]);
    assert.deepEqual([before.cwd, after.cwd], ['/home', '/home/person/project']);
  });

  it('Windsurf tells edits and commands', () => {
    const common = { trajectory_id: 's1', execution_id: 'e1', timestamp: '2026-01-01T00:00:00Z', model_name: 'm1' };
    const tool_info = { file_path: path, edits: [{ old_string: oldText, new_string: newText }] };
    assertEdit(read('windsurf', { ...common, agent_action_name: 'post_write_code', tool_info }), 'windsurf');
    const info = { command_line: 'ls', cwd: '/home/person' };
    const command = read('windsurf', { ...common, agent_action_name: 'pre_run_command', tool_info: info });
    assert.deepEqual([command.phase, command.command, command.cwd], ['before', 'ls', '/home/person']);
  });

  it('Amp tells edits, new files and commands through a plugin', () => {
    const common = { event: 'tool.result', thread: 's1', toolUseID: 't1', status: 'done' };
    const input = { path, old_str: oldText, new_str: newText };
    assertEdit(read('amp', { ...common, tool: 'edit_file', input }), 'amp');
    assert.equal(read('amp', { ...common, tool: 'edit_file', input, status: 'error' }).succeeded, false);
    assert.equal(read('amp', { ...common, event: 'tool.call', tool: 'Bash', input: { cmd: 'ls' } }).command, 'ls');
  });

  it('Droid tells edits, patches and commands', () => {
    const common = { session_id: 's1', hook_event_name: 'PostToolUse', cwd: '/home/person/project' };
    const input = { file_path: path, old_str: oldText, new_str: newText };
    assertEdit(read('droid', { ...common, tool_name: 'Edit', tool_input: input }), 'droid');
    assertEdit(read('droid', { ...common, tool_name: 'ApplyPatch', tool_input: { input: patch } }), 'droid');
    assert.equal(read('droid', { ...common, tool_name: 'Execute', tool_input: { command: 'ls' } }).kind, 'shell');
  });

  it('VS Code’s chat tells edits and patches, which count as Copilot’s', () => {
    const common = { session_id: 's1', hook_event_name: 'PostToolUse', tool_use_id: 't1', tool_response: '' };
    const input = { filePath: path, oldString: oldText, newString: newText };
    assertEdit(read('vscode-chat', { ...common, tool_name: 'replace_string_in_file', tool_input: input }), 'copilot');
    const several = { ...common, tool_name: 'multi_replace_string_in_file', tool_input: { replacements: [input] } };
    assertEdit(read('vscode-chat', several), 'copilot');
    assertEdit(read('vscode-chat', { ...common, tool_name: 'apply_patch', tool_input: { input: patch } }), 'copilot');
  });

  it('any other agent tells in our own form', () => {
    const common = { agent: 'my-agent', session: 's1', model: 'm1' };
    const files = [{ path, edits: [{ oldText, newText }] }];
    assertEdit(read('generic', { ...common, files }), 'my-agent');
    assert.equal(read('generic', { ...common, command: 'ls', phase: 'before' }).kind, 'shell');
    const reading = knownAgents.find(({ id }) => id === 'generic')!.read({ agent: 'Not A Name', files });
    assert.deepEqual(reading, { ok: false, reason: 'agent is no lower-case name' });
  });
});
