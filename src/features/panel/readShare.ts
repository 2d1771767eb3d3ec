import { type PanelModel } from '../../core/protocol/panelModel.ts';
import { type ShareQuery, type ShareSource } from '../../core/protocol/shareSource.ts';
import { type GroupBy, type GroupRow, type Report } from '../../core/statistics/report.ts';

/** The part of the panel's model that comes from the share. */
export type ReadShare = Pick<PanelModel, 'report' | 'rows' | 'status'>;

/**
 * Reads what the panel shows of a share. The status is as of before the reports: files are counted meanwhile, and figures that are more
 * complete than their status does say no falsehood, while `done` beside half a report would.
 */
export async function readShare(
  share: Pick<ShareSource, 'report' | 'status'>,
  query: ShareQuery,
  signal: AbortSignal,
): Promise<ReadShare> {
  const status = share.status();
  const byFile = await share.report({ ...query, by: 'file' }, signal);
  const rowsBy = async (by: GroupBy): Promise<readonly GroupRow[]> =>
    (await share.report({ ...query, by }, signal)).groups?.rows ?? [];
  const agent = await rowsBy('agent');
  const rows = { agent, language: await rowsBy('language'), folder: await rowsBy('folder') };
  // Before the first files are read there is nothing to show; an empty share would look like a result.
  const isThere = status.progress.phase !== 'listing' || byFile.total > 0;
  const report: Report = { ...byFile, groups: { by: 'agent', rows: agent } };
  return { report: isThere ? report : null, rows: { ...rows, file: byFile.groups?.rows ?? [] }, status };
}
