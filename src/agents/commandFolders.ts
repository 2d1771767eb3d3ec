import path from 'node:path';

/** A step into another folder at the start of a command or of a part of it. */
const step = /(?:^|&&|\|\||[;\n(])\s*(?:cd|pushd)\s+(?:--\s+)?("[^"\n]*"|'[^'\n]*'|[^\s;&|()<>]+)/g;

/** Words that only the shell can turn into a path. */
const needsShell = /[$`*?[{\\]/;

/** So many folders of one command are looked at: each costs the agent some of its time. */
const mostFolders = 3;

/**
 * The folders in which a shell command works, as far as its words say, without repetition: the one in which it starts, then those that it steps into. A step that only the shell
 * could follow is left out, with all after it. All paths absolute.
 */
export function commandFolders(command: string | null, cwd: string, homeFolder: string): readonly string[] {
  const folders = [cwd];
  let at = cwd;
  for (const [, word = ''] of (command ?? '').matchAll(step)) {
    const isQuoted = /^["']/.test(word);
    const named = isQuoted ? word.slice(1, -1) : word.replace(/^~(?=\/|$)/, () => homeFolder);
    if (named === '' || named === '-' || named.startsWith('~') || (!word.startsWith("'") && needsShell.test(named)))
      break;
    at = path.resolve(at, named);
    if (!folders.includes(at)) folders.push(at);
  }
  return folders.slice(0, mostFolders);
}
