import * as vscode from 'vscode';
import { firstChoice, type PanelChoice } from '../../core/protocol/panelModel.ts';
import { OpenPanel, type PanelServices } from './openPanel.ts';

/** View type of the panel, for VS Code. */
export const panelViewType = 'aiCodeShare.panel';

/** The panel as commands see it. */
export interface PanelFeature extends Pick<vscode.Disposable, 'dispose'> {
  /** Opens the panel or brings it to the front. */
  open(): void;
  /** Opens the panel and explains the share in it. */
  explain(): void;
  /** What the person chose to see; other views follow it. */
  readonly choice: PanelChoice;
  readonly onDidChoose: vscode.Event<PanelChoice>;
}

/** Starts the panel feature: at most one panel a window, which comes back after a reload. */
export function startPanel(services: PanelServices): PanelFeature {
  const chosen = new vscode.EventEmitter<PanelChoice>();
  let current: OpenPanel | null = null;
  let choice = firstChoice;
  const show = (panel: vscode.WebviewPanel): OpenPanel => {
    const opened = new OpenPanel(services, panel, choice, (next) => {
      choice = next;
      chosen.fire(next);
    });
    panel.onDidDispose(() => {
      opened.dispose();
      if (current === opened) current = null;
    });
    current = opened;
    return opened;
  };
  const open = (): OpenPanel => {
    if (current !== null) {
      current.reveal();
      return current;
    }
    return show(
      vscode.window.createWebviewPanel(panelViewType, 'AI Code Share', vscode.ViewColumn.Active, optionsFor(services)),
    );
  };
  const serializer = vscode.window.registerWebviewPanelSerializer(panelViewType, {
    deserializeWebviewPanel: (panel) => {
      panel.webview.options = optionsFor(services);
      show(panel);
      return Promise.resolve();
    },
  });
  return {
    open: () => void open(),
    explain: () => open().explain('command'),
    get choice() {
      return choice;
    },
    onDidChoose: chosen.event,
    dispose: () => {
      serializer.dispose();
      current?.close();
      chosen.dispose();
    },
  };
}

function optionsFor({ extensionUri }: PanelServices): vscode.WebviewOptions {
  const localResourceRoots = ['dist', 'media'].map((folder) => vscode.Uri.joinPath(extensionUri, folder));
  return { enableScripts: true, localResourceRoots };
}
