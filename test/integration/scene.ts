import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { type Contributor } from '../../src/core/attribution/origin.ts';
import { type ExtensionApi } from '../../src/features/api/extensionApi.ts';
import { hands } from './hands.ts';
import { sceneFolder, SceneError } from './sceneError.ts';

/** The host names the reason of each edit unless this hides it. */
export const isExact = process.env['AI_CODE_SHARE_HIDE_EDIT_REASONS'] !== '1';

/** A piece of the text as a test expects it: whoever may be called its maker without being wrong. */
export interface Piece {
  readonly text: string;
  readonly exact: readonly Contributor[];
  readonly stable: readonly Contributor[];
}

const by = (exact: readonly Contributor[], stable = exact) => {
  return (text: string): Piece => ({ text, exact, stable });
};

export const human = by(['human']);
export const ai = by(['ai']);
export const tool = by(['tool']);
/** What was there before, what came from outside, and what nothing in VS Code names the maker of. */
export const unknown = by(['unknown']);
/** White space and brackets that came with a key of a person: theirs or the editor's. */
export const byKey = by(['human', 'tool']);

/** What a tool made, where VS Code does not always say that it did. */
export const mechanics = by(['tool', 'unknown']);

/** A stock VS Code does not always tell: there the piece may be unknown, never somebody else's. */
export const orUnknown = (piece: Piece): Piece => ({ ...piece, stable: [...piece.stable, 'unknown'] });

/** Marks in the text that a scene starts with. */
const caretMark = '‸';
const [selectionStart, selectionEnd] = ['«', '»'];

/** The selection event follows a change by milliseconds; asking earlier would take the evidence away. */
const evidenceComesWithinMs = 60;
/** What comes sooner after an unexplained edit may be a part of it. */
const apartFromTheStartMs = isExact ? 20 : 170;
const mostWaitMs = 4_000;

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until something holds, for some seconds; false if it does not come to hold. */
export async function until(condition: () => boolean, atMostMs = mostWaitMs): Promise<boolean> {
  const deadline = Date.now() + atMostMs;
  while (!condition()) {
    if (Date.now() > deadline) return false;
    await pause(15);
  }
  return true;
}

/** Waits as {@link until}; a {@link SceneError} with these words if it does not come to hold. */
export async function comes(condition: () => boolean, what: string, atMostMs?: number): Promise<void> {
  if (!(await until(condition, atMostMs))) throw new SceneError(`did not come within its time: ${what}`);
}

/** Waits until a document has a text. */
export async function reads(document: vscode.TextDocument, text: string): Promise<void> {
  if (await until(() => document.getText() === text)) return;
  throw new SceneError(`the text is ${JSON.stringify(document.getText())}, not ${JSON.stringify(text)}`);
}

/** The interface that the extension offers. */
export async function api(): Promise<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('ai-code-share.ai-code-share');
  assert.ok(extension, 'the extension is installed');
  return await extension.activate();
}

/** Runs a command of VS Code or of the players. */
export async function run(command: string, ...args: readonly unknown[]): Promise<unknown> {
  return await vscode.commands.executeCommand(command, ...args);
}

/** The URI of a file of the workspace. */
export function uriOf(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  const scene = path.join(folder.uri.fsPath, sceneFolder());
  mkdirSync(scene, { recursive: true });
  return vscode.Uri.file(path.join(scene, name));
}

/** Writes a file of the workspace as another program would. */
export function write(name: string, text: string): vscode.Uri {
  const uri = uriOf(name);
  mkdirSync(path.dirname(uri.fsPath), { recursive: true });
  writeFileSync(uri.fsPath, text);
  return uri;
}

/** The editor that has the keyboard. */
export function activeEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  assert.ok(editor, 'an editor is active');
  return editor;
}

/** Opens a document and waits until keys arrive in its editor: the window shows a document some time before that. */
export async function show(uri: vscode.Uri): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: false });
  // A document that was open lately has what its file held then, until VS Code reads that anew.
  if (!document.isDirty) await until(() => document.getText() === readFileSync(uri.fsPath, 'utf8'));
  await (await api()).whenIdle();
  await takeKeyboard();
  return activeEditor();
}

