import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { samples } from '../samples.ts';
import { hands, pause, run, Session } from '../session.ts';

const sample = samples['typescript'];
if (sample === undefined) throw new Error('no sample');
const { text, agent, file } = sample;

/** A session of its own for one way to fool us; what came of it stands in test/fixtures/sessions/adversarial/README.md. */
function trick(name: string, play: (s: Session) => Promise<void>): void {
  it(`trick-${name}`, async function () {
    this.timeout(90_000);
    const s = await Session.begin(`trick-${name}`);
    await s.open(`${name}-${file}`, text);
    await s.newLineAtEnd();
    await play(s);
    await s.end();
  });
}

const caretRange = (s: Session): readonly number[] => {
  const { active } = s.editor.selection;
  return [active.line, active.character, active.line, active.character];
};

trick('types-by-command', async (s) => {
  await s.does('trick', 'ai-typist', () => run('type', { text: 'return basket.filter((line) => line.pieces > 0);' }));
});

trick('completes-the-prefix', async (s) => {
  await s.person('type.word', () => hands.type('const half = '));
  await hands.press('Escape');
  const { active } = s.editor.selection;
  await s.does('trick', 'plain-extension', () =>
    run('players.editorEdit', [
      { range: [active.line, 0, active.line, active.character], text: 'const half = 0.5; // by a table of constants' },
    ]),
  );
});

trick('streams-characters', async (s) => {
  await s.does('trick', 'ai-extension', async () => {
    for (const character of agent) {
      await run('players.editorEdit', [{ range: caretRange(s), text: character }]);
      await pause(15);
    }
  });
});

trick('types-while-agent-streams', async (s) => {
  await s.does('trick', 'ai-extension', async () => {
    const typing = hands.type('my own words here', 60);
    for (const chunk of agent.match(/[\s\S]{1,16}/g) ?? []) {
      await run('players.editorEdit', [{ range: [0, 0, 0, 0], text: chunk }]);
      await pause(40);
    }
    await typing;
  });
});

trick('pastes-for-the-agent', async (s) => {
  await s.does('trick', 'ai-extension', async () => {
    await vscode.env.clipboard.writeText(agent);
    await run('editor.action.clipboardPasteAction');
  });
});

trick('pastes-what-was-typed', async (s) => {
  await s.person('type.word', () => hands.type('let mine = 1;'));
  await hands.press('Shift+Home', 'Control+c', 'End', 'Enter');
  await pause(200);
  await hands.writeClipboard('let mine = 1;');
  await s.does('trick', 'outside', () => hands.press('Control+v'));
});

trick('deletes-and-retypes-ai', async (s) => {
  await s.person('type.prefix', () => hands.type('const total = '));
  await hands.press('Escape');
  await s.offer('const total = basket.length;', 14);
  await run('editor.action.inlineSuggest.trigger');
  await s.ghost();
  await s.person('inline.whole', () => hands.press('Tab'));
  await run('players.offer', null);
  await s.person('delete', () => hands.press('Control+Backspace', 'Control+Backspace'));
  await s.person('trick', () => hands.type('.length;'));
});

trick('formatter-that-writes', async (s) => {
  await s.person('type.word', () => hands.type('let mine = 1;'));
  await s.does('trick', 'plain-extension', () =>
    run('players.applyEdit', [
      { uri: s.editor.document.uri.toString(), range: null, text: `// Formatted.\n${s.text()}// The end.\n` },
    ]),
  );
});

trick('undo-over-a-reload', async (s) => {
  await s.person('type.word', () => hands.type('let mine = 1;'));
  await s.editor.document.save();
  await s.does('disk.appended', 'outside', async () => {
    writeFileSync(s.editor.document.uri.fsPath, `${s.text()}\nlet theirs = 2;\n`);
    await pause(900);
  });
  await s.person('trick', () => hands.press('Control+z'));
  await s.person('trick', () => hands.press('Control+z'));
  await s.person('trick', () => hands.press('Control+Shift+z'));
});

trick('edits-what-is-shown-beside', async (s) => {
  await vscode.window.showTextDocument(s.editor.document, {
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: false,
  });
  await pause(200);
  await s.person('type.word', () => hands.type('seen twice'));
  await s.does('trick', 'ai-extension', () =>
    run('players.applyEdit', [{ uri: s.editor.document.uri.toString(), range: caretRange(s), text: agent }]),
  );
});

trick('agent-renames', async (s) => {
  const uri = s.editor.document.uri.toString();
  const places = [...s.text().matchAll(/\bbasket\b/g)].map(({ index, 0: name }) => {
    const start = s.editor.document.positionAt(index);
    return { uri, range: [start.line, start.character, start.line, start.character + name.length], text: 'trolley' };
  });
  await s.does('trick', 'ai-extension', () => run('players.applyEdit', places));
});

trick('snippet-elsewhere', async (s) => {
  await s.person('type.word', () => hands.type('let mine = 1'));
  await pause(300);
  await s.does('trick', 'plain-extension', () =>
    run('players.insertSnippetAt', 'Licensed to nobody in particular.\n', [3, 0, 3, 0]),
  );
});

trick('snippet-below', async (s) => {
  await s.caretAfter('winter');
  await s.person('type.word', () => hands.type('ly', 60));
  await hands.press('Escape');
  await pause(300);
  await s.does('trick', 'plain-extension', () =>
    run('players.insertSnippetAt', '// Licensed to nobody in particular.\n', [20, 0, 20, 0]),
  );
});

trick('fixes-for-the-agent', async (s) => {
  await s.person('type.word', () => hands.type('let mine = 1'));
  await pause(300);
  await hands.press('Control+.');
  await hands.press('Escape');
  await s.does('trick', 'ai-extension', () =>
    run('players.applyEdit', [{ uri: s.editor.document.uri.toString(), range: [3, 0, 3, 0], text: agent }]),
  );
});
