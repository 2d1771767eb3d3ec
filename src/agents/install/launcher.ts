/** What the launcher is made of. All paths absolute. */
export interface LauncherParts {
  /** The program that runs scripts: a Node, or an editor that can act as one. */
  readonly runtime: string;
  /** Our command line. */
  readonly program: string;
  /** Where payloads wait while the runtime or the program is gone. */
  readonly rawFolder: string;
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * The POSIX `sh` script that agents call, `LAUNCHER AGENT` with the payload on standard input. Where our program is gone it keeps the payload as it is; it
 * always succeeds.
 */
export function launcherScript({ runtime, program, rawFolder }: LauncherParts): string {
  return `#!/bin/sh
# Written by AI Code Share. Called by coding agents; tells a local file which lines they wrote.
umask 077
runtime=${quoted(runtime)}
program=${quoted(program)}
folder=${quoted(rawFolder)}
case "$1" in *[!a-z-]* | '') exit 0 ;; esac
if [ -x "$runtime" ] && [ -f "$program" ]; then
  ELECTRON_RUN_AS_NODE=1 "$runtime" "$program" hook "$1" 2>/dev/null
  exit 0
fi
mkdir -p "$folder" && cat >"$folder/.$$" && mv "$folder/.$$" "$folder/$(date +%s)-$$.$1" 2>/dev/null
case "$1" in gemini | qwen | cline) printf '{}' ;; esac
exit 0
`;
}
