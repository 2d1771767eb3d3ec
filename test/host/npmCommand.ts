import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { HumanError } from './humanError.ts';

function npmProgram(): string {
  const fromNpmItself = process.env['npm_execpath'];
  if (fromNpmItself?.endsWith('.js') === true) return fromNpmItself;
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const link = path.join(folder, 'npm');
    if (existsSync(link) && realpathSync(link).endsWith('npm-cli.js')) return realpathSync(link);
    const besideNode = path.join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js');
    if (existsSync(besideNode)) return besideNode;
  }
  throw new HumanError('npm was not found. Start this through npm (`npm start`, `npm test`) or put npm on the PATH.');
}

/** Settings of the npm that runs us which must not reach one that works in another folder. */
const ofThisRunOnly =
  /^npm_(package|lifecycle|command|execpath|node_execpath)|^npm_config_(local_prefix|user_agent|loglevel)$|^INIT_CWD$/i;
/^npm_(package|lifecycle|command|execpath|node_execpath)|^npm_config_(local_prefix|user_agent)$|^INIT_CWD$/i;

/**
 * How to call npm with the Node that runs this program. npm tells packages' install scripts which Node runs it, and code-server
 * refuses any but its own; `PATH` leads there too, for the npm calls inside those scripts.
 */
export function npmCommand(args: readonly string[]): {
  readonly executable: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
} {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofThisRunOnly.test(name)));
  env['PATH'] = [path.dirname(process.execPath), env['PATH'] ?? ''].join(path.delimiter);
  return { executable: process.execPath, args: [npmProgram(), ...args], env };
}
