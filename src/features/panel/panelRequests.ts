import * as vscode from 'vscode';
import { fetchNotesCommand, type PanelMethod, type PanelRequests } from '../../core/protocol/messages.ts';
import { type WriteOutcome, type WriteTarget } from '../../platform/settings/writeForFolders.ts';
import { whatBecameOfTheDate } from './setNoAiBefore.ts';

/** What the page can ask for that is about the editor, not about the page. */
export interface EditorServices {
  readonly absolutePathOf: (reportPath: string) => string | null;
  readonly setNoAiBefore: (date: string, target: WriteTarget) => Promise<WriteOutcome>;
  /** Without it the page does not offer to set up agents. */
  readonly setUpAgents?: () => PromiseLike<void>;
}

/** A failure that the page shows as it is. `offers` names what the person can do instead. */
export class PanelError extends Error {
  override readonly name = 'PanelError';
  readonly offers: 'userSettings' | null;

  constructor(sentence: string, offers: 'userSettings' | null = null) {
    super(sentence);
    this.offers = offers;
  }
}

/**
 * Methods that are about the editor, each with what it does: gives a sentence for the person about what they cannot see, or null; throws a
 * {@link PanelError} for what they should know.
 */
export function editorRequests(services: EditorServices): {
  readonly [Method in EditorMethod]: (params: PanelRequests[Method]) => Promise<string | null>;
} {
  const run = async (command: string, ...args: readonly unknown[]): Promise<null> => {
    await vscode.commands.executeCommand(command, ...args);
    return null;
  };
  return {
    openFile: async ({ path }) => await openFile(services, path),
    setNoAiBefore: async ({ date, target }) => {
      const outcome = await services.setNoAiBefore(date, target);
      const sentence = whatBecameOfTheDate(outcome, target);
      if (outcome.kind === 'written') return sentence;
      throw new PanelError(sentence, outcome.kind === 'refused' && target === 'workspace' ? 'userSettings' : null);
    },
    setUpAgents: async () => {
      if (services.setUpAgents === undefined)
        throw new PanelError(vscode.l10n.t('Agents cannot be set up in this version.'));
      await services.setUpAgents();
      return null;
    },
    openExplainSettings: async () => await run('workbench.action.openSettings', 'aiCodeShare.explain'),
    openNotesSettings: async () => await run('workbench.action.openSettings', 'aiCodeShare.notes'),
    copyFetchNotes: async () => {
      await vscode.env.clipboard.writeText(fetchNotesCommand);
      return vscode.l10n.t('Copied. Run it in a terminal in the repository; the share follows.');
    },
    openFolder: async () => await run('workbench.action.files.openFolder'),
    manageTrust: async () => await run('workbench.trust.manage'),
  };
}

/** See {@link editorRequests}. */
export type EditorMethod = Extract<
  PanelMethod,
  | 'openFile'
  | 'setNoAiBefore'
  | 'setUpAgents'
  | 'openExplainSettings'
  | 'openNotesSettings'
  | 'copyFetchNotes'
  | 'openFolder'
  | 'manageTrust'
>;

async function openFile({ absolutePathOf }: EditorServices, reportPath: string): Promise<null> {
  const absolutePath = absolutePathOf(reportPath);
  if (absolutePath === null) throw new PanelError(vscode.l10n.t('{0} is not in this workspace any more.', reportPath));
  try {
    await vscode.window.showTextDocument(vscode.Uri.file(absolutePath), { viewColumn: vscode.ViewColumn.Active });
    return null;
  } catch {
    throw new PanelError(vscode.l10n.t('{0} cannot be opened.', reportPath));
  }
}
