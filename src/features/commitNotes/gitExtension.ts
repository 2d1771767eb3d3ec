import * as vscode from 'vscode';
import { type Logger } from '../../core/ports.ts';

/** The part of the interface of VS Code's own git extension (`extensions/git/src/api/git.d.ts`, version 1) that tells of commits. */
interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly state: { readonly HEAD: { readonly commit?: string } | undefined; readonly onDidChange: vscode.Event<void> };
}

interface GitApi {
  readonly repositories: readonly GitRepository[];
  readonly onDidOpenRepository: vscode.Event<GitRepository>;
}

interface GitExports {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/** Calls back with the top of a work tree whenever VS Code's git extension, if there is one, sees its HEAD at another commit. */
export function watchGitExtension(log: Logger, onCommit: (folder: string) => void): vscode.Disposable {
  const disposables: vscode.Disposable[] = [];
  let isOver = false;
  const watch = (repository: GitRepository): void => {
    let last = repository.state.HEAD?.commit;
    const look = (): void => {
      const now = repository.state.HEAD?.commit;
      if (now === last) return;
      last = now;
      onCommit(repository.rootUri.fsPath);
    };
    disposables.push(repository.state.onDidChange(look));
  };
  const start = async (): Promise<void> => {
    const exports = await vscode.extensions.getExtension<GitExports>('vscode.git')?.activate();
    // Where the person has switched git off, it has no interface.
    if (exports?.enabled !== true || isOver) return;
    const api = exports.getAPI(1);
    for (const repository of api.repositories) watch(repository);
    disposables.push(api.onDidOpenRepository(watch));
  };
  start().catch((error: unknown) => log.error('Commits cannot be heard of from the git extension', error));
  return new vscode.Disposable(() => {
    isOver = true;
    for (const disposable of disposables) disposable.dispose();
  });
}
