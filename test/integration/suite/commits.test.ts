import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { type ExtensionApi } from '../../../src/features/api/extensionApi.ts';
import { readAuthorshipLog } from '../../../src/core/records/authorshipLog.ts';

const extensionId = 'ai-code-share.ai-code-share';

function folder(): string {
  const first = vscode.workspace.workspaceFolders?.[0];
  assert.ok(first);
  return first.uri.fsPath;
}

/** As in a terminal beside the window. */
function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: folder(), encoding: 'utf8', env: process.env });
}

async function whenIdle(): Promise<void> {
  const extension = vscode.extensions.getExtension<ExtensionApi>(extensionId);
  assert.ok(extension);
  await (await extension.activate()).whenIdle();
}

/** The authorship log of HEAD, as soon as it is there. */
async function logOfHead(): Promise<string> {
  for (;;) {
    const { status, stdout } = spawnSync('git', ['notes', '--ref=ai', 'show', 'HEAD'], {
      cwd: folder(),
      encoding: 'utf8',
    });
    if (status === 0) return stdout;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** `ai 1-2` and the like for each range that a log has of a file. */
function claims(log: string, file: string): readonly string[] {
  const name = [...readAuthorshipLog(log).rangesByPath.keys()].find((path) => path.endsWith(file)) ?? '';
  const ranges = readAuthorshipLog(log).rangesByPath.get(name) ?? [];
  return ranges.map(
    ({ firstLineNumber, lastLineNumber, author }) =>
      `${author.agent ?? author.kind} ${firstLineNumber}-${lastLineNumber}`,
  );
}

function commitAll(): void {
  git('add', '--all');
  git('commit', '--quiet', '--message', 'made in a terminal');
}

describe(`a commit made in a terminal, of a window at ${process.env['AI_CODE_SHARE_PLACE'] ?? 'the top'} of a work tree,`, () => {
  it('gets its log without anybody asking, with what was changed in the editor just before', async () => {
    const file = path.join(folder(), 'committed.ts');
    writeFileSync(file, 'before();\n');
    commitAll();
    const document = await vscode.workspace.openTextDocument(file);
    const editor = await vscode.window.showTextDocument(document);
    await whenIdle();
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    await vscode.commands.executeCommand('type', { text: 'typed' });
    await document.save();
    // At once: nothing of this is in the ledger yet.
    commitAll();
    assert.deepEqual(claims(await logOfHead(), 'committed.ts'), ['human 2-2']);
  });

  it('has what an agent told just before it committed', async () => {
    const file = path.join(folder(), 'agent.ts');
    const cli = path.join(vscode.extensions.getExtension(extensionId)?.extensionPath ?? '', 'dist', 'cli.js');
    assert.ok(existsSync(cli));
    writeFileSync(file, 'one();\nthree();\n');
    commitAll();
    writeFileSync(file, 'one();\ntwo();\nthree();\n');
    const payload = {
      session_id: 's-1',
      cwd: folder(),
      hook_event_name: 'PostToolUse',
      tool_name: 'Edit',
      tool_use_id: 't-1',
      tool_input: { file_path: file, old_string: 'one();\n', new_string: 'one();\ntwo();\n', replace_all: false },
      tool_response: { originalFile: 'one();\nthree();\n' },
    };
    const { status } = spawnSync(process.execPath, [cli, 'hook', 'claude'], {
      cwd: folder(),
      input: JSON.stringify(payload),
    });
    assert.equal(status, 0);
    commitAll();
    assert.deepEqual(claims(await logOfHead(), 'agent.ts'), ['claude 2-2']);
  });

  // In the middle of a repository VS Code's git extension asks before it opens it.
  if (process.env['AI_CODE_SHARE_PLACE'] === 'the top')
    it("is noticed where git keeps no log of HEAD, by VS Code's own git extension", async () => {
      const file = path.join(folder(), 'unlogged.ts');
      writeFileSync(file, 'before();\n');
      git('config', 'core.logAllRefUpdates', 'false');
      rmSync(path.join(folder(), '.git', 'logs'), { recursive: true, force: true });
      commitAll();
      const document = await vscode.workspace.openTextDocument(file);
      const editor = await vscode.window.showTextDocument(document);
      await whenIdle();
      editor.selection = new vscode.Selection(1, 0, 1, 0);
      await vscode.commands.executeCommand('type', { text: 'typed' });
      await document.save();
      // Whatever the commits before have set off is over.
      await new Promise((resolve) => setTimeout(resolve, 4_000));
      commitAll();
      assert.equal(existsSync(path.join(folder(), '.git', 'logs', 'HEAD')), false);
      assert.deepEqual(claims(await logOfHead(), 'unlogged.ts'), ['human 2-2']);
    });
});
