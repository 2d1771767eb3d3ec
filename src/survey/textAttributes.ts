import { type CancelSignal, type Git } from '../core/ports.ts';

/** What git says of an attribute that nobody set. */
const unspecified = 'unspecified';

/**
 * Those of some paths that have the attribute `diff`, set, unset, or with a value: git goes by it, and not by what a file holds, to tell whether that is text
 * (gitattributes(5)). Null when git failed or was cancelled.
 */
export async function withDiffAttribute(
  { git, cwd }: { readonly git: Git; readonly cwd: string },
  paths: readonly string[],
  signal?: CancelSignal,
): Promise<ReadonlySet<string> | null> {
  const result = await git.run(['check-attr', '-z', '--stdin', 'diff'], {
    cwd,
    stdin: paths.map((path) => `${path}\0`).join(''),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!result.ok) return null;
  const fields = new TextDecoder().decode(result.stdout).split('\0');
  const found = new Set<string>();
  for (let index = 0; index + 2 < fields.length; index += 3)
    if (fields[index + 2] !== unspecified) found.add(fields[index] ?? '');
  return found;
}
