import { type OwnShare, type PanelModel } from '../../core/protocol/panelModel.ts';
import { type ShareQuery, type ShareSource } from '../../core/protocol/shareSource.ts';
import { type GroupBy, type GroupRow, type Lens, type Report } from '../../core/statistics/report.ts';

/** The part of the panel's model that comes from the share. */
export type ReadShare = Pick<PanelModel, 'report' | 'rows' | 'status' | 'ownShares'>;

/** Lenses that are counted already: the third one walks through history, which is done only for who looks through it. */
const cheapLenses: readonly Lens[] = ['standing', 'written'];

/**
 * Reads what the panel shows of a share. The status is as of before the reports: files are counted meanwhile, and figures that are more
 * complete than their status does say no falsehood, while `done` beside half a report would.
 */
export async function readShare(
  share: Pick<ShareSource, 'report' | 'facets' | 'status'>,
  query: ShareQuery,
  queryFor: (lens: Lens) => ShareQuery,
  signal: AbortSignal,
): Promise<ReadShare> {
  const status = share.status();
  const byFile = await share.report({ ...query, by: 'file' }, signal);
  const facets = await share.facets(query);
  const rowsBy = async (by: GroupBy): Promise<readonly GroupRow[]> =>
    (await share.report({ ...query, by }, signal)).groups?.rows ?? [];
  const agent = await rowsBy('agent');
  const rows = { agent, language: await rowsBy('language'), folder: await rowsBy('folder') };
  // A file that came between the two has a row and no facets yet; the next reading has both.
  const file = (byFile.groups?.rows ?? []).flatMap((row) => {
    const ofFile = facets.get(row.key);
    return ofFile === undefined ? [] : [{ ...row, ...ofFile }];
  });
  const ownShare = ({ lens, counts, period }: Report): OwnShare => ({ lens, counts, since: period.since });
  const ownShares = [ownShare(byFile)];
  // While the workspace is read the page is told several times a second; what stands beside the published figures can wait.
  const others = status.progress.phase === 'done' ? cheapLenses : [];
  for (const lens of others) {
    if (lens !== query.lens) ownShares.push(ownShare(await share.report(queryFor(lens), signal)));
  }
  // Before the first files are read there is nothing to show; an empty share would look like a result.
  const isThere = ['ai', 'history', 'done'].includes(status.progress.phase) || byFile.total > 0;
  const report: Report = { ...byFile, groups: { by: 'agent', rows: agent } };
  return {
    report: isThere ? report : null,
    rows: { ...rows, file },
    status,
    ownShares: isThere ? ownShares : [],
  };
}
