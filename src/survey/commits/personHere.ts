import { type Git, type Ledger } from '../../core/ports.ts';
import { type CommitPatch } from './commitPatches.ts';

/** The bookmark that holds whom git named last. */
const personBookmark = 'commits.person';

const decoder = new TextDecoder();

/**
 * `Name <address>` of whom this machine's git would name as committer. git is asked only where `movedHeadLast`, who moved HEAD last, is somebody else than it
 * named when it was asked last: a person who changes the configuration is somebody else with the next commit.
 */
export async function personHere(
  { git, cwd, ledger }: { readonly git: Git; readonly cwd: string; readonly ledger: Ledger },
  movedHeadLast: string | undefined,
  patch: CommitPatch | undefined,
): Promise<string> {
  const known = ledger.readBookmark(personBookmark);
  if (known !== null && known === movedHeadLast) return known;
  const result = await git.run(['var', 'GIT_COMMITTER_IDENT'], { cwd });
  // A machine without a name for its person cannot have made the commit; whoever made it stands for them.
  if (!result.ok) return patch?.committer ?? 'AI Code Share <>';
  const person = decoder
    .decode(result.stdout)
    .trim()
    .replace(/ \d+ [-+]\d+$/, '');
  if (person !== known) ledger.writeBookmark(personBookmark, person);
  return person;
}
