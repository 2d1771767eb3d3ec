import { statusEnding } from '../payloadsAtWork.ts';
import { shellQuoted } from './installPlan.ts';

/** What the launcher is made of. All paths absolute. */
export interface LauncherParts {
  /** The program that runs scripts: a Node, or an editor that can act as one. */
  readonly runtime: string;
  /** Our command line; run with `hook AGENT` it has taken the payload exactly when it succeeds; with `kept` behind it, it may fail. */
  readonly program: string;
  /** Where payloads wait that our program could not take. */
  readonly rawFolder: string;
  /** The ids of the agents that want to read an empty JSON object. */
  readonly withReply: readonly string[];
  /** Lines of `sh` that let git say how the work tree is; see `startingScript`, which is the one that does. */
  readonly status: (conditions: { readonly isAsked: string; readonly isFree: string }) => string;
}

/** How payloads name the tools, or the events, that run commands: in quotes, and in no other case. What has such a word in it otherwise only has git started for nothing. */
export const commandWords: readonly string[] = [
  ...['Bash', 'bash', 'PowerShell', 'powershell', 'Execute', 'run_shell_command', 'run_commands', 'execute_command'],
  ...['run_in_terminal', 'beforeShellExecution', 'afterShellExecution', 'pre_run_command', 'post_run_command'],
];

/** With so many payloads waiting nobody will ever look at them, and no more are kept. */
const mostWaiting = 5_000;

/**
 * The POSIX `sh` script that agents call: `LAUNCHER AGENT [later]` with the payload on standard input. The payload is kept before anything else is tried,
 * and stays where our program is gone or fails. It always succeeds and never complains. The agent goes on while our program is still at work with `later`, and after
 * a look of git's that found no changed file, of which nothing else must be known now. Kept payloads are named `PID-NUMBER.AGENT`; one that is still being
 * written, or tried, begins with a dot.
 */
export function launcherScript({ runtime, program, rawFolder, withReply, status }: LauncherParts): string {
  const words = commandWords.map((word) => `-e '"${word}"'`).join(' ');
  return `#!/bin/sh
# Written by AI Code Share. Called by coding agents; tells a local file which lines they wrote.
exec 2>/dev/null
umask 077
runtime=${shellQuoted(runtime)}
program=${shellQuoted(program)}
folder=${shellQuoted(rawFolder)}
agent=$1
case "$agent" in *[!a-z-]* | '') exit 0 ;; esac
has_program() {
  [ -x "$runtime" ] && [ -f "$program" ]
}
run() {
  has_program && ELECTRON_RUN_AS_NODE=1 "$runtime" "$program" hook "$agent" "$@"
}
reply() {
  case "$agent" in ${withReply.join(' | ')}) printf '{}' ;; esac
  exit 0
}
[ -d "$folder" ] || mkdir -p "$folder"
number=0
set -C
until [ ! -e "$folder/$$-$number.$agent" ] && true >"$folder/.$$-$number.$agent"; do
  number=$((number + 1))
  # Nothing can be kept here.
  [ $number -lt 100 ] || { run && exit 0; reply; }
done
set +C
part="$folder/.$$-$number.$agent"
# Half a payload is none.
cat >"$part" || { rm -f "$part"; reply; }
take() {
  # Our program removes both files once it has taken what they tell.
  if run kept "$part" <"$part"; then return; fi
  rm -f "$output"
  set -- "$folder"/*
  if [ $# -lt ${mostWaiting} ]; then mv -f "$part" "$folder/$$-$number.$agent"; else rm -f "$part"; fi
}
is_command() {
  has_program && grep -qF ${words} "$part"
}
# Without a changed file nothing must be known now but that; unless the command may be about another work tree.
is_free() {
  ! tr '\\000' '\\n' <"$output" | grep -q '^[12u?] ' &&
    grep -qF -e "\\"$here\\"" -e "\\"$real\\"" "$part" && ! grep -q -e 'cd[^a-z]' -e pushd "$part"
}
output="$part${statusEnding}"
status() {
${status({ isAsked: 'is_command', isFree: 'is_free' })}
}
looking=
if [ "$2" != later ]; then
  # Git looks at the work tree while our program starts: with a command of the agent's both are needed.
  { status & looking=$!; } >"$output"
fi
(
  # With exec nothing holds on to the agent's pipes, for whose end it waits.
  exec </dev/null >/dev/null
  take
) &
if [ "$2" != later ]; then
  wait $looking || wait
fi
reply
`;
}

