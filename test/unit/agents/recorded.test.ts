import assert from 'node:assert/strict';
import { type AgentReport } from '../../../src/agents/agent.ts';
import { commandWords } from '../../../src/agents/install/launcher.ts';
import { agentOfPayload, knownAgents } from '../../../src/agents/knownAgents.ts';
import { placeEdits, takeBackEdits } from '../../../src/core/text/placeEdits.ts';
import {
  agentIdOf,
  fixtureNames,
  newText,
  payloadOf,
  readFixture,
  reportIn,
  textAfter,
  textBefore,
} from './fixtures.ts';

const file = '/home/person/project/f.js';

/** The edits of the first file turn the text before into the one after, and back. */
function assertFirstEdit(report: AgentReport, path: string): void {
  const first = report.files[0]!;
  assert.equal(first.path, path);
  assert.equal(first.action, 'edit');
  assert.equal(placeEdits(textBefore, first.edits), textAfter);
  assert.equal(takeBackEdits(textAfter, first.edits), textBefore);
  assert.deepEqual([report.phase, report.kind, report.succeeded], ['after', 'files', true]);
}

function assertCommand(report: AgentReport): void {
  assert.deepEqual([report.phase, report.kind, report.succeeded], ['after', 'shell', true]);
  assert.equal(report.command, "sed -i 's/Number(a)/+a/' f.js");
  assert.deepEqual(report.files, []);
}

describe('payloads of real agents', () => {
  it('every recorded payload is read by its agent, and named by nobody else', () => {
    const names = fixtureNames();
    assert.ok(names.length > 90);
    for (const name of names) {
      const fixture = name.replace('.json', '');
      const id = agentIdOf(name);
      const reading = readFixture(id, fixture);
      assert.ok(reading.ok, `${name}: ${reading.ok ? '' : reading.reason}`);
      // The editor itself names the edits of its chat so.
      const told = id === 'vscode-chat' ? 'copilot' : id;
      for (const report of reading.reports) assert.equal(report.agent, told, name);
      assert.equal(agentOfPayload(id, payloadOf(fixture))?.id, id, name);
    }
  });

  it('every command is known by a word to the launcher, which does not read payloads', () => {
    const isKnown = (text: string): boolean => commandWords.some((word) => text.includes(`"${word}"`));
    const commands = fixtureNames().filter((name) => {
      const reading = readFixture(agentIdOf(name), name.replace('.json', ''));
      return reading.ok && reading.reports.some(({ kind }) => kind === 'shell');
    });
    assert.ok(commands.length > 15);
    for (const name of commands) assert.ok(isKnown(JSON.stringify(payloadOf(name.replace('.json', '')))), name);
  });

  it('a payload of Copilot that comes through the settings of Claude Code is Copilot’s', () => {
    assert.equal(agentOfPayload('claude', payloadOf('copilot-postToolUse-edit'))?.id, 'copilot');
    assert.equal(agentOfPayload('claude', payloadOf('copilot-PascalCase-PostToolUse-apply_patch'))?.id, 'copilot');
    const ofChat = { hook_event_name: 'PostToolUse', tool_name: 'replace_string_in_file', tool_input: {} };
    assert.equal(agentOfPayload('claude', ofChat)?.id, 'vscode-chat');
    assert.equal(agentOfPayload('claude', { ...ofChat, tool_name: 'Edit' })?.id, 'claude');
    assert.equal(agentOfPayload('nobody', ofChat), null);
  });

  it('what belongs to no tool call is a report of the session', () => {
    for (const fixture of ['claude-SessionEnd', 'codex-Stop', 'gemini-BeforeAgent', 'copilot-agentStop', 'qwen-Stop']) {
      const report = reportIn(fixture.split('-')[0]!, fixture);
      assert.deepEqual([report.phase, report.kind, report.files], ['session', 'session', []], fixture);
      assert.ok(report.session !== null, fixture);
    }
  });

  it('the report before a call and the one after it have one key, whether the agent numbers its calls or not', () => {
    const pairs = [
      ['claude', 'claude-PreToolUse-Edit', 'claude-PostToolUse-Edit'],
      ['codex', 'codex-PreToolUse-apply_patch', 'codex-PostToolUse-apply_patch'],
      ['gemini', 'gemini-BeforeTool-replace', 'gemini-AfterTool-replace'],
      ['copilot', 'copilot-preToolUse-edit', 'copilot-postToolUse-edit'],
      ['qwen', 'qwen-PreToolUse-edit', 'qwen-PostToolUse-edit'],
      ['opencode', 'opencode-tool.execute.before-edit', 'opencode-tool.execute.after-edit'],
      ['cline', 'cline-PreToolUse-editor', 'cline-PostToolUse-editor'],
      ['pi', 'pi-tool_call-edit', 'pi-tool_result-edit'],
      ['continue', 'continue-gitai-PreToolUse', 'continue-gitai-PostToolUse'],
      ['vscode-chat', 'vscode-chat-PreToolUse-run_in_terminal', 'vscode-chat-PostToolUse-run_in_terminal'],
    ] as const;
    const keys = pairs.map(([agent, before, after]) => {
      const [first, second] = [reportIn(agent, before), reportIn(agent, after)];
      assert.deepEqual([first.phase, first.succeeded, second.phase], ['before', null, 'after'], agent);
      assert.ok(first.callKey !== null);
      assert.equal(first.callKey, second.callKey, agent);
      if (first.eventKey !== null) assert.notEqual(first.eventKey, second.eventKey, agent);
      return first.callKey;
    });
    assert.equal(new Set(keys).size, pairs.length);
  });

  it('one event in both of Copilot’s forms is one event', () => {
    const camel = reportIn('copilot', 'copilot-postToolUse-apply_patch');
    const pascal = reportIn('copilot', 'copilot-PascalCase-PostToolUse-apply_patch');
    assert.deepEqual(camel.files, pascal.files);
    assert.equal(camel.session, pascal.session);
  });

  it('every agent says how it was held against reality', () => {
    const recorded = new Set(fixtureNames().map(agentIdOf));
    for (const agent of knownAgents) {
      assert.equal(agent.basis, recorded.has(agent.id) ? 'recorded' : 'documented', agent.id);
    }
    assert.equal(new Set(knownAgents.map(({ id }) => id)).size, knownAgents.length);
  });
});

