import path from 'node:path';
import * as vscode from 'vscode';
import { followPaths } from '../../platform/files/followPaths.ts';
import { type Place } from '../../survey/locate.ts';
import { type WorkspaceShare } from '../../survey/workspaceShare.ts';

/** The files of a repository that change when HEAD or the authorship logs move. */
function historyFiles(place: Place): readonly string[] {
  if (place.kind !== 'repository') return [];
  const ofAll = ['packed-refs', 'refs/notes/ai'].map((file) => path.join(place.commonDir, file));
  return [path.join(place.gitDir, 'logs', 'HEAD'), ...ofAll];
}

/**
 * Tells when HEAD or the authorship logs of the window's repositories moved, also where the git directory is outside of the window: that of a window on a
 * folder inside of a repository, or on a linked work tree.
 */
export function followHistory(
  share: Pick<WorkspaceShare, 'openedRoots' | 'onDidChange'>,
  onDidMove: (file: string) => void,
): vscode.Disposable {
  let followed = followPaths([], onDidMove);
  let followedFiles: readonly string[] = [];
  const follow = (): void => {
    const files = [...new Set(share.openedRoots().flatMap(({ place }) => historyFiles(place)))];
    if (files.length === followedFiles.length && files.every((file, index) => file === followedFiles[index])) return;
    followed.dispose();
    followedFiles = files;
    followed = followPaths(files, onDidMove);
  };
  const stopListening = share.onDidChange(follow);
  follow();
  return new vscode.Disposable(() => {
    stopListening();
    followed.dispose();
  });
}
