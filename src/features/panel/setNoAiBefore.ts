import * as vscode from 'vscode';
import { type WriteOutcome, type WriteTarget, type WrittenTo } from '../../platform/settings/writeForFolders.ts';

/** Settings that the editor refuses to write say so at length; the first sentence names the reason. */
const mostOfAReason = 200;

/** What became of the "no AI before" date, in a sentence for a person: where it was written, or why it is not in force. */
export function whatBecameOfTheDate(outcome: WriteOutcome, target: WriteTarget): string {
  switch (outcome.kind) {
    case 'written':
      return vscode.l10n.t('Written into {0}.', outcome.to.map(placeText).join(', '));
    case 'hidden':
      return vscode.l10n.t(
        'The date is written into {0}, but has no effect in {1}: the settings there have a date of their own, which wins over it.',
        target === 'user' ? vscode.l10n.t('your user settings') : vscode.l10n.t('the settings of this workspace'),
        outcome.folders.join(', '),
      );
    case 'refused':
      if (target === 'user')
        return vscode.l10n.t('Your user settings could not be written: {0}', firstLine(outcome.message));
      return outcome.why === 'readOnly'
        ? vscode.l10n.t('The date is not set: the settings of this workspace cannot be written, it is read-only.')
        : vscode.l10n.t(
            'The date is not set: the settings of this workspace could not be written. {0}',
            firstLine(outcome.message),
          );
  }
}

function placeText(to: WrittenTo): string {
  switch (to.place) {
    case 'user':
      return vscode.l10n.t('your user settings, for every folder');
    case 'workspaceFile':
      return vscode.l10n.t('the workspace file');
    case 'folders':
      return vscode.l10n.t('.vscode/settings.json of {0}', to.folders.join(', '));
  }
}

function firstLine(message: string): string {
  const [line = ''] = message.split('\n');
  return line.length > mostOfAReason ? `${line.slice(0, mostOfAReason)}…` : line;
}
