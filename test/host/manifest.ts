import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './projectPaths.ts';

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(path.join(projectRoot, name), 'utf8'));
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** A text of the manifest in English, such as its `displayName`, whether it stands there or in the file of translated texts. */
export function manifestText(key: string): string {
  return inEnglish(String(at(readJson('package.json'), key)));
}

function inEnglish(text: string): string {
  const key = /^%(.*)%$/.exec(text)?.[1];
  return key === undefined ? text : String(at(readJson('package.nls.json'), key));
}

/** The name under which the command palette offers a command of ours, such as `AI Code Share: Open the panel`. */
export function paletteTitle(command: string): string {
  const commands: unknown = at(at(readJson('package.json'), 'contributes'), 'commands');
  const found: unknown = Array.isArray(commands)
    ? commands.find((entry: unknown) => at(entry, 'command') === command)
    : undefined;
  if (found === undefined) throw new Error(`package.json contributes no command ${command}`);
  return `${String(at(found, 'category'))}: ${inEnglish(String(at(found, 'title')))}`;
}
