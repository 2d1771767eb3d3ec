import path from 'node:path';
import * as vscode from 'vscode';
import { type FileChange } from '../../agents/install/setUp.ts';

const scheme = 'ai-code-share-agents';

/** Texts that are on no disk, for people to read in an editor. */
export class SetUpDocuments {
  readonly #texts = new Map<string, string>();
  readonly #registration: vscode.Disposable;
  #number = 0;

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) => this.#texts.get(uri.query) ?? '',
    });
  }

  dispose(): void {
    this.#registration.dispose();
  }

  /** Shows what each file would become, behind a text that says what for. */
  async showChanges(plan: string, changes: readonly FileChange[]): Promise<void> {
    const title = vscode.l10n.t('Set up agents: what would be written');
    const planName = `/${vscode.l10n.t('What would be written')}.txt`;
    // What is the person's own comes first.
    const sorted = [...changes].sort((a, b) => Number(a.kind === 'launcher') - Number(b.kind === 'launcher'));
    const resources = sorted.map(({ path: file, before, after }) => [
      vscode.Uri.file(file),
      this.#uri(vscode.Uri.file(file).path, before ?? ''),
      this.#uri(vscode.Uri.file(file).path, after ?? ''),
    ]);
    const planUri = this.#uri(planName, plan);
    await vscode.commands.executeCommand('vscode.changes', title, [
      [planUri, this.#uri(planName, ''), planUri],
      ...resources,
    ]);
  }

  /** Shows how things are. */
  async showReport(text: string): Promise<void> {
    const uri = this.#uri(path.posix.join('/', `${vscode.l10n.t('Agents')}.txt`), text);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  #uri(name: string, text: string): vscode.Uri {
    const query = String(++this.#number);
    this.#texts.set(query, text);
    return vscode.Uri.from({ scheme, path: name, query });
  }
}
