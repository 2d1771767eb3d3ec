import * as vscode from 'vscode';
import { type WorkspaceShare } from '../../survey/workspaceShare.ts';

/** VS Code in a browser reads a workspace file after the extensions have started; until then the window seems to have no folder. */
const foldersComeWithinMs = 3_000;

/** Gives the share the folders of the window, now and when they change. Folders of other file systems have no ledger and no history. */
export function followFolders(share: WorkspaceShare): vscode.Disposable {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const stopWaiting = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const take = (): void => {
    stopWaiting();
    share.setFolders(
      (vscode.workspace.workspaceFolders ?? [])
        .filter((folder) => folder.uri.scheme === 'file')
        .map((folder) => ({ name: folder.name, path: folder.uri.fsPath })),
    );
  };
  const isEmpty = (vscode.workspace.workspaceFolders ?? []).length === 0;
  if (isEmpty && vscode.workspace.workspaceFile !== undefined) timer = setTimeout(take, foldersComeWithinMs);
  else take();
  return vscode.Disposable.from(vscode.workspace.onDidChangeWorkspaceFolders(take), { dispose: stopWaiting });
}
