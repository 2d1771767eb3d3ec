import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { type ExtensionApi } from '../../src/features/api/extensionApi.ts';
import { RecordingWriter, type Actor, type Entry } from './recording.ts';

const eolOf = (document: vscode.TextDocument): '\n' | '\r\n' =>
  document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';

/** What stands in a recording for a text, to check a replay. */
export const textHash = (text: string): string => createHash('sha1').update(text).digest('hex').slice(0, 12);

/** Records what one window tells, from start to stop. */
export class Recorder {
  readonly #writer = new RecordingWriter();
  readonly #folderUri: string;
  readonly #startedAtMs = Date.now();
  readonly #open = new Map<string, vscode.TextDocument>();
  readonly #changed = new Set<string>();
  readonly #disposables: vscode.Disposable[] = [];
  readonly #stopListening: () => void;

  /** Starts recording. The documents that are open now are the first entries. */
  constructor(api: ExtensionApi, name: string) {
    const folder = vscode.workspace.workspaceFolders?.[0];
    if (folder === undefined || api.record === null) throw new Error('Recording needs a folder and a development host');
    this.#folderUri = folder.uri.toString();
    this.#writer.add({ what: 'session', name, vscode: vscode.version });
    for (const document of vscode.workspace.textDocuments) this.#opened(document);
    this.#disposables.push(
      vscode.workspace.onDidOpenTextDocument((document) => this.#opened(document)),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (!this.#open.delete(document.uri.toString())) return;
        this.#add({ what: 'close', atMs: Date.now(), document: document.uri.toString() });
      }),
    );
    this.#stopListening = api.record((happening) => {
      if (!this.#isInFolder(happening.document)) return;
      const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === happening.document);
      // A document may change before its opening was told to us.
      if (document !== undefined && !this.#open.has(happening.document) && happening.what === 'change') {
        throw new Error(`${happening.document} changed before it was opened`);
      }
      if (happening.what === 'change') this.#changed.add(happening.document);
      this.#add(happening);
    });
  }

  /** Says what the changes from here on are. */
  kind(kind: string, actor: Actor): void {
    this.#writer.add({ what: 'kind', kind, actor });
  }

  /** Writes down how the texts that changed since the last call stand now. */
  check(): void {
    for (const uri of this.#changed) {
      const document = this.#open.get(uri);
      if (document === undefined) continue;
      const text = document.getText();
      this.#add({ what: 'text', document: uri, utf16Length: text.length, hash: textHash(text), eol: eolOf(document) });
    }
    this.#changed.clear();
  }

  /** Ends the recording and writes it. */
  stop(file: string): void {
    this.check();
    this.#stopListening();
    vscode.Disposable.from(...this.#disposables).dispose();
    writeFileSync(file, this.#writer.text());
  }

  #opened(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    if (!this.#isInFolder(uri) || this.#open.has(uri)) return;
    this.#open.set(uri, document);
    const atMs = Date.now();
    const { languageId } = document;
    this.#add({ what: 'open', atMs, document: uri, eol: eolOf(document), languageId, text: document.getText() });
  }

  /** Settings and other files of VS Code's own are no part of a session. */
  #isInFolder(uri: string): boolean {
    return uri.startsWith(`${this.#folderUri}/`);
  }

  /** Times count from the start, and the workspace folder is `file:///w`: nothing tells where it was recorded. */
  #add(entry: Entry): void {
    const placed =
      'document' in entry
        ? { ...entry, document: entry.document.replace(this.#folderUri, `file://${path.posix.sep}w`) }
        : entry;
    this.#writer.add('atMs' in placed ? { ...placed, atMs: placed.atMs - this.#startedAtMs } : placed);
  }
}
