import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { hands, hasHands } from '../hands.ts';
import {
  api,
  byKey,
  closeAll,
  holds,
  human,
  isExact,
  pause,
  reads,
  run,
  show,
  unknown,
  until,
  uriOf,
  write,
} from '../scene.ts';

/** A new file, open and saved, whose text a person typed. */
async function typedFile(name: string, text: string): Promise<vscode.TextDocument> {
  const { document } = await show(write(name, ''));
  await hands.type(text);
  await reads(document, text);
  await pause(60);
  assert.ok(await document.save());
  await (await api()).whenIdle();
  return document;
}

async function opened(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: false });
  await (await api()).whenIdle();
  return document;
}

async function applied(fill: (edit: vscode.WorkspaceEdit) => void): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  fill(edit);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

const mine = [human('mine = 1'), byKey('\n')];
const theirs = 'theirs = 2\n';

(hasHands ? describe : describe.skip)(`live attribution of files, ${isExact ? 'with' : 'without'} reasons`, () => {
  afterEach(closeAll);

  it('that another extension changes while they are hidden', async () => {
    const document = await typedFile('hidden.py', 'mine = 1\n');
    await show(write('front.py', ''));
    await run('players.applyEdit', [{ uri: document.uri.toString(), range: null, text: `${theirs}mine = 1\n` }]);
    await holds(document, [unknown(theirs), ...mine]);
    await document.save();
  });

  it('that another extension changes while they are closed', async () => {
    const { uri } = await typedFile('closed.py', 'mine = 1\n');
    await closeAll();
    await run('players.applyEdit', [{ uri: uri.toString(), range: null, text: `${theirs}mine = 1\n` }]);
    await run('players.save', uri.toString());
    await holds(await opened(uri), [unknown(theirs), ...mine]);
  });

  it('that another extension writes while they are open', async () => {
    const document = await typedFile('written.py', 'mine = 1\n');
    await run('players.writeFile', document.uri.toString(), `mine = 1\n${theirs}`);
    await holds(document, [...mine, unknown(theirs)]);
  });

  it('that another program writes while they are open', async () => {
    const document = await typedFile('outside.py', 'mine = 1\n');
    writeFileSync(document.uri.fsPath, `${theirs}mine = 1\n`);
    await holds(document, [unknown(theirs), ...mine]);
  });

  it('that another program writes while they are changed and not saved', async () => {
    const document = await typedFile('dirty.py', 'mine = 1\n');
    await hands.type('more');
    await until(() => document.getText() === 'mine = 1\nmore');
    writeFileSync(document.uri.fsPath, `mine = 1\n${theirs}`);
    await pause(300);
    await holds(document, [...mine, human('more')]);
    await run('workbench.action.files.revert');
    await holds(document, [...mine, unknown(theirs)]);
  });

  it('that another program writes while they are closed', async () => {
    const { uri } = await typedFile('away.py', 'mine = 1\n');
    await closeAll();
    writeFileSync(uri.fsPath, `${theirs}mine = 1\n`);
    await holds(await opened(uri), [unknown(theirs), ...mine]);
  });

  it('that git gives back', async () => {
    const document = await typedFile('checkout.py', 'mine = 1\n');
    const git = (...args: readonly string[]): unknown => execFileSync('git', args, { cwd: uriOf('.').fsPath });
    git('add', 'checkout.py');
    await hands.type('more\n');
    await until(() => document.getText() === 'mine = 1\nmore\n');
    await document.save();
    git('checkout', '--', 'checkout.py');
    await holds(document, mine);
    git('rm', '--quiet', '--cached', 'checkout.py');
  });

  it('that are reverted', async () => {
    const document = await typedFile('reverted.py', 'mine = 1\n');
    await hands.type('more');
    await until(() => document.getText() === 'mine = 1\nmore');
    await run('workbench.action.files.revert');
    await holds(document, mine);
  });

  it('that are renamed and moved', async () => {
    const { uri } = await typedFile('old.py', 'mine = 1\n');
    await applied((edit) => edit.renameFile(uri, uriOf('new.py')));
    await holds(await opened(uriOf('new.py')), mine);
    await closeAll();
    await applied((edit) => edit.renameFile(uriOf('new.py'), uriOf('inside/new.py')));
    await holds(await opened(uriOf('inside/new.py')), mine);
  });

  it('that are deleted and come back', async () => {
    const { uri } = await typedFile('gone.py', 'mine = 1\n');
    await closeAll();
    await applied((edit) => edit.deleteFile(uri));
    await until(() => !vscode.workspace.textDocuments.some((document) => document.uri.path === uri.path));
    write('gone.py', 'mine = 1\n');
    await holds(await opened(uri), mine);
  });

  it('that are copied', async () => {
    const text = 'the_first_line = 1\nthe_second_line = 2\n';
    await typedFile('original.py', text);
    await (await api()).whenIdle();
    const copy = uriOf('copy.py');
    // VS Code tells of a copy in the explorer as of a new file with this content.
    await applied((edit) => edit.createFile(copy, { contents: Buffer.from(text) }));
    await pause(300);
    await holds(await opened(copy), [
      human('the_first_line = 1'),
      byKey('\n'),
      human('the_second_line = 2'),
      byKey('\n'),
    ]);
  });
});
