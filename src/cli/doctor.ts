import path from 'node:path';
import { readHookProblems } from '../agents/inbox/hookProblems.ts';
import { Inbox, inboxFolderName } from '../agents/inbox/inbox.ts';
import { readDropped } from '../agents/inbox/inboxLimits.ts';
import { rawFolderIn } from '../agents/payloadsAtWork.ts';
import { countWaiting } from '../agents/waitingPayloads.ts';
import { formatCount } from '../core/statistics/format.ts';
import { createGit } from '../platform/git/createGit.ts';
import { personDataFolder } from '../platform/ledger/location.ts';
import { notesRef } from '../survey/noteList.ts';
import { windowBookmark, windowNoteText } from '../survey/windowNote.ts';
import { openPath, type PathOptions } from './openPath.ts';
import { ownVersion } from './ownProgram.ts';
import { CollectingLog, type Terminal } from './terminal.ts';

/** So many of the latest things that went wrong are named. */
const mostNamed = 5;

/** `doctor [path]`: what is set up, what is not, what the ledger holds, what went wrong lately. */
export async function runDoctor(asked: string, options: PathOptions, terminal: Terminal): Promise<number> {
  const log = new CollectingLog();
  const opened = await openPath(asked, options, log);
  try {
    const { place, ledger, ledgerFolder, survey } = opened;
    const git = createGit(log);
    const ask = async (...args: readonly string[]): Promise<string | null> => {
      const result = await git.run(args, { cwd: survey.root });
      return result.ok ? new TextDecoder().decode(result.stdout).trim() : null;
    };
    const rows: [string, string][] = [
      ['version', ownVersion()],
      ['node', process.version],
      ['git', (await ask('--version')) ?? 'not found: history cannot be read'],
      ['folder', survey.root],
    ];
    if (place.kind === 'repository') {
      const head = await ask('rev-parse', '--verify', '--quiet', 'HEAD');
      const notes = await ask('rev-parse', '--verify', '--quiet', notesRef);
      rows.push(
        [
          'repository',
          [
            place.isBare ? 'bare' : place.worktree === '' ? 'main work tree' : `work tree ${place.worktree}`,
            place.isShallow ? 'shallow' : null,
            place.isPartial ? 'partial' : null,
          ]
            .filter((word) => word !== null)
            .join(', '),
        ],
        ['HEAD', head ?? 'no commits yet'],
        ['authorship logs', notes === null ? `none (${notesRef} does not exist)` : notesRef],
      );
    } else {
      rows.push(['repository', place.problem ?? 'none: only live attribution']);
    }
    const { documents, origins, flowDays, sessions, bytes } = ledger.summary();
    rows.push(
      ['ledger', ledgerFolder],
      [
        '',
        `${formatCount(documents)} documents, ${formatCount(origins)} origins, ${formatCount(flowDays)} days of writing, ${formatCount(sessions)} sessions, ${formatCount(bytes / 1024)} kB`,
      ],
      ['', ledger.problem ?? 'in order'],
    );
    rows.push(['editor', windowNoteText(ledger.readBookmark(windowBookmark)) ?? 'no edit was seen in a window yet']);
    const inbox = new Inbox(path.join(ledgerFolder, inboxFolderName));
    const [waiting, setAside] = [inbox.pending().length, inbox.setAsideNames()];
    rows.push([
      'inbox',
      `${formatCount(waiting)} reports of agents wait, ${formatCount(setAside.length)} could not be used`,
    ]);
    const raw = countWaiting(rawFolderIn(personDataFolder(process.env)), Date.now());
    if (raw > 0) rows.push(['', `${formatCount(raw)} payloads of agents wait to be read`]);
    const dropped = readDropped(inbox.folder);
    if (dropped !== null) {
      const lastAt = new Date(dropped.lastAtMs).toISOString();
      rows.push([
        '',
        `${formatCount(dropped.count)} waited too long or were too many and were dropped, last at ${lastAt}`,
      ]);
    }
    for (const name of setAside.slice(-mostNamed))
      rows.push(['', `set aside: ${path.join(inbox.folder, 'set-aside', name)}`]);
    for (const { atMs, agent, reason } of readHookProblems(personDataFolder(process.env)).slice(-mostNamed)) {
      rows.push(['hook', `${new Date(atMs).toISOString()} ${agent}: ${reason}`]);
    }
    for (const { name, value, from } of opened.rules) rows.push([name, `${value} (${from})`]);
    for (const problem of opened.settingsProblems) rows.push(['complaint', problem]);
    for (const line of log.lines) rows.push(['complaint', line]);
    const width = Math.max(...rows.map(([name]) => name.length));
    terminal.write(rows.map(([name, value]) => `${terminal.style('bold', name.padEnd(width))}  ${value}\n`).join(''));
    return 0;
  } finally {
    opened.close();
  }
}
