import path from 'node:path';
import * as vscode from 'vscode';
import { type FolderViews } from './folderViews.ts';

/** Counts each turn of the person to another file, from the one that is in front when it begins. */
export function followViews(views: FolderViews): vscode.Disposable {
  const look = (editor: vscode.TextEditor | undefined): void => {
    const uri = editor?.document.uri;
    if (uri?.scheme === 'file') views.add(path.dirname(uri.fsPath));
  };
  look(vscode.window.activeTextEditor);
  return vscode.window.onDidChangeActiveTextEditor(look);
}