describe('Claude Code', () => {
  it('tells the text before, from which the text after follows', () => {
    const report = reportIn('claude', 'claude-PostToolUse-Edit');
    assertFirstEdit(report, file);
    assert.equal(report.files[0]!.before, textBefore);
    assert.equal(report.files[0]!.after, textAfter);
    assert.equal(report.session, 'd106ecb5-c83d-46bd-b76b-bb228b7164d8');
    assert.equal(report.toolCallId, 'toolu_scr0002_0');
    assert.equal(report.model, null);
    assert.equal(report.cwd, '/home/person/project');
  });

  it('replaces all, makes, overwrites, edits notebooks', () => {
    const all = reportIn('claude', 'claude-PostToolUse-Edit-replace_all').files[0]!;
    assert.equal(all.after, all.before?.replaceAll('foo', 'fooBar'));
    assert.ok(all.edits[0]!.replacesAll);
    const made = reportIn('claude', 'claude-PostToolUse-Write-create').files[0]!;
    assert.deepEqual([made.action, made.before, made.after], ['write', '', newText]);
    const written = reportIn('claude', 'claude-PostToolUse-Write-update').files[0]!;
    assert.deepEqual([written.before, written.after], [newText, newText.replace('2', '3')]);
    const notebook = reportIn('claude', 'claude-PostToolUse-NotebookEdit').files[0]!;
    assert.match(notebook.before ?? '', /print\(1\)/);
    assert.match(notebook.after ?? '', /print\(2\)\\nprint\(3\)/);
  });

  it('names the subagent at work', () => {
    const report = reportIn('claude', 'claude-PostToolUse-Write-subagent');
    assert.equal(report.subagent, 'aadcc4c27acb4ca76');
    assert.equal(reportIn('claude', 'claude-PostToolUse-Edit').subagent, null);
  });

  it('tells of commands, whether they fail or not', () => {
    assertCommand(reportIn('claude', 'claude-PostToolUse-Bash-sed'));
    const failed = reportIn('claude', 'claude-PostToolUseFailure-Bash');
    assert.deepEqual([failed.kind, failed.command, failed.succeeded], ['shell', 'false', false]);
  });

  it('names its model only where it starts in a terminal of a person', () => {
    assert.equal(reportIn('claude', 'claude-SessionStart-interactive').model, 'claude-sonnet-4-5');
    assert.equal(reportIn('claude', 'claude-SessionStart-headless').model, null);
  });
});

