import * as vscode from 'vscode';
import { type WorkspaceShare } from '../../survey/workspaceShare.ts';

/** Takes the folders that the window has now. Folders of other file systems have no ledger and no history. */
export function openWorkspace(share: WorkspaceShare): void {
  const folders = vscode.workspace.workspaceFolders ?? [];
  share.setFolders(
    folders
      .filter((folder) => folder.uri.scheme === 'file')
      .map((folder) => ({ name: folder.name, path: folder.uri.fsPath })),
  );
}
