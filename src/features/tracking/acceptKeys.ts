import path from 'node:path';
import * as vscode from 'vscode';
import { type Logger } from '../../core/ports.ts';
import { acceptCommands } from './acceptCommands.ts';

/** The keys that `acceptKeys.enabled` wraps: the context key that our key binding waits for, and the command that VS Code itself binds. */
const wrappedKeys = [
  { contextKey: 'aiCodeShare.takesTab', command: acceptCommands.whole },
  { contextKey: 'aiCodeShare.takesNextWord', command: acceptCommands.word },
] as const;

/**
 * Lets our key bindings for accepted suggestions take effect, except where the person has bound the same command of VS Code anew or
 * unbound it: what they chose stays as it is. A key of theirs with another command goes before ours anyway.
 */
export class AcceptKeys {
  readonly #keyBindingsFile: vscode.Uri;
  readonly #log: Logger;
  readonly #watcher: vscode.Disposable;
  #isDisposed = false;

  /** `globalStorage` is the extension's own; the person's key bindings lie two folders above it. */
  constructor(globalStorage: vscode.Uri, log: Logger) {
    const userFolder = path.dirname(path.dirname(globalStorage.fsPath));
    this.#keyBindingsFile = vscode.Uri.file(path.join(userFolder, 'keybindings.json'));
    this.#log = log;
    const pattern = new vscode.RelativePattern(vscode.Uri.file(userFolder), 'keybindings.json');
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const follow = (): void => void this.#follow();
    this.#watcher = vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(follow),
      watcher.onDidChange(follow),
      watcher.onDidDelete(follow),
    );
    follow();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#watcher.dispose();
    for (const { contextKey } of wrappedKeys) setContext(contextKey, false);
  }

  async #follow(): Promise<void> {
    const { reboundCommands } = await import('./reboundCommands.ts');
    const rebound = reboundCommands(await this.#keyBindings());
    if (this.#isDisposed) return;
    for (const { contextKey, command } of wrappedKeys) {
      const isRebound = rebound.has(command);
      if (isRebound) this.#log.info(`Key bindings of yours name ${command}: its usual key is left alone`);
      setContext(contextKey, !isRebound);
    }
  }

  async #keyBindings(): Promise<string> {
    try {
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(this.#keyBindingsFile));
    } catch {
      // Most people have no such file; where it lies on another machine, it cannot be read.
      return '[]';
    }
  }
}

function setContext(contextKey: string, value: boolean): void {
  void vscode.commands.executeCommand('setContext', contextKey, value);
}
