import * as vscode from 'vscode';

/** Whether a person lets Tab complete more than suggestions in a document: words and snippets of IntelliSense, or Emmet's abbreviations. */
export function completesByTab(document: vscode.TextDocument): boolean {
  const settings = vscode.workspace.getConfiguration(undefined, document);
  return (
    settings.get<string>('editor.tabCompletion', 'off') !== 'off' ||
    settings.get<boolean>('emmet.triggerExpansionOnTab', false)
  );
}
