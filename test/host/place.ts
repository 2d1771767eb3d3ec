import { statSync } from 'node:fs';
import { HumanError } from './humanError.ts';

/** What a window shows: a folder, several folders by a `.code-workspace` file, or nothing. Paths are absolute. */
export type Place = { readonly folder: string } | { readonly workspaceFile: string } | { readonly empty: true };

/** The place that a path names; throws a {@link HumanError} (exit code 2) if there is nothing that can be opened. */
export function placeAt(absolutePath: string): Place {
  const found = statSync(absolutePath, { throwIfNoEntry: false });
  if (found === undefined) throw new HumanError(`There is no folder ${absolutePath}.`, 2);
  if (found.isDirectory()) return { folder: absolutePath };
  if (absolutePath.endsWith('.code-workspace')) return { workspaceFile: absolutePath };
  throw new HumanError(`${absolutePath} is a file; give a folder or a .code-workspace file.`, 2);
}
