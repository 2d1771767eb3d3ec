import { type CancelSignal } from '../../../src/core/ports.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { type Terminal } from '../../../src/cli/terminal.ts';

/** What came of a command. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a command runs, and its whole environment. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

function replaceEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (env[name] === undefined) Reflect.deleteProperty(process.env, name);
  for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value;
}

/** A terminal that shows nothing. */
export const quietTerminal: Terminal = {
  columns: null,
  write: () => undefined,
  style: (_, text) => text,
  showProgress: () => undefined,
  clearProgress: () => undefined,
  note: () => undefined,
};

/** Does something in this process as if it had been started elsewhere; one at a time. */
export async function within<T>({ cwd, env }: Surroundings, work: () => Promise<T>): Promise<T> {
  const [homeFolder, ownEnvironment] = [process.cwd(), { ...process.env }];
  process.chdir(cwd);
  replaceEnvironment(env);
  try {
    return await work();
  } finally {
    replaceEnvironment(ownEnvironment);
    process.chdir(homeFolder);
  }
}

/**
 * Runs the command line in this process, without the half second that the start of another one takes: all but what `main.ts` does around it, which
 * tests that start a process look at.
 */
export async function runCommandLine(
  args: readonly string[],
  surroundings: Surroundings,
  signal: CancelSignal = new AbortController().signal,
): Promise<Outcome> {
  let [stdout, stderr] = ['', ''];
  const terminal: Terminal = {
    ...quietTerminal,
    write: (text) => void (stdout += text),
    note: (sentence) => void (stderr += `Note: ${sentence}\n`),
  };
  const complain = (line: string): void => void (stderr += `${line}\n`);
  const status = await within(surroundings, () => runProgram(args, terminal, complain, signal));
  return { status, stdout, stderr };
}
