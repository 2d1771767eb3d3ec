import { execFileSync } from 'node:child_process';
import path from 'node:path';
import * as vscode from 'vscode';
import { samples } from '../samples.ts';
import { hands, pause, run, Session } from '../session.ts';

/** Undoes what was done just now, and does it again. */
async function thereAndBack(s: Session, kind: string): Promise<void> {
  await s.person(`undo.${kind}`, () => hands.press('Control+z'));
  await s.person(`redo.${kind}`, () => hands.press('Control+Shift+z'));
}

for (const [language, sample] of Object.entries(samples)) {
  it(`further-${language}`, async function () {
    this.timeout(240_000);
    const s = await Session.begin(`further-${language}`);
    const hidden = `further-hidden-${sample.file}`;
    const closed = `further-closed-${sample.file}`;
    s.write(closed, sample.text);
    await s.open(hidden, sample.text);
    await s.save();
    await s.open(`further-${sample.file}`, sample.text);
    const typed = sample.lines[0] ?? '';
    await s.newLineAtEnd();
    await s.person('type.word', () => hands.type(typed));
    await s.does('drop.outside', 'outside', () =>
      hands.drop('dropped from elsewhere', '.view-line:has-text("autumn")'),
    );
    await thereAndBack(s, 'drop.outside');
    await s.newLineAtEnd();
    await s.person('type.word', () => hands.type('draggedword', 30));
    await s.person('type.enter', () => hands.press('Escape', 'Enter'));
    await s.person('type.word', () => hands.type('place', 30));
    await hands.press('Escape');
    await s.select('draggedword');
    await s.person('drag.within', () =>
      hands.drag('.view-line span span:has-text("draggedword")', '.view-line span span:has-text("place")'),
    );
    await thereAndBack(s, 'drag.within');
    await s.does('plain.snippet-at', 'plain-extension', () =>
      run('players.insertSnippetAt', 'a ${1:stub} of a generator\n', [0, 0, 0, 0]),
    );
    await hands.press('Escape');
    await s.newLineAtEnd();
    await s.does('agent.snippet', 'ai-extension', () =>
      run('players.insertSnippet', sample.agent.replaceAll('$', '\\$')),
    );
    await s.newLineAtEnd();
    await s.does('agent.snippet-placeholder', 'ai-extension', () =>
      run('players.insertSnippet', 'written by an agent ${1:to be filled in} and more\n'),
    );
    await hands.press('Escape');
    await s.newLineAtEnd();
    await run('editor.actions.findWithArgs', {
      searchString: 'winter',
      replaceString: 'december',
      isCaseSensitive: false,
      preserveCase: true,
    });
    await s.person('replace.preserving-case', () => run('editor.action.replaceAll'));
    await hands.press('Escape');
    await run('workbench.action.focusActiveEditorGroup');
    await thereAndBack(s, 'replace.preserving-case');
    await s.newLineAtEnd();
    for (const line of ['pear 3', 'apple 1', 'pear 3']) {
      await s.person('type.word', () => hands.type(line, 20));
      await s.person('type.enter', () => hands.press('Escape', 'Enter'));
    }
    await hands.press('Shift+ArrowUp', 'Shift+ArrowUp', 'Shift+ArrowUp');
    await s.person('lines.sort-descending', () => run('editor.action.sortLinesDescending'));
    await s.person('lines.remove-duplicates', () => run('editor.action.removeDuplicateLines'));
    await thereAndBack(s, 'lines.remove-duplicates');
    await hands.press('Escape');
    await run('players.renameElsewhere', [s.uriOf(hidden), s.uriOf(closed)]);
    await s.caretAfter(sample.name);
    await s.person('rename.across-files', async () => {
      await hands.press('F2');
      await pause(500);
      await hands.press('Control+a');
      await hands.type('elsewhereToo', 30);
      await hands.press('Enter');
      await pause(1500);
    });
    await run('players.renameElsewhere', []);
    await hands.press('Escape');
    await run('players.save', s.uriOf(hidden));
    await run('players.save', s.uriOf(closed));
    const hiddenText = async (): Promise<string> =>
      (await vscode.workspace.openTextDocument(vscode.Uri.parse(s.uriOf(hidden)))).getText();
    await s.does('agent.indents-hidden', 'ai-extension', async () =>
      run('players.applyEdit', [
        { uri: s.uriOf(hidden), range: null, text: (await hiddenText()).replace(/^(?=\S)/gm, '    ') },
      ]),
    );
    const place = async (piece: string): Promise<readonly number[]> => {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(s.uriOf(hidden)));
      const from = document.positionAt(document.getText().indexOf(piece));
      return [from.line, from.character, from.line, from.character + piece.length];
    };
    const range = await place('autumn');
    await s.does('agent.replaces-word-hidden', 'ai-extension', () =>
      run('players.applyEdit', [{ uri: s.uriOf(hidden), range, text: 'the whole harvest season' }]),
    );
    await run('players.save', s.uriOf(hidden));
    await s.newLineAtEnd();
    await s.save();
    await s.does('disk.fs-write', 'ai-extension', async () => {
      await run(
        'players.writeFile',
        s.editor.document.uri.toString(),
        s.text().replace('autumn', 'november') + sample.agent,
      );
      await pause(900);
    });
    await s.does('disk.conflict', 'outside', async () => {
      const conflict = '<<<<<<< HEAD\nmine it was\n=======\ntheirs it is\n>>>>>>> other\n';
      await run('players.writeFile', s.editor.document.uri.toString(), s.text() + conflict + conflict);
      await pause(1200);
    });
    await s.caretAfter('mine it');
    await s.person('merge.accept-current', () => run('merge-conflict.accept.current'));
    await s.caretAfter('mine it was\n======');
    await s.person('merge.accept-both', () => run('merge-conflict.accept.both'));
    await thereAndBack(s, 'merge.accept-both');
    await s.save();
    execFileSync('git', ['add', '-A'], { cwd: path.dirname(s.pathOf(hidden)) });
    execFileSync('git', ['commit', '-qm', 'As it stands'], { cwd: path.dirname(s.pathOf(hidden)) });
    await s.newLineAtEnd();
    await s.person('type.word', () => hands.type('soon to be discarded'));
    await s.save();
    await s.does('disk.git-discard', 'person', async () => {
      execFileSync('git', ['checkout', '--', '.'], { cwd: path.dirname(s.pathOf(hidden)) });
      await pause(1200);
    });
    await s.end();
  });
}
