import { type Uri } from 'vscode';
import { type OriginRun } from '../../core/attribution/run.ts';
import { type HappeningListener } from '../../core/classify/happening.ts';
import { type ShareQuery } from '../../core/protocol/shareSource.ts';
import { type Report } from '../../core/statistics/report.ts';
import { blameLines, type BlameLine } from '../../survey/blameLines.ts';
import { type WorkspaceShare } from '../../survey/workspaceShare.ts';

/** What the extension offers to tests and to other extensions. */
export interface ExtensionApi {
  /** The report of the workspace, as the panel shows it. */
  getShare(query: ShareQuery): Promise<Report>;
  /** Every line of a file of the workspace; throws with a sentence when there is no such file. */
  getLines(uri: Uri): Promise<readonly BlameLine[]>;
  /**
   * Who made each character of an open document as it stands now, saved or not; the lengths are UTF-16 code units and sum to the text's. Null
   * for a document that is not tracked.
   */
  getRuns(uri: Uri): Promise<readonly OriginRun[] | null>;
  /** Resolves when everything seen is settled and stored, and the reading of the workspace is done. */
  whenIdle(): Promise<void>;
  /**
   * Hears everything that attribution is told, until the returned function is called. For recordings: null where the extension is
   * installed and not under development.
   */
  readonly record: ((listener: HappeningListener) => () => void) | null;
}

/**
 * Offers a share; `settle` resolves when every edit that was seen is settled and stored, `runsOf` gives the attribution of an open
 * document. `listeners` is where recorders are kept; null for none.
 */
export function createApi(
  share: WorkspaceShare,
  settle: () => Promise<void>,
  runsOf: (uri: string) => readonly OriginRun[] | null,
  listeners: Set<HappeningListener> | null,
): ExtensionApi {
  return {
    record:
      listeners === null
        ? null
        : (listener) => {
            listeners.add(listener);
            return () => listeners.delete(listener);
          },
    getShare: (query) => share.report(query),
    getLines: async (uri) => {
      await settle();
      const answer = await share.blame(uri.fsPath);
      if (!answer.ok) throw new Error(answer.reason);
      return blameLines(answer.value, answer.value.survey.origins);
    },
    getRuns: async (uri) => {
      await settle();
      return runsOf(uri.toString());
    },
    whenIdle: async () => {
      await settle();
      await share.whenIdle();
      await settle();
    },
  };
}
