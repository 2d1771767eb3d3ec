import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './projectPaths.ts';

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(path.join(projectRoot, name), 'utf8'));
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** The name under which the command palette offers a command of ours, such as `AI Code Share: Open the panel`. */
export function paletteTitle(command: string): string {
  const commands: unknown = at(at(readJson('package.json'), 'contributes'), 'commands');
  const found: unknown = Array.isArray(commands)
    ? commands.find((entry: unknown) => at(entry, 'command') === command)
    : undefined;
  if (found === undefined) throw new Error(`package.json contributes no command ${command}`);
  const title = String(at(found, 'title'));
  const key = /^%(.*)%$/.exec(title)?.[1];
  return `${String(at(found, 'category'))}: ${key === undefined ? title : String(at(readJson('package.nls.json'), key))}`;
}