describe('Codex', () => {
  it('tells of a patch: an edit and a new file, and the model', () => {
    for (const fixture of ['codex-PostToolUse-apply_patch', 'codex-PostToolUse-apply_patch-codemode']) {
      const report = reportIn('codex', fixture);
      assertFirstEdit(report, 'f.js');
      assert.equal(report.files[0]!.edits[0]!.anchor, 'function add(a, b) {');
      const made = report.files[1]!;
      assert.deepEqual([made.path, made.action, made.before, made.after], ['new.js', 'write', null, newText]);
    }
    assert.equal(reportIn('codex', 'codex-PostToolUse-apply_patch').model, 'gpt-5.5');
  });

  it('tells of moves and deletions', () => {
    const [moved, deleted] = reportIn('codex', 'codex-PostToolUse-apply_patch-move-delete').files;
    assert.deepEqual([moved?.action, moved?.movedFrom, moved?.path], ['move', 'new.js', 'moved.js']);
    assert.equal(placeEdits(newText, moved?.edits ?? []), newText.replace('2', '3'));
    assert.deepEqual([deleted?.action, deleted?.path], ['delete', 'env.txt']);
  });

  it('tells of commands, of subagents, and of a patch that goes through the shell', () => {
    assertCommand(reportIn('codex', 'codex-PostToolUse-Bash-sed'));
    assertCommand(reportIn('codex', 'codex-PostToolUse-Bash-codemode'));
    assert.equal(reportIn('codex', 'codex-PostToolUse-Bash-subagent').subagent, '01a20a01-ad7d-74e0-abf4-64557010b023');
    const patch = reportIn('codex', 'codex-PreToolUse-Bash-heredoc-apply_patch');
    assert.deepEqual([patch.kind, patch.phase, patch.files[0]?.path], ['shell', 'before', 'f.js']);
    assert.equal(placeEdits(textBefore, patch.files[0]!.edits), textBefore.replace('return 1', 'return 2'));
  });

  it('says nothing of files in its notification', () => {
    const reading = readFixture('codex', 'codex-notify');
    assert.deepEqual(reading, { ok: true, reports: [] });
  });
});

describe('Gemini CLI', () => {
  it('tells both texts', () => {
    const report = reportIn('gemini', 'gemini-AfterTool-replace');
    assertFirstEdit(report, file);
    assert.deepEqual([report.files[0]!.before, report.files[0]!.after], [textBefore, textAfter]);
    const made = reportIn('gemini', 'gemini-AfterTool-write_file').files[0]!;
    assert.deepEqual([made.action, made.before, made.after], ['write', '', newText]);
    assertCommand(reportIn('gemini', 'gemini-AfterTool-run_shell_command-sed'));
  });

  it('says when an edit failed, and the model around a model call', () => {
    assert.equal(reportIn('gemini', 'gemini-AfterTool-replace-failed').succeeded, false);
    assert.equal(reportIn('gemini', 'gemini-AfterModel').model, 'gemini-2.5-pro');
  });
});

describe('Qwen Code', () => {
  it('tells both texts', () => {
    const report = reportIn('qwen', 'qwen-PostToolUse-edit');
    assertFirstEdit(report, file);
    assert.deepEqual([report.files[0]!.before, report.files[0]!.after], [textBefore, textAfter]);
    assert.deepEqual(reportIn('qwen', 'qwen-PostToolUse-write_file').files[0]!.after, newText);
    assertCommand(reportIn('qwen', 'qwen-PostToolUse-run_shell_command-sed'));
  });

  it('says when an edit failed, and its model at the start', () => {
    assert.equal(reportIn('qwen', 'qwen-PostToolUseFailure-edit').succeeded, false);
    assert.equal(reportIn('qwen', 'qwen-SessionStart').model, 'qwen3-coder-plus');
  });
});

