import * as vscode from 'vscode';

/** What of the editor's own settings tells how far we see. */
export interface EditorSettings {
  /** Whether VS Code asks paste providers in this document before it pastes. */
  asksPasteProviders(document: vscode.TextDocument): boolean;
  dispose(): void;
}

/** Asks each document's settings once, until they change. */
export function createEditorSettings(): EditorSettings {
  let known = new WeakMap<vscode.TextDocument, boolean>();
  const listening = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('editor.pasteAs')) known = new WeakMap();
  });
  return {
    asksPasteProviders(document) {
      const before = known.get(document);
      if (before !== undefined) return before;
      const setting: unknown = vscode.workspace.getConfiguration('editor', document).get('pasteAs.enabled');
      known.set(document, setting !== false);
      return setting !== false;
    },
    dispose: () => void listening.dispose(),
  };
}
