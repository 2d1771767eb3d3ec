import * as vscode from 'vscode';
import { type Logger } from '../../core/ports.ts';
import { type WorkspaceShare } from '../../survey/workspaceShare.ts';
import { CollectedCalls } from './collectedCalls.ts';
import { followHistory } from './followHistory.ts';

/** A change of HEAD or of the notes makes the survey look again, when the operation that made it seems to be over: a rebase moves HEAD many times. */
const rescanPatience = { quietMs: 400, mostMs: 1_500 };

/** Changes of files are collected for so long: a checkout tells of thousands. */
const refreshPatience = { quietMs: 500, mostMs: 500 };

/** Files that say which other files count. */
const decidesWhatCounts = /\/\.git(?:ignore|attributes)$/;

/** Keeps the share up to date with what happens on disk: files that are not open, commits, checkouts, fetched notes. */
export function followDisk(share: WorkspaceShare, log: Logger, isTracking: () => boolean): vscode.Disposable {
  const rescans = new CollectedCalls(rescanPatience, () => {
    // It looks at them all.
    refreshes.dispose();
    share.rescan();
  });
  const refreshes: CollectedCalls = new CollectedCalls(refreshPatience, (paths) => {
    if (rescans.isWaiting) return;
    share
      .refreshFiles(paths)
      .catch((error: unknown) => log.error(`Could not count ${paths.length} files after they changed on disk`, error));
  });
  const rescan = (uri: vscode.Uri): void => rescans.add(uri.fsPath);
  const isOurs = (uri: vscode.Uri): boolean => uri.scheme === 'file' && !uri.path.includes('/.git/');
  const came = (uri: vscode.Uri): void => {
    if (!isOurs(uri)) return;
    if (decidesWhatCounts.test(uri.path)) rescan(uri);
    refreshes.add(uri.fsPath);
    rescans.wait();
  };
  const changed = (uri: vscode.Uri): void => {
    // A document that is tracked tells of itself.
    const isOpen =
      isTracking() && vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
    if (!isOpen || decidesWhatCounts.test(uri.path)) came(uri);
  };
  const files = vscode.workspace.createFileSystemWatcher('**/*');
  const heads = vscode.workspace.createFileSystemWatcher('**/.git/{logs/HEAD,refs/notes/ai,packed-refs}');
  return vscode.Disposable.from(
    files,
    heads,
    followHistory(share, rescans.add),
    files.onDidCreate(came),
    files.onDidChange(changed),
    files.onDidDelete(changed),
    heads.onDidCreate(rescan),
    heads.onDidChange(rescan),
    vscode.workspace.onDidGrantWorkspaceTrust(() => share.reopen()),
    new vscode.Disposable(() => {
      rescans.dispose();
      refreshes.dispose();
    }),
  );
}
