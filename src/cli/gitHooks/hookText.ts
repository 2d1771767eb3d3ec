/** The hooks of git after which there may be new commits. */
export const gitHookNames = ['post-commit', 'post-merge', 'post-rewrite'] as const;

/** One of {@link gitHookNames}. */
export type GitHookName = (typeof gitHookNames)[number];

/** Ends the name under which a hook is kept that ours calls, because nothing can be put into it. */
export const keptSuffix = '.kept-by-ai-code-share';

const begin = '# >>> AI Code Share; taken out by: ai-code-share git-hooks uninstall';
const end = '# <<< AI Code Share';
const beginOfOwnFile = `${begin} (the whole file)`;

/** Shells that understand our lines. */
const ofShell = /^#!.*[/ ](?:sh|bash|dash|ash|zsh|ksh)(?:\s|$)/;

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Not waited for, and deaf: what git gives a hook to read is for the hook that was there before. */
function blockOf(name: GitHookName, script: string, first: string): string {
  return `${first}\n[ ! -x ${quoted(script)} ] || ${quoted(script)} ${name} </dev/null >/dev/null 2>&1 &\n${end}\n`;
}

/** Whether a hook has lines of ours. */
export function hasBlock(text: string): boolean {
  return text.includes(begin);
}

/** Whether all of a hook is ours. */
export function isOwnFile(text: string): boolean {
  return text.includes(`${beginOfOwnFile}\n`);
}

/** Whether lines of ours can be put into a hook: it is a script of a shell. */
export function takesBlock(text: string): boolean {
  return ofShell.test(text.split('\n', 1)[0] ?? '') && text.includes('\n');
}

/** A hook with our lines after its first one, where nothing that the hook does can keep them from being run. Once only. */
export function withBlock(text: string, name: GitHookName, script: string): string {
  const clean = withoutBlock(text);
  const at = clean.indexOf('\n') + 1;
  return clean.slice(0, at) + blockOf(name, script, begin) + clean.slice(at);
}

/** A hook without our lines. Law: `withoutBlock(withBlock(text, …)) === text` for a text without them. */
export function withoutBlock(text: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(`${end}\n`, from);
  return from < 0 || to < 0 ? text : text.slice(0, from) + text.slice(to + end.length + 1);
}

/** A hook of our own; `calls` is the name of a hook beside it that it hands over to, if any. */
export function ownFile(name: GitHookName, script: string, calls: string | null): string {
  const call = calls === null ? '' : `exec "\${0%/*}/${calls}" "$@"\n`;
  return `#!/bin/sh\n${blockOf(name, script, beginOfOwnFile)}${call}`;
}

/** What the script that the hooks call is made of. All paths absolute. */
export interface SyncScriptParts {
  /** The program that runs scripts: a Node, or an editor that can act as one. */
  readonly runtime: string;
  /** Our command line. */
  readonly program: string;
}

/** The POSIX `sh` script that the hooks start, with the hook's name. In the middle of a rebase it waits for the end, which `post-rewrite` tells. */
export function syncScript({ runtime, program }: SyncScriptParts): string {
  return `#!/bin/sh
# Written by AI Code Share. Called by hooks of this repository; gives new commits their authorship logs.
runtime=${quoted(runtime)}
program=${quoted(program)}
[ "$1" = post-rewrite ] || [ ! -d "\${GIT_DIR:-.git}/rebase-merge" ] || exit 0
[ -x "$runtime" ] && [ -f "$program" ] || exit 0
ELECTRON_RUN_AS_NODE=1 exec "$runtime" "$program" sync --in-background
`;
}
