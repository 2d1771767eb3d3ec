import { sameLines } from '../../../src/survey/blameFile.ts';
import { git } from '../../host/scratchFolder.ts';

/**
 * How many of AI's lines that the commits of each month added still stand at HEAD, as `month agent added standing`: by what git prints of each commit and each
 * file. `agentOf` says whose a line is that a commit wrote, counted from 1; null for nobody's of AI's.
 */
export function expectedRetention(
  repository: string,
  agentOf: (oid: string, file: string, lineNumber: number) => string | null,
): readonly string[] {
  const rows = new Map<string, [added: number, standing: number]>();
  const take = (oid: string, month: string, file: string, lineNumber: number, text: string, index: 0 | 1): void => {
    const agent = agentOf(oid, file, lineNumber);
    if (agent === null || text.trim() === '') return;
    const row = rows.get(`${month} ${agent}`) ?? [0, 0];
    row[index]++;
    rows.set(`${month} ${agent}`, row);
  };
  const quiet = ['-c', 'core.quotePath=false'];
  const months = new Map<string, string>();
  const log = git(repository, ...quiet, 'log', '--no-merges', '-p', '-U0', '-M', '--format=commit %H %as', 'HEAD');
  let [oid, file, lineNumber] = ['', '', 0];
  for (const line of log.split('\n')) {
    const [, own, day] = /^commit (\S+) (\S+)$/.exec(line) ?? [];
    const [, at] = /^@@ -\S+ \+(\d+)/.exec(line) ?? [];
    if (own !== undefined && day !== undefined) months.set((oid = own), day.slice(0, 7));
    else if (line.startsWith('+++ b/')) file = line.slice('+++ b/'.length).replace(/\t$/, '');
    else if (at !== undefined) lineNumber = Number(at);
    else if (line.startsWith('+')) take(oid, months.get(oid) ?? '', file, lineNumber++, line.slice(1), 0);
  }
  for (const name of git(repository, 'ls-files', '-z').split('\0').slice(0, -1)) {
    const originals = new Map<string, string>();
    for (const line of git(repository, ...quiet, 'blame', ...sameLines, '--porcelain', '--', name).split('\n')) {
      const [, by, original] = /^([0-9a-f]{40}) (\d+) \d+/.exec(line) ?? [];
      if (by !== undefined) [oid, lineNumber] = [by, Number(original)];
      else if (line.startsWith('filename ')) originals.set(oid, line.slice('filename '.length));
      else if (line.startsWith('\t'))
        take(oid, months.get(oid) ?? '', originals.get(oid) ?? name, lineNumber, line.slice(1), 1);
    }
  }
  return [...rows].map(([key, [added, standing]]) => `${key} ${added} ${standing}`).sort();
}
