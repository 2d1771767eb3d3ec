import { type CancelSignal, type Git } from '../core/ports.ts';
import { type ListedFile } from './fileScope.ts';
import { type FileHistory } from './fileTally.ts';
import { type HistoryReader } from './historyReader.ts';
import { unansweredProblem, unreadProblem } from './problems.ts';
import { filesOfWorkTree } from './workTreeFiles.ts';

/** Where {@link historyAtHead} looks. */
export interface HeadPlace {
  readonly git: Git;
  readonly root: string;
  /** Null without git. */
  readonly reader: HistoryReader | null;
  /** The file as it is listed already for a HEAD; undefined where nobody listed it. */
  readonly listed: (head: string) => ListedFile | undefined;
}

/** What history says of one file of the work tree, null for nothing; and a sentence about what keeps it from saying something. */
export async function historyAtHead(
  { git, root, reader, listed }: HeadPlace,
  path: string,
  signal: CancelSignal | undefined,
): Promise<{ readonly ofFile: FileHistory | null; readonly problem: string | null }> {
  const nothing = { ofFile: null, problem: null };
  const state = await reader?.state();
  if (!reader || !state?.head) return nothing;
  const ask = { git, root, scope: path, ...(signal === undefined ? {} : { signal }) };
  const file = listed(state.head) ?? (await filesOfWorkTree(ask, state.head))?.files.find((one) => one.path === path);
  if (!file?.head) return nothing;
  const history = await reader.open(state.head, state, signal);
  if (history === null) return { ofFile: null, problem: unreadProblem };
  const ofFile = await history.ofFile(file.head, null, signal);
  return { ofFile, problem: ofFile === null ? unansweredProblem(1) : null };
}
