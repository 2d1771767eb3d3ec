import path from 'node:path';
import * as vscode from 'vscode';
import { type Place } from '../../survey/locate.ts';
import { type WorkspaceShare } from '../../survey/workspaceShare.ts';

/** The files of a repository that change when HEAD or the authorship logs move. */
function historyFiles(place: Place): readonly string[] {
  if (place.kind !== 'repository') return [];
  const ofAll = ['packed-refs', 'refs/notes/ai'].map((file) => path.join(place.commonDir, file));
  return [path.join(place.gitDir, 'logs', 'HEAD'), ...ofAll];
}

/** Whether a window watches a file anyway, as a part of one of its folders. */
function isInWindow(file: string): boolean {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file)) !== undefined;
}

function watch(file: string, onDidMove: (file: string) => void): vscode.Disposable {
  const pattern = new vscode.RelativePattern(vscode.Uri.file(path.dirname(file)), path.basename(file));
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  const moved = (): void => onDidMove(file);
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(moved),
    watcher.onDidChange(moved),
    watcher.onDidDelete(moved),
  );
}

/**
 * Tells when HEAD or the authorship logs of a repository moved whose git directory is outside of the window: that of a window on a folder inside of a
 * repository, or on a linked work tree.
 */
export function followHistory(
  share: Pick<WorkspaceShare, 'openedRoots' | 'onDidChange'>,
  onDidMove: (file: string) => void,
): vscode.Disposable {
  const watched = new Map<string, vscode.Disposable>();
  const follow = (): void => {
    const files = share.openedRoots().flatMap(({ place }) => historyFiles(place));
    const wanted = new Set(files.filter((file) => !isInWindow(file)));
    for (const [file, watcher] of watched) {
      if (wanted.has(file)) continue;
      watcher.dispose();
      watched.delete(file);
    }
    for (const file of wanted) if (!watched.has(file)) watched.set(file, watch(file, onDidMove));
  };
  const stopListening = share.onDidChange(follow);
  follow();
  return new vscode.Disposable(() => {
    stopListening();
    for (const watcher of watched.values()) watcher.dispose();
  });
}
