import * as vscode from 'vscode';
import { type WorkspaceShare } from '../../survey/workspaceShare.ts';

/** How long a window waits for folders that its workspace file names; so long only where one of them is of no file system that VS Code has. */
const foldersComeWithinMs = 120_000;

/** Until the first folders are there they are looked for, beside the event that tells of them. */
const lookEveryMs = 250;

/** Whether the workspace file names folders. */
async function isAboutToHaveFolders(workspaceFile: vscode.Uri): Promise<boolean> {
  try {
    const bytes = await vscode.workspace.fs.readFile(workspaceFile);
    const { namesFolders } = await import('./workspaceFile.ts');
    return namesFolders(new TextDecoder().decode(bytes));
  } catch {
    // A workspace that was not saved yet, or whose file is gone: the window has no folder from it.
    return false;
  }
}

/**
 * Gives the share the folders of the window, now and when they change. Folders of other file systems have no ledger and no history.
 * VS Code in a browser reads a workspace file after the extensions have started; until then the window seems to have no folder, and the share is
 * told of none.
 */
export function followFolders(share: WorkspaceShare): vscode.Disposable {
  let timer: ReturnType<typeof setInterval> | null = null;
  const stopWaiting = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  const isWaiting = (): boolean => timer !== null;
  const take = (): void => {
    stopWaiting();
    share.setFolders(
      (vscode.workspace.workspaceFolders ?? [])
        .filter((folder) => folder.uri.scheme === 'file')
        .map((folder) => ({ name: folder.name, path: folder.uri.fsPath })),
    );
  };
  const hasFolders = (): boolean => (vscode.workspace.workspaceFolders ?? []).length > 0;
  const waitForFolders = async (workspaceFile: vscode.Uri): Promise<void> => {
    let looksLeft = foldersComeWithinMs / lookEveryMs;
    timer = setInterval(() => {
      if (hasFolders() || --looksLeft <= 0) take();
    }, lookEveryMs);
    const isToCome = await isAboutToHaveFolders(workspaceFile);
    if (!isToCome && isWaiting()) take();
  };
  const { workspaceFile } = vscode.workspace;
  if (!hasFolders() && workspaceFile !== undefined) void waitForFolders(workspaceFile);
  else take();
  return vscode.Disposable.from(vscode.workspace.onDidChangeWorkspaceFolders(take), { dispose: stopWaiting });
}
