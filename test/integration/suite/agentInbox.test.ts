import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { type ExtensionApi } from '../../../src/features/api/extensionApi.ts';
import { hands, hasHands } from '../hands.ts';

const extension = vscode.extensions.getExtension<ExtensionApi>('ai-code-share.ai-code-share');
const start = 'function add(a, b) {\n  return a + b;\n}\n';
const expected = ['unknown: function add(a, b) {', 'ai reported:   log();', 'unknown:   return a + b;', 'unknown: }'];

let nextFile = 0;
let calls = 0;

async function api(): Promise<ExtensionApi> {
  assert.ok(extension, 'the extension is installed');
  return await extension.activate();
}

async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + 15_000;
  while (!(await condition())) {
    if (Date.now() > deadlineMs) assert.fail(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A new file of the workspace. */
function makeFile(text = start): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  const file = path.join(folder.uri.fsPath, `agent-${nextFile++}.js`);
  writeFileSync(file, text);
  return vscode.Uri.file(file);
}

async function show(uri: vscode.Uri): Promise<vscode.TextEditor> {
  const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  await (await api()).whenIdle();
  return editor;
}

/** Our hook, as an agent runs it. */
function tell(payload: object): void {
  assert.ok(extension);
  const { status, stdout } = spawnSync(
    process.execPath,
    [path.join(extension.extensionPath, 'dist', 'cli.js'), 'hook', 'claude'],
    {
      input: JSON.stringify({ session_id: 's1', cwd: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath, ...payload }),
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    },
  );
  assert.equal(status, 0);
  assert.equal(stdout.toString(), '');
}

/** An edit of Claude Code's: the change of the file, and what its hook tells of it. */
function edit(
  uri: vscode.Uri,
  oldText: string,
  newText: string,
): { readonly write: () => void; readonly report: () => void } {
  const id = `t${++calls}`;
  const originalFile = readFileSync(uri.fsPath, 'utf8');
  assert.ok(originalFile.includes(oldText));
  const report = {
    hook_event_name: 'PostToolUse',
    tool_name: 'Edit',
    tool_use_id: id,
    tool_input: { file_path: uri.fsPath, old_string: oldText, new_string: newText },
    tool_response: { originalFile },
  };
  return { write: () => writeFileSync(uri.fsPath, originalFile.replace(oldText, newText)), report: () => tell(report) };
}

const logCall = (uri: vscode.Uri): ReturnType<typeof edit> => edit(uri, '  return', '  log();\n  return');

/** Each line that is not blank, with who wrote it and how that is known. */
async function linesOf(uri: vscode.Uri): Promise<readonly string[]> {
  const found = await (await api()).getLines(uri);
  const open = vscode.workspace.textDocuments.find((document) => document.uri.fsPath === uri.fsPath);
  const texts = (open?.getText() ?? readFileSync(uri.fsPath, 'utf8')).split('\n');
  return found.flatMap((line, index) => {
    const text = texts[index] ?? '';
    if (text.trim() === '') return [];
    return [`${line.evidence === null ? line.contributor : `${line.contributor} ${line.evidence}`}: ${text}`];
  });
}

async function untilLines(uri: vscode.Uri, wanted: readonly string[]): Promise<void> {
  let found: readonly string[] = [];
  const isThere = async (): Promise<boolean> => {
    found = await linesOf(uri);
    return JSON.stringify(found) === JSON.stringify(wanted);
  };
  await until('lines', isThere).catch(() => assert.deepEqual(found, wanted));
}

/** Types at the end of the file; where there are no hands another extension's edit stands in, of which nobody knows whose it is. */
async function typeAtEnd(editor: vscode.TextEditor, line: string): Promise<string> {
  const { document } = editor;
  const end = document.lineAt(document.lineCount - 1).range.end;
  editor.selection = new vscode.Selection(end, end);
  if (!hasHands) {
    assert.ok(await editor.edit((builder) => builder.insert(end, line)));
    return 'unknown';
  }
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  await hands.type(line);
  await until('typed text', () => document.getText().endsWith(line));
  return process.env['AI_CODE_SHARE_HIDE_EDIT_REASONS'] === '1' ? 'human observed' : 'human reported';
}

describe('live attribution of what an agent in a terminal writes', () => {
  it('a file that is closed', async () => {
    const uri = makeFile();
    const { write, report } = logCall(uri);
    write();
    report();
    await untilLines(uri, expected);
  });

  it('an open file that is read again before the agent tells', async () => {
    const uri = makeFile();
    const { document } = await show(uri);
    // Not the text of any file before: the ledger knows whose texts are that it has seen.
    const { write, report } = edit(uri, '  return', '  trace();\n  return');
    write();
    await until('the reload', () => document.getText().includes('trace'));
    assert.equal((await linesOf(uri))[1], 'unknown:   trace();');
    report();
    await untilLines(
      uri,
      expected.map((line) => line.replace('log', 'trace')),
    );
  });

  it('an open file that is read again after the agent told', async () => {
    const uri = makeFile();
    const { document } = await show(uri);
    const { write, report } = logCall(uri);
    report();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    assert.ok(!document.getText().includes('log'));
    write();
    await untilLines(uri, expected);
  });

  it('an edit that is told twice', async () => {
    const uri = makeFile();
    await show(uri);
    const { write, report } = logCall(uri);
    write();
    report();
    report();
    await untilLines(uri, expected);
    edit(uri, 'a + b', 'a + b + 0').write();
    await untilLines(uri, [...expected.slice(0, 2), 'unknown:   return a + b + 0;', 'unknown: }']);
  });

  it('what a person types and saves between two tool calls is the person’s', async () => {
    const uri = makeFile();
    const editor = await show(uri);
    const first = logCall(uri);
    first.write();
    first.report();
    await untilLines(uri, expected);
    const who = await typeAtEnd(editor, 'const mine = 1;');
    assert.ok(await editor.document.save());
    const second = edit(uri, 'function add', '// adds\nfunction add');
    second.write();
    second.report();
    await untilLines(uri, ['ai reported: // adds', ...expected, `${who}: const mine = 1;`]);
  });

  it('unsaved work stays when the agent writes the file, and the agent’s text is known when it is given up', async () => {
    const uri = makeFile();
    const editor = await show(uri);
    const who = await typeAtEnd(editor, 'const mine = 1;');
    const { write, report } = logCall(uri);
    write();
    report();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const unsaved = [...expected.filter((line) => !line.startsWith('ai')), `${who}: const mine = 1;`];
    assert.deepEqual(await linesOf(uri), unsaved);
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await untilLines(uri, expected);
  });
});
