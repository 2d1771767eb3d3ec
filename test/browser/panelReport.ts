import { type Counts, type Report } from '../../src/core/statistics/report.ts';
import { type Workbench } from '../host/workbench.ts';

/** The panel follows the typing within a second; a busy machine that restores a window gets room. */
const followsWithinMs = 60_000;

/** The report that the panel shows now. */
export async function shownReport(workbench: Workbench): Promise<Report> {
  // The panel writes what `report --json` prints.
  return (await workbench.panelReport()) as Report;
}

/** Waits until the panel shows these counts; then or when the time is over, gives what it shows. */
export async function countsOf(workbench: Workbench, expected: Partial<Counts>): Promise<Counts> {
  const deadlineMs = performance.now() + followsWithinMs;
  for (;;) {
    const { counts } = await shownReport(workbench);
    const isThere = Object.entries(expected).every(
      ([contributor, count]) => counts[contributor as keyof Counts] === count,
    );
    if (isThere || performance.now() > deadlineMs) return counts;
    await workbench.page.waitForTimeout(100);
  }
}
