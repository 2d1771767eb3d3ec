import { type CancelSignal, type Git } from '../core/ports.ts';
import { decodeText } from './decodeText.ts';
import { readObjects } from './gitObjects.ts';
import { type ReadObjects } from './passObjects.ts';
import { maxFileBytes } from './skipRules.ts';

/** The texts of blobs by object id; those that are missing, too large or binary are left out. */
export async function readBlobTexts(
  git: Git,
  cwd: string,
  blobOids: readonly string[],
  signal?: CancelSignal,
): Promise<ReadonlyMap<string, string>> {
  return await textsOf(blobOids, async (names, onObject) => await readObjects(git, cwd, names, onObject, signal));
}

/** As {@link readBlobTexts}, read by `read`. */
export async function textsOf(blobOids: readonly string[], read: ReadObjects): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  await read(blobOids, (name, content) => {
    const isReadable = content !== null && content.length <= maxFileBytes;
    const decoded = isReadable ? decodeText(content) : { ok: false as const };
    if (decoded.ok) texts.set(name, decoded.text);
  });
  return texts;
}

/** The text of a blob; null for one that is missing, too large or binary. */
export async function readBlobText(
  git: Git,
  cwd: string,
  blobOid: string,
  signal?: CancelSignal,
): Promise<string | null> {
  return (await readBlobTexts(git, cwd, [blobOid], signal)).get(blobOid) ?? null;
}
