import { type ObjectDialogue } from '../objectDialogue.ts';

/** So many paths that a tree does not have are given at most, the first ones of those that were asked for. */
const mostGone = 50;

const decoder = new TextDecoder();

/**
 * Those of the paths that a commit's tree does not have: names that a file may have had before it was renamed, or has on the branch that a rewritten commit
 * comes from. Reads the trees of their folders only. Null when git failed or was cancelled.
 */
export async function gonePaths(
  objects: ObjectDialogue,
  oid: string,
  paths: readonly string[],
): Promise<readonly string[] | null> {
  // A question is one line.
  const askable = paths.filter((path) => !path.includes('\n'));
  const folders = [...new Set(askable.map(folderOf))];
  const namesIn = new Map<string, ReadonlySet<string>>();
  const isRead = await objects.read(
    folders.map((folder) => `${oid}:${folder}`),
    (object, index) => {
      const names = object?.type === 'tree' ? namesOf(object.content, oid.length / 2) : [];
      namesIn.set(folders[index] ?? '', new Set(names));
    },
  );
  if (!isRead) return null;
  const isGone = (path: string): boolean => namesIn.get(folderOf(path))?.has(nameOf(path)) !== true;
  return askable.filter(isGone).slice(0, mostGone);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The names in a tree object, whose entries are mode, blank, name, NUL and the bytes of an object id. */
function* namesOf(tree: Uint8Array, oidBytes: number): Generator<string> {
  for (let at = 0; at < tree.length;) {
    const blank = tree.indexOf(0x20, at);
    const end = tree.indexOf(0, blank);
    if (blank < 0 || end < 0) return;
    yield decoder.decode(tree.subarray(blank + 1, end));
    at = end + 1 + oidBytes;
  }
}