/** Applies the first code action of a kind. VS Code gives up, and says nothing, where the text of a busy window still changes; a person chooses again. */
export async function applyCodeAction(kind: string): Promise<void> {
  const { document } = activeEditor();
  const before = document.getText();
  for (let triesLeft = 3; document.getText() === before && triesLeft > 0; triesLeft--) {
    await run('editor.action.codeAction', { kind, apply: 'first' });
    await until(() => document.getText() !== before, 2_000);
  }
}

/** Does something with a setting of the person's. */
export async function withSetting(name: string, value: unknown, action: () => Promise<unknown>): Promise<void> {
  const { Global } = vscode.ConfigurationTarget;
  await vscode.workspace.getConfiguration().update(name, value, Global);
  try {
    await action();
  } finally {
    await vscode.workspace.getConfiguration().update(name, undefined, Global);
  }
}

/** Closes every editor. What a test leaves unsaved is saved, since VS Code would ask. */
export async function closeAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) if (document.isDirty) await document.save();
  await run('workbench.action.closeAllEditors');
}

/** A key that a busy window keeps for later comes within this time after one that has come. */
const lateKeysComeWithinMs = 300;

/**
 * Waits until keys arrive in the active editor, and leaves its text as it was. Keys pressed before that are lost or come late: what
 * came is counted when nothing comes any more, so that not one Backspace too many takes a character of the text away.
 */
export async function takeKeyboard(): Promise<void> {
  await run('workbench.action.focusActiveEditorGroup');
  const { document } = activeEditor();
  const before = document.getText();
  for (let attempt = 0; document.getText() === before; attempt++) {
    if (attempt === 20) throw new SceneError('the editor does not take the keyboard');
    await hands.type('~');
    await until(() => document.getText() !== before, 1_000);
  }
  for (let seen = before; seen !== document.getText();) {
    seen = document.getText();
    await pause(lateKeysComeWithinMs);
  }
  while (document.getText() !== before) {
    const { length } = document.getText();
    if (length <= before.length) await reads(document, before);
    await hands.press('Backspace');
    await comes(() => document.getText().length < length, 'Backspace takes a character away', 10_000);
  }
}

/** Gives the active document this text, whose marks say where carets and a selection stand. Nobody is known to have written it. */
export async function start(marked: string): Promise<string> {
  const editor = activeEditor();
  const text = marked.replaceAll(/[‸«»]/g, '');
  const whole = new vscode.Range(0, 0, editor.document.lineCount, 0);
  await editor.edit((edit) => edit.replace(whole, '\n'));
  editor.selection = new vscode.Selection(0, 0, 0, 0);
  // Away from the caret, so that it cannot be taken for an accepted suggestion.
  await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), text));
  await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 1, 0)));
  const selections = placesOf(marked).map(
    ([from, to]) => new vscode.Selection(editor.document.positionAt(from), editor.document.positionAt(to)),
  );
  if (selections.length > 0) editor.selections = selections;
  // The window answers in order: the carets are where they were put when this is done.
  await run('workbench.action.focusActiveEditorGroup');
  await pause(apartFromTheStartMs);
  return text;
}

function placesOf(marked: string): readonly (readonly [number, number])[] {
  const places: (readonly [number, number])[] = [];
  let offset = 0;
  let from = 0;
  for (const character of marked) {
    if (character === caretMark) places.push([offset, offset]);
    else if (character === selectionStart) from = offset;
    else if (character === selectionEnd) places.push([from, offset]);
    else offset += character.length;
  }
  return places;
}

/** What the extension says of a text, with the expected word wherever that allows what it says. */
async function attributionOf(document: vscode.TextDocument, expected: readonly Piece[]): Promise<readonly string[]> {
  const runs = await (await api()).getRuns(document.uri);
  if (runs === null) return ['not tracked'];
  const made: Contributor[] = runs.flatMap(({ utf16Length, origin }) =>
    // What is only inferred counts as unknown unless a person asks for it.
    Array.from({ length: utf16Length }, () => (origin.evidence === 'inferred' ? 'unknown' : origin.contributor)),
  );
  const allowed = expected.flatMap((piece) => Array.from(piece.text.split(''), () => allowedIn(piece)));
  return told(
    document.getText(),
    made.map((contributor, at) => (allowed[at]?.includes(contributor) ? (allowed[at][0] ?? contributor) : contributor)),
  );
}

const allowedIn = (piece: Piece): readonly Contributor[] => (isExact ? piece.exact : piece.stable);

