import * as vscode from 'vscode';
import { type CommandId } from './commandIds.ts';

/** Registers these commands; `run` does what one of them is for, and may take its time. */
export function registerCommands(
  ids: readonly CommandId[],
  run: (id: CommandId) => Promise<unknown>,
): vscode.Disposable {
  return vscode.Disposable.from(...ids.map((id) => vscode.commands.registerCommand(id, () => run(id))));
}
