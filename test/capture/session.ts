import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { type ExtensionApi } from '../../src/features/api/extensionApi.ts';
import { hands } from '../integration/hands.ts';
import { editReason } from '../../src/features/tracking/editorEvents.ts';
import { isReasonOfKind } from './expectedReasons.ts';
import { type Actor } from './recording.ts';
import { Recorder } from './recorder.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** After an action nothing may have changed for so long before the next one starts. */
const quietMs = 110;

/** A recorded session at the keyboard of a real VS Code. */
export class Session {
  readonly #recorder: Recorder;
  readonly #name: string;
  readonly #watch: vscode.Disposable;
  #lastChangeAtMs = 0;
  #changes = 0;
  readonly #reasons: string[] = [];
  /** Kinds whose action changed nothing, or something else: a script that does not do what it says. */
  readonly #failed: string[] = [];

  private constructor(api: ExtensionApi, name: string) {
    this.#name = name;
    this.#recorder = new Recorder(api, name);
    this.#watch = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document.uri.scheme !== 'file' || event.contentChanges.length === 0) return;
      this.#lastChangeAtMs = Date.now();
      this.#changes++;
      const { source = 'none', metadata = {} } = editReason(event) ?? {};
      const name = metadata['kind'] ?? metadata['name'];
      this.#reasons.push(`${source}/${typeof name === 'string' ? name : ''}`);
    });
  }

  /** Starts recording with all editors closed. */
  static async begin(name: string): Promise<Session> {
    const extension = vscode.extensions.getExtension<ExtensionApi>('ai-code-share.ai-code-share');
    assert.ok(extension, 'the extension is loaded');
    const api = await extension.activate();
    await vscode.extensions.getExtension('test-fixture.players')?.activate();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('notifications.clearAll');
    await pause(100);
    return new Session(api, name);
  }

  /** The path of a file of the workspace. */
  pathOf(name: string): string {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    return path.join(folder.uri.fsPath, name);
  }

  /** The URI of a file of the workspace, as the commands of the players take it. */
  uriOf(name: string): string {
    return vscode.Uri.file(this.pathOf(name)).toString();
  }

  /** Writes a file without opening it. */
  write(name: string, text: string): void {
    mkdirSync(path.dirname(this.pathOf(name)), { recursive: true });
    writeFileSync(this.pathOf(name), text);
  }

  /** Writes a file, opens it and puts the keyboard into it, the caret at its end. */
  async open(name: string, text: string | null): Promise<void> {
    if (text !== null) this.write(name, text);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(this.pathOf(name)));
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    this.#recorder.kind('type.first', 'person');
    const { length } = this.text();
    const deadline = Date.now() + 8_000;
    while (this.text().length === length && Date.now() < deadline) {
      await hands.press('Control+End');
      await hands.type('~');
      await pause(120);
    }
    await pause(300);
    while (this.text().length > length) {
      await hands.press('Backspace');
      await pause(250);
    }
  }

  get editor(): vscode.TextEditor {
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor, 'an editor is active');
    return editor;
  }

  text(): string {
    return this.editor.document.getText();
  }

  /** Does one thing and waits until all that it changes has come. */
  async does(kind: string, actor: Actor, action: () => Promise<unknown>): Promise<void> {
    this.#recorder.kind(kind, actor);
    const before = this.#changes;
    this.#reasons.length = 0;
    await action();
    // The window tells of a key press some time after it.
    const deadline = Date.now() + 700;
    while (this.#changes === before && Date.now() < deadline) await pause(10);
    await this.rest();
    if (this.#changes === before) this.#failed.push(`${kind} changed nothing`);
    else if (!this.#reasons.some((reason) => isReasonOfKind(kind, reason))) {
      this.#failed.push(`${kind} was ${[...new Set(this.#reasons)].join(', ')}`);
    }
    this.#recorder.check();
  }

  /** What the person does. */
  async person(kind: string, action: () => Promise<unknown>): Promise<void> {
    await this.does(kind, 'person', action);
  }

  /** Waits until nothing has changed for a moment. */
  async rest(): Promise<void> {
    await pause(quietMs);
    while (Date.now() - this.#lastChangeAtMs < quietMs) await pause(20);
  }

  /** Puts the caret at the end of the first place, from the top, where this stands. */
  async caretAfter(piece: string): Promise<void> {
    const offset = this.text().indexOf(piece);
    if (offset < 0) {
      this.#missing(piece);
      return;
    }
    const position = this.editor.document.positionAt(offset + piece.length);
    this.editor.selection = new vscode.Selection(position, position);
    this.editor.revealRange(this.editor.selection);
    await pause(60);
  }

  /** Selects the first occurrence. */
  async select(piece: string): Promise<void> {
    const offset = this.text().indexOf(piece);
    if (offset < 0) {
      this.#missing(piece);
      return;
    }
    const { document } = this.editor;
    this.editor.selection = new vscode.Selection(
      document.positionAt(offset),
      document.positionAt(offset + piece.length),
    );
    this.editor.revealRange(this.editor.selection);
    await pause(60);
  }

  /** VS Code completes and closes as it likes: what a script looks for may have become something else. */
  #missing(piece: string): void {
    console.log(`${this.#name}: "${piece}" is not in the text`);
  }

  /** Goes to a new empty line at the end, without indentation, as a person would. */
  async newLineAtEnd(): Promise<void> {
    this.#recorder.kind('type.enter', 'person');
    await hands.press('Escape', 'Escape', 'Control+End');
    await pause(40);
    if (this.editor.document.lineAt(this.editor.document.lineCount - 1).text !== '') {
      await hands.press('Enter');
      await pause(120);
      await this.rest();
      const { text } = this.editor.document.lineAt(this.editor.document.lineCount - 1);
      if (text !== '') await hands.press('Shift+Home', 'Delete');
      await this.rest();
    }
  }

  /** Waits until the workbench shows something that matches. False where it does not come. */
  async shows(selector: string, withinMs = 2_500): Promise<boolean> {
    const deadline = Date.now() + withinMs;
    while (Date.now() < deadline) {
      if ((await hands.readTexts(selector)).length > 0) return true;
      await pause(40);
    }
    return false;
  }

  /** Offers an inline suggestion that starts at the caret's column less `typedLength`. */
  async offer(text: string, typedLength: number): Promise<void> {
    const { active } = this.editor.selection;
    const uri = this.editor.document.uri.toString();
    await run('players.offer', { uri, start: [active.line, active.character - typedLength], text });
  }

  /** Whether ghost text came up. A busy machine forgets to show it. */
  async ghost(): Promise<boolean> {
    for (let attempt = 0; attempt < 3; attempt++) {
      if (await this.shows('.ghost-text-decoration, .ghost-text, .suggest-preview-text', 1_500)) return true;
      await hands.press('Escape');
      await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    }
    return false;
  }

  /** Saves the active document, so that the file on disk is what the editor shows. */
  async save(): Promise<void> {
    await this.editor.document.save();
    await this.rest();
  }

  /** Ends the session and writes its recording. Throws where a kind of edit did not happen: its name would stand for nothing. */
  async end(): Promise<void> {
    await this.rest();
    this.#watch.dispose();
    const folder = process.env['CAPTURE_OUT'];
    assert.ok(folder);
    this.#recorder.stop(path.join(folder, `${this.#name}.jsonl`));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    for (const document of vscode.workspace.textDocuments) if (document.isDirty) await document.save();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    assert.deepEqual(this.#failed, [], `${this.#name} did what it says`);
  }
}

/** Runs a command of VS Code or of the players. */
export async function run(command: string, ...args: readonly unknown[]): Promise<unknown> {
  return await vscode.commands.executeCommand(command, ...args);
}

/** Sets a setting of the folder's user. */
export async function set(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);
}

export { hands, pause };
