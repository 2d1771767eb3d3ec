import { type WantedHook } from './hookSettings.ts';

/** Where an agent's hooks are written: for all that a person does, or for one project. */
export type HookScope = 'user' | 'project';

/** What we write for one agent. */
export interface HookPlan {
  readonly agent: string;
  /** The settings file, relative to the home folder (`user`) or to the root of the work tree (`project`). */
  readonly file: Readonly<Record<HookScope, string>>;
  /** What a file that is not there yet begins with. */
  readonly emptyFile: string;
  readonly wanted: (launcher: string) => readonly WantedHook[];
  /** What the person still has to do, or to know. */
  readonly note: string | null;
}

const quoted = (launcher: string): string => `'${launcher.replaceAll("'", `'\\''`)}'`;

/** Entries in the form that Claude Code began: a matcher of tools, and commands. */
function matched(events: Readonly<Record<string, string | null>>, command: string): readonly WantedHook[] {
  return Object.entries(events).map(([event, matcher]) => ({
    event,
    entry: { ...(matcher === null ? {} : { matcher }), hooks: [{ type: 'command', command }] },
  }));
}

/** The agents that we can set up, and how. The command's text is the same for every version of ours, since agents ask again for trust when it changes. */
export const hookPlans: readonly HookPlan[] = [
  {
    agent: 'claude',
    file: { user: '.claude/settings.json', project: '.claude/settings.local.json' },
    emptyFile: '{}\n',
    wanted: (launcher) =>
      matched(
        {
          SessionStart: null,
          PreToolUse: 'Bash',
          PostToolUse: 'Edit|MultiEdit|Write|NotebookEdit|Bash',
          PostToolUseFailure: 'Bash',
        },
        `${quoted(launcher)} claude`,
      ),
    note: 'The model of an edit is read from the end of the session’s own transcript; nothing else of it is kept.',
  },
  {
    agent: 'codex',
    file: { user: '.codex/hooks.json', project: '.codex/hooks.json' },
    emptyFile: '{}\n',
    wanted: (launcher) =>
      matched({ PreToolUse: 'apply_patch|Bash', PostToolUse: 'apply_patch|Bash' }, `${quoted(launcher)} codex`),
    note: 'Codex runs new hooks only after you have looked at them: type /hooks in Codex and trust these.',
  },
  {
    agent: 'gemini',
    file: { user: '.gemini/settings.json', project: '.gemini/settings.json' },
    emptyFile: '{}\n',
    wanted: (launcher) =>
      matched(
        { BeforeTool: 'run_shell_command', AfterTool: 'replace|write_file|run_shell_command' },
        `${quoted(launcher)} gemini`,
      ),
    note: 'The model of an edit is read from the end of the session’s own transcript; nothing else of it is kept.',
  },
  {
    agent: 'copilot',
    file: { user: '.copilot/hooks/ai-code-share.json', project: '.github/hooks/ai-code-share.json' },
    emptyFile: '{\n  "version": 1\n}\n',
    wanted: (launcher) =>
      ['preToolUse', 'postToolUse', 'postToolUseFailure'].map((event) => ({
        event,
        entry: { type: 'command', bash: `${quoted(launcher)} copilot`, timeoutSec: 10 },
      })),
    note: 'Hooks of a project run only where Copilot was told to trust the folder. The model of an edit is read from the session’s own events file.',
  },
];