/** The variables of a process. */
type Environment = Readonly<Record<string, string | undefined>>;

/** What the launcher is made of on Windows, where what waits is kept beside it. */
export type WindowsLauncherParts = Omit<LauncherParts, 'rawFolder' | 'status'>;

/** Folders of the person's own, the deepest first. */
const ownFolders = ['LOCALAPPDATA', 'APPDATA', 'USERPROFILE'] as const;

/**
 * A path as a batch file has it. What lies below the person's own folders is named by their variables: `cmd` reads a batch file in the code page of the console,
 * in which a person's name may be something else.
 */
function inBatch(text: string, env: Environment): string {
  for (const name of ownFolders) {
    const folder = env[name] ?? '';
    const isBelow = folder !== '' && text.toLowerCase().startsWith(`${folder.toLowerCase()}\\`);
    if (isBelow) return `%${name}%${text.slice(folder.length).replaceAll('%', '%%')}`;
  }
  return text.replaceAll('%', '%%');
}

/** The path that {@link inBatch} wrote. */
function fromBatch(text: string, env: Environment): string {
  const named = /^%(\w+)%(?=\\)/.exec(text);
  const folder = named === null ? '' : (env[named[1] ?? ''] ?? '');
  return folder + (folder === '' ? text : text.slice(named?.[0].length)).replaceAll('%%', '%');
}

/**
 * The same for Windows, written after the documentation of `cmd` and never run there: what a program that fails midway has read is lost; where the program
 * is gone, PowerShell keeps the payload.
 */
export function windowsLauncherScript({ runtime, program, withReply }: WindowsLauncherParts, env: Environment): string {
  const keep = [
    '$d=$env:folder',
    '[void][IO.Directory]::CreateDirectory($d)',
    "$n=[guid]::NewGuid().ToString()+'.%~1'",
    "$f=[IO.File]::Create((Join-Path $d ('.'+$n)))",
    '[Console]::OpenStandardInput().CopyTo($f)',
    '$f.Close()',
    "[IO.File]::Move((Join-Path $d ('.'+$n)),(Join-Path $d $n))",
  ];
  const lines = [
    '@echo off',
    'rem Written by AI Code Share. Called by coding agents; tells a local file which lines they wrote.',
    'setlocal DisableDelayedExpansion',
    'set "ELECTRON_RUN_AS_NODE=1"',
    // Beside this script; through a variable, since its path may hold what PowerShell would read as its own.
    'set "folder=%~dp0raw"',
    `set "runtime=${inBatch(runtime, env)}"`,
    `set "program=${inBatch(program, env)}"`,
    'if not exist "%runtime%" goto keep',
    'if not exist "%program%" goto keep',
    '"%runtime%" "%program%" hook "%~1" 2>nul',
    'exit /b 0',
    ':keep',
    // Else PowerShell itself reads the first line of what is piped into it, which is the payload.
    `powershell -NoProfile -NonInteractive -InputFormat None -Command "${keep.join('; ')}" >nul 2>nul`,
    `for %%A in (${withReply.join(' ')}) do if "%~1"=="%%A" <nul set /p="{}"`,
    'exit /b 0',
    '',
  ];
  return lines.join('\r\n');
}

/** What a launcher's text says it runs; null for a text that is no launcher of ours. */
export function partsOfLauncher(text: string, env: Environment): Pick<LauncherParts, 'runtime' | 'program'> | null {
  const valueOf = (name: string): string | null => {
    const quoted = new RegExp(`^${name}='(.*)'$`, 'm').exec(text)?.[1];
    if (quoted !== undefined) return quoted.replaceAll(`'\\''`, "'");
    const inQuotes = new RegExp(`^set "${name}=(.*)"\\r?$`, 'm').exec(text)?.[1];
    return inQuotes === undefined ? null : fromBatch(inQuotes, env);
  };
  const [runtime, program] = [valueOf('runtime'), valueOf('program')];
  return runtime === null || program === null ? null : { runtime, program };
}