/** A text as a list of pieces, each with its maker before it. */
function told(text: string, makers: readonly Contributor[]): readonly string[] {
  const pieces: string[] = [];
  let from = 0;
  for (let at = 1; at <= text.length; at++) {
    if (at < text.length && makers[at] === makers[from]) continue;
    pieces.push(`${makers[from]}: ${text.slice(from, at)}`);
    from = at;
  }
  return pieces;
}

/** Waits until a document has the text of these pieces, and compares who made each character. */
export async function holds(document: vscode.TextDocument, expected: readonly Piece[]): Promise<void> {
  const text = expected.map((piece) => piece.text).join('');
  await reads(document, text);
  await pause(evidenceComesWithinMs);
  const makers = expected.flatMap((piece) =>
    piece.text.split('').map((): Contributor => allowedIn(piece)[0] ?? 'unknown'),
  );
  assert.deepEqual(await attributionOf(document, expected), told(text, makers));
}

/** Lets the player that suggests inline offer a text that starts at the caret, or so many characters before it. */
export async function offer(text: string, typedLength = 0): Promise<void> {
  const { document, selection } = activeEditor();
  const { line, character } = selection.active;
  await run('players.offer', { uri: document.uri.toString(), start: [line, character - typedLength], text });
}

/** Waits until the workbench shows something that matches. */
export async function shown(selector: string): Promise<void> {
  const deadline = Date.now() + mostWaitMs;
  while ((await hands.readTexts(selector)).length === 0) {
    if (Date.now() > deadline) throw new SceneError(`the workbench does not show ${selector}`);
    await pause(30);
  }
}

const ghostText = '.ghost-text-decoration, .ghost-text, .suggest-preview-text';

/** Types the start of a suggestion, so that the rest of it stands there as ghost text. */
export async function typeUntilSuggested(typed: string, rest: string): Promise<void> {
  await hands.type(typed);
  await until(() => textBeforeCaret().endsWith(typed));
  await offer(typed + rest, typed.length);
  await run('editor.action.inlineSuggest.trigger');
  await shown(ghostText);
  await pause(60);
}

/** The caret's line up to the caret: the window tells where the caret is some time after a key press. */
function textBeforeCaret(): string {
  const { document, selection } = activeEditor();
  return document.lineAt(selection.active.line).text.slice(0, selection.active.character);
}

/** Writes a line of which a person typed the start and took the rest from the AI that suggests. */
export async function typeAndAccept(typed: string, rest: string): Promise<void> {
  await typeUntilSuggested(typed, rest);
  await hands.press('Tab');
  await until(() =>
    activeEditor()
      .document.getText()
      .includes(typed + rest),
  );
  await pause(evidenceComesWithinMs);
  await run('players.offer', null);
}

/** Undoes, or does again, until the document has this text. */
export async function travel(command: 'undo' | 'redo', document: vscode.TextDocument, target: string): Promise<void> {
  for (let step = 0; document.getText() !== target; step++) {
    const before = document.getText();
    if (step === 40) await reads(document, target);
    await run(command);
    await comes(() => document.getText() !== before, `${command} of ${JSON.stringify(before)}`, 2_000);
  }
}

/** One kind of edit. */
export interface Kind {
  readonly name: string;
  /** The text before, with marks for carets and the selection. */
  readonly start: string;
  readonly does: () => Promise<unknown>;
  readonly then: readonly Piece[];
  /** What cannot be undone to the start in the same document. */
  readonly isOneWay?: boolean;
}

/** Declares a test for each kind: the edit itself, then undone, then done again. All of them share one document of this name. */
export function itKnows(fileName: string, kinds: readonly Kind[]): void {
  describe(fileName, () => {
    let document: vscode.TextDocument;
    before(async () => {
      await vscode.extensions.getExtension('test-fixture.players')?.activate();
      ({ document } = await show(write(fileName, '')));
    });
    beforeEach(async () => {
      if (vscode.window.activeTextEditor?.document !== document) await show(document.uri);
    });
    afterEach(async () => {
      await run('players.offer', null);
      await run('players.words', []);
      await hands.press('Escape', 'Escape');
    });
    after(closeAll);
    for (const { name, start: marked, does, then, isOneWay } of kinds) {
      it(name, async () => {
        const text = await start(marked);
        await does();
        await holds(document, then);
        if (isOneWay === true) return;
        const after = document.getText();
        await travel('undo', document, text);
        await holds(document, [unknown(text)]);
        await travel('redo', document, after);
        await holds(document, then);
      });
    }
  });
}