describe('Copilot CLI', () => {
  it('tells old and new text, new files and patches', () => {
    assertFirstEdit(reportIn('copilot', 'copilot-postToolUse-edit'), file);
    assertFirstEdit(reportIn('copilot', 'copilot-postToolUse-apply_patch'), 'f.js');
    assertFirstEdit(reportIn('copilot', 'copilot-PascalCase-PostToolUse-apply_patch'), 'f.js');
    const made = reportIn('copilot', 'copilot-postToolUse-create').files[0]!;
    assert.deepEqual([made.action, made.before, made.after], ['write', null, newText]);
    assertCommand(reportIn('copilot', 'copilot-postToolUse-bash-sed'));
  });

  it('says when an edit failed; a question for permission is no edit', () => {
    assert.equal(reportIn('copilot', 'copilot-postToolUseFailure').succeeded, false);
    assert.equal(reportIn('copilot', 'copilot-permissionRequest-edit').kind, 'session');
  });
});

describe('OpenCode', () => {
  it('tells edits, whole texts and patches with absolute paths', () => {
    assertFirstEdit(reportIn('opencode', 'opencode-tool.execute.after-edit'), file);
    assertFirstEdit(reportIn('opencode', 'opencode-tool.execute.after-apply_patch'), file);
    const made = reportIn('opencode', 'opencode-tool.execute.after-write').files[0]!;
    assert.deepEqual([made.before, made.after], ['', newText]);
    assertCommand(reportIn('opencode', 'opencode-tool.execute.after-bash-sed'));
    assert.equal(reportIn('opencode', 'opencode-chat.message').model, 'scripted-1');
  });
});

describe('Cline', () => {
  it('tells old and new text and commands', () => {
    const report = reportIn('cline', 'cline-PostToolUse-editor');
    assertFirstEdit(report, file);
    assert.equal(report.cwd, '/home/person/project');
    assertCommand(reportIn('cline', 'cline-PostToolUse-run_commands-sed'));
  });

  it('says in the tool’s own output that an edit failed', () => {
    const payload = payloadOf('cline-PostToolUse-editor') as { tool_result: { output: { success: boolean } } };
    payload.tool_result.output.success = false;
    const reading = knownAgents.find(({ id }) => id === 'cline')!.read(payload);
    assert.ok(reading.ok);
    assert.equal(reading.reports[0]?.succeeded, false);
  });
});

describe('Pi', () => {
  it('tells replacements, whole texts, commands and its model', () => {
    const report = reportIn('pi', 'pi-tool_result-edit');
    assertFirstEdit(report, 'f.js');
    assert.equal(report.model, 'scripted-1');
    assert.equal(reportIn('pi', 'pi-tool_result-write').files[0]!.after, newText);
    assertCommand(reportIn('pi', 'pi-tool_result-bash-sed'));
    assert.equal(reportIn('pi', 'pi-tool_result-edit-failed').succeeded, false);
  });
});

describe('Continue CLI', () => {
  it('tells only which file', () => {
    const report = reportIn('continue', 'continue-gitai-PostToolUse');
    assert.equal(report.model, 'scripted-1');
    assert.deepEqual(report.files, [
      { path: file, action: 'edit', movedFrom: null, before: null, after: null, edits: [] },
    ]);
  });
});

describe('VS Code’s own chat', () => {
  it('tells new files, old and new text, and commands, and never a model', () => {
    const made = reportIn('vscode-chat', 'vscode-chat-PostToolUse-create_file');
    const newFile = { path: '/home/person/project/made.js', action: 'write', movedFrom: null, before: null, edits: [] };
    assert.deepEqual(made.files, [{ ...newFile, after: 'export const made = true;\nmake();\n' }]);
    const { files, model, phase } = reportIn('vscode-chat', 'vscode-chat-PostToolUse-replace_string_in_file');
    const text = 'const first = 1;\nlet second = 2;\n';
    assert.equal(
      placeEdits(text, files[0]!.edits),
      text.replace('let second = 2;', 'await somethingElseEntirely();\nawait andOneMore();'),
    );
    assert.deepEqual([model, phase], [null, 'after']);
    const command = reportIn('vscode-chat', 'vscode-chat-PreToolUse-run_in_terminal');
    assert.deepEqual([command.kind, command.phase, command.cwd], ['shell', 'before', '/home/person/project']);
    assert.match(command.command ?? '', /^echo 'await byTheTerminal/);
  });
});
