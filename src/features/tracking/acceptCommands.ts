import * as vscode from 'vscode';
import { type AcceptHappening } from '../../core/classify/happening.ts';
import { type Clock } from '../../core/ports.ts';

/** The command of VS Code that accepts an inline suggestion: the whole of it, or its next word. */
export const acceptCommands = {
  whole: 'editor.action.inlineSuggest.commit',
  word: 'editor.action.inlineSuggest.acceptNextWord',
} as const;

/** Has VS Code accept an inline suggestion in the active editor, and tells when that begins and when it is over. */
export async function acceptSuggestion(
  how: keyof typeof acceptCommands,
  clock: Clock,
  tell: (happening: AcceptHappening) => void,
): Promise<void> {
  const document = vscode.window.activeTextEditor?.document.uri.toString();
  const tellOf = (isOver: boolean): void => {
    if (document !== undefined) tell({ what: 'accept', atMs: clock.nowMs(), document, isOver });
  };
  tellOf(false);
  try {
    await vscode.commands.executeCommand(acceptCommands[how]);
  } finally {
    tellOf(true);
  }
}
