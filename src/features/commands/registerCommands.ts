import * as vscode from 'vscode';
import { type CommandId } from './commandIds.ts';

/** Registers every command of the table; a command without an action does not compile. */
export function registerCommands(actions: Readonly<Record<CommandId, () => unknown>>): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(actions).map(([id, action]) => vscode.commands.registerCommand(id, action)),
  );
}
