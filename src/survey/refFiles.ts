import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Of more loose refs than this git is asked: it takes no longer then, and nobody's thread waits. */
const mostLoose = 200;

/** A file of packed refs above this size is left to git. */
const mostPackedBytes = 1024 * 1024;

const oidPattern = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const nobody = /^0+$/;

/** Reading stops where something is not as git's files are: git knows what to make of it. */
class NotPlain extends Error {}

/**
 * Where the refs with these names, or below these folders of refs, point: read from git's files without git, which takes a process of 8 ms. Refs that name no
 * object are left out, as git does. Null where the refs are not in files, are many, or are not as plain as they are almost always: then git is to be asked.
 * `commonDir` is the folder that all work trees share.
 */
export function readRefFiles(commonDir: string, wanted: readonly string[]): ReadonlyMap<string, string> | null {
  try {
    // Other stores of refs leave a file of this name, for programs like this one.
    if (!lstatSync(path.join(commonDir, 'refs', 'heads')).isDirectory()) return null;
    const found = new Map<string, string | null>();
    // First the loose ones: what is packed meanwhile is found there.
    for (const name of wanted) readLoose(commonDir, name, found);
    for (const [name, oid] of readPacked(commonDir))
      if (!found.has(name) && wanted.some((one) => name === one || name.startsWith(`${one}/`))) found.set(name, oid);
    return new Map([...found].flatMap(([name, oid]) => (oid === null ? [] : [[name, oid] as const])));
  } catch {
    return null;
  }
}

/**
 * What HEAD is, read as by {@link readRefFiles}: the full object id of a commit, or the name of a branch. Null where git is to be asked. `gitDir` is the git directory of the
 * work tree.
 */
export function readHeadFile(gitDir: string): { readonly oid: string } | { readonly branch: string } | null {
  try {
    const place = path.join(gitDir, 'HEAD');
    // Once it was a link.
    if (!lstatSync(place).isFile()) return null;
    const text = readFileSync(place, 'utf8').trimEnd();
    if (oidPattern.test(text) && !nobody.test(text)) return { oid: text };
    const [, branch] = /^ref: (refs\/heads\/[^\s]+)$/.exec(text) ?? [];
    return branch === undefined ? null : { branch };
  } catch {
    return null;
  }
}

/** Adds the loose ref of this name, or those of the folder; null for one that names no object. */
function readLoose(commonDir: string, name: string, found: Map<string, string | null>): void {
  const place = path.join(commonDir, name);
  let stats;
  try {
    stats = lstatSync(place);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  if (stats.isDirectory()) {
    for (const entry of readdirSync(place)) {
      // A lock is no ref, and nothing that begins with a full stop is.
      if (!entry.endsWith('.lock') && !entry.startsWith('.')) readLoose(commonDir, `${name}/${entry}`, found);
    }
    return;
  }
  if (!stats.isFile() || found.size >= mostLoose) throw new NotPlain();
  let text: string;
  try {
    text = readFileSync(place, 'utf8').trimEnd();
  } catch (error) {
    // It was deleted, or packed, this very moment.
    if (isMissing(error)) return;
    throw error;
  }
  // `origin/HEAD` says which of the other refs is the remote's own branch.
  if (text.startsWith('ref: refs/remotes/') && name.startsWith('refs/remotes/')) return;
  if (!oidPattern.test(text)) throw new NotPlain();
  found.set(name, nobody.test(text) ? null : text);
}

function* readPacked(commonDir: string): Generator<readonly [name: string, oid: string]> {
  const place = path.join(commonDir, 'packed-refs');
  let text: string;
  try {
    if (lstatSync(place).size > mostPackedBytes) throw new NotPlain();
    text = readFileSync(place, 'utf8');
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  for (const line of text.split('\n')) {
    // Comments, and what the tag above points at.
    if (line === '' || line.startsWith('#') || line.startsWith('^')) continue;
    const space = line.indexOf(' ');
    const oid = line.slice(0, space);
    if (!oidPattern.test(oid)) throw new NotPlain();
    if (!nobody.test(oid)) yield [line.slice(space + 1), oid];
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
