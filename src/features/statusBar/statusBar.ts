import * as vscode from 'vscode';
import { type Clock, type Logger } from '../../core/ports.ts';
import { type PanelChoice } from '../../core/protocol/panelModel.ts';
import { type ShareQuery, type ShareSource } from '../../core/protocol/shareSource.ts';
import { formatCount, formatHeadline } from '../../core/statistics/format.ts';
import { type Report } from '../../core/statistics/report.ts';

/** What the status bar item needs from outside. */
export interface StatusBarServices {
  readonly share: ShareSource;
  readonly clock: Clock;
  readonly log: Logger;
  readonly openPanelCommand: string;
  /** The item shows what the person chose to see in the panel. */
  readonly panel: { readonly choice: PanelChoice; readonly onDidChoose: vscode.Event<PanelChoice> };
  readonly queryOf: (choice: PanelChoice, nowMs: number) => ShareQuery;
}

/** The item follows changes at this pace. */
const updateAfterMs = 300;

/** Shows the share of the chosen lens in the status bar; a click opens the panel. */
export function startStatusBar(services: StatusBarServices): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('share', vscode.StatusBarAlignment.Left, 0);
  item.name = vscode.l10n.t('AI Code Share');
  item.command = services.openPanelCommand;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let reading: AbortController | null = null;
  const update = async (signal: AbortSignal): Promise<void> => {
    const { share, clock, panel, queryOf } = services;
    const report = await share.report(queryOf(panel.choice, clock.nowMs()), signal);
    if (signal.aborted) return;
    const status = share.status();
    const isReading = status.progress.phase !== 'done';
    if (status.roots.length === 0) {
      item.hide();
      return;
    }
    const icon = isReading ? '$(loading~spin) ' : status.isTracking ? '' : '$(debug-pause) ';
    item.text = report.total === 0 ? `${icon}AI –` : `${icon}${formatHeadline(report)}`;
    item.tooltip = sentence(report, isReading, status.isTracking);
    item.accessibilityInformation = {
      label: `${item.text.replace(/\$\([^)]*\) ?/g, '')}. ${sentence(report, isReading, status.isTracking)}`,
      role: 'button',
    };
    item.show();
  };
  const updateSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = null;
      reading?.abort();
      reading = new AbortController();
      update(reading.signal).catch((error: unknown) =>
        services.log.error('The status bar item could not be brought up to date', error),
      );
    }, updateAfterMs);
  };
  const stopListening = services.share.onDidChange(updateSoon);
  const stopChoosing = services.panel.onDidChoose(updateSoon);
  updateSoon();
  return new vscode.Disposable(() => {
    stopListening();
    stopChoosing.dispose();
    reading?.abort();
    if (timer !== null) clearTimeout(timer);
    item.dispose();
  });
}

function sentence(report: Report, isReading: boolean, isTracking: boolean): string {
  if (!isTracking) return vscode.l10n.t('Tracking is paused; what is written now will be unknown.');
  if (report.total === 0)
    return isReading ? vscode.l10n.t('The share is being read.') : vscode.l10n.t('Nothing is counted here yet.');
  const { counts, total } = report;
  const [ai, unknown, all] = [counts.ai, counts.unknown, total].map(formatCount);
  switch (report.lens) {
    case 'standing':
      return vscode.l10n.t(
        'Of {0} lines that stand here {1} are known to be AI’s and of {2} nobody can say.',
        all ?? '',
        ai ?? '',
        unknown ?? '',
      );
    case 'committed':
      return vscode.l10n.t(
        'Of {0} lines that commits of the period added {1} are known to be AI’s and of {2} nobody can say.',
        all ?? '',
        ai ?? '',
        unknown ?? '',
      );
    case 'written':
      return vscode.l10n.t(
        'AI inserted {0} characters and {1} were typed by hand in the period.',
        ai ?? '',
        formatCount(counts.human),
      );
  }
}
