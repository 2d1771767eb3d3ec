import { parseArgs } from 'node:util';
import { HumanError } from './humanError.ts';

/** How `npm start` is called; also what it prints for `--help`. */
export const startUsage = [
  'npm start -- [folder] [--vscode PATH] [--port N]',
  'npm start -- [folder] --check [--screenshot FILE.png]',
  '',
  '  folder        a folder or a .code-workspace file; default: where you stand',
  '  --vscode      a desktop VS Code to open it in, instead of the one on the PATH or the one in the browser',
  '  --port        port of the VS Code in the browser; default: 8137 if it is free',
  '  --check       headless: open the panel, print its figures, save a screenshot, exit (0: complete, 1: not)',
  '  --screenshot  where to save it; default: out/check.png in the project',
].join('\n');

/** What a call of `npm start` asks for; paths as they were typed. */
export interface StartArguments {
  readonly place: string;
  readonly vscode: string | null;
  readonly isCheck: boolean;
  readonly screenshot: string | null;
  /** 1 to 65535, or null for the usual one. */
  readonly port: number | null;
  readonly wantsHelp: boolean;
}

const usageError = (fault: string): HumanError => new HumanError(`${fault}\n\n${startUsage}`, 2);

function portOf(typed: string | undefined): number | null {
  if (typed === undefined) return null;
  const port = Number(typed);
  if (/^\d+$/.test(typed) && port >= 1 && port <= 65535) return port;
  throw usageError(`--port: "${typed}" is no port (1 to 65535).`);
}

/** Reads the command line of `npm start`; throws a {@link HumanError} that says what is wrong and how it is meant. */
export function parseStartArguments(args: readonly string[]): StartArguments {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        vscode: { type: 'string' },
        check: { type: 'boolean', default: false },
        screenshot: { type: 'string' },
        port: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    // Node adds a second sentence about positional arguments that helps nobody here.
    throw usageError((error instanceof Error ? error.message : String(error)).replace(/\. To specify .*/s, '.'));
  }
  const { values, positionals } = parsed;
  if (positionals.length > 1)
    throw usageError(`One folder at a time, not ${positionals.length}: ${positionals.join(', ')}`);
  if (values.check && values.vscode !== undefined) {
    throw usageError('--check drives the VS Code in the browser; it cannot be combined with --vscode.');
  }
  if (values.screenshot !== undefined && !values.check) throw usageError('--screenshot goes with --check.');
  return {
    place: positionals[0] ?? '.',
    vscode: values.vscode ?? null,
    isCheck: values.check,
    screenshot: values.screenshot ?? null,
    port: portOf(values.port),
    wantsHelp: values.help,
  };
}
