import { type WantedHook } from './hookSettings.ts';

/** Where an agent's hooks are written: for all that a person does, or for one project. */
export type HookScope = 'user' | 'project';

/** A folder of an agent's own in the person's home. */
export interface AgentFolder {
  /** The variable by which a person puts it elsewhere; null where the agent knows none. */
  readonly variable: string | null;
  /** Where it is otherwise, relative to the home folder. */
  readonly homePath: string;
  /** Below the one or the other; empty where the variable names the agent's own folder. */
  readonly below: string;
}

/**
 * When a payload must be looked at: `now`, because what is on disk at this moment belongs to it; or `later`, because the payload says it all, so that the
 * agent need not wait for a program to start.
 */
export type HookTiming = 'now' | 'later';

/** Our command as one agent wants it. The text stays the same from version to version: agents ask again for trust when it changes. */
export interface HookCommand {
  /** For the shell that the agent starts on this system. */
  readonly text: (timing: HookTiming) => string;
  /** Whether this is Windows, where some agents read a key of their own. */
  readonly isWindows: boolean;
  /** For PowerShell. */
  readonly powershell: string;
  /** The path of our launcher as a JavaScript expression, for agents that run plugins. */
  readonly launcherExpression: string;
}

/** Where something is written: in the agent's own folder, and below the root of a work tree. */
type ByScope<T> = Readonly<Record<HookScope, T>>;

/** Hooks in the lists of a JSON file that may be the person's own. */
export interface SettingsPlan {
  readonly kind: 'settings';
  /** Relative to the agent's folder (`user`) or to the root of the work tree (`project`). */
  readonly file: ByScope<string>;
  /** What a file that is not there yet begins with. */
  readonly emptyFile: string;
  readonly hooks: (command: HookCommand) => readonly WantedHook[];
  /** A file beside it for which the agent leaves this one unread; null where there is none. */
  readonly shadowedBy: string | null;
  /** Whether the project's file is one that people commit. */
  readonly isShared: boolean;
}

/** Whole files of ours, each with our name or our mark in it. */
export interface FilesPlan {
  readonly kind: 'files';
  readonly files: ByScope<readonly string[]>;
  readonly isExecutable: boolean;
  /** Whether the agent calls them on Windows, too. */
  readonly runsOnWindows: boolean;
  readonly text: (command: HookCommand) => string;
}

/** Nothing that we could write: `how` says what a person can do. */
export interface ByHandPlan {
  readonly kind: 'byHand';
  readonly how: string;
}

/** What we write for an agent, and what the person then has to do or to know. */
export type InstallPlan = (SettingsPlan | FilesPlan | ByHandPlan) & { readonly note: string | null };

/** The mark in every file that is ours alone; a file without it is never written over. */
export const ownFileMark = 'Written by AI Code Share';

/** Entries in the form that Claude Code began: a matcher of tools, and commands. */
export function matchedHook(
  event: string,
  matcher: string | null,
  command: HookCommand,
  timing: HookTiming = 'now',
): WantedHook {
  const hook = { type: 'command', command: command.text(timing) };
  return { event, entry: { ...(matcher === null ? {} : { matcher }), hooks: [hook] } };
}

/** A text in single quotes, for a POSIX shell. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
