import * as vscode from 'vscode';
import { firstChoice, type PanelChoice } from '../../core/protocol/panelModel.ts';
import { type OpenPanel, type OpenPanelServices } from './openPanel.ts';
import { type PanelExplainer } from './panelExplanation.ts';

/** View type of the panel, for VS Code. */
export const panelViewType = 'aiCodeShare.panel';

/** What the panel needs from outside. */
export interface PanelServices extends Omit<OpenPanelServices, 'explainer'> {
  /** Called when a panel is opened for the first time. */
  readonly loadExplainer: () => Promise<PanelExplainer>;
}

/** The panel as commands see it. */
export interface PanelFeature extends Pick<vscode.Disposable, 'dispose'> {
  /** Opens the panel or brings it to the front. */
  open(): Promise<void>;
  /** Opens the panel and explains the share in it. */
  explain(): Promise<void>;
  /** What the person chose to see; other views follow it. */
  readonly choice: PanelChoice;
  readonly onDidChoose: vscode.Event<PanelChoice>;
}

/** Starts the panel feature: at most one panel a window, which comes back after a reload. What it is made of is loaded with the first one. */
export function startPanel(services: PanelServices): PanelFeature {
  const chosen = new vscode.EventEmitter<PanelChoice>();
  let parts: Promise<{ readonly newPanel: typeof OpenPanel; readonly explainer: PanelExplainer }> | null = null;
  let current: Promise<OpenPanel> | null = null;
  let isDisposed = false;
  let choice = firstChoice;
  const load = async (): Promise<Awaited<NonNullable<typeof parts>>> => {
    const [{ OpenPanel: newPanel }, explainer] = await Promise.all([
      import('./openPanel.ts'),
      services.loadExplainer(),
    ]);
    return { newPanel, explainer };
  };
  const show = async (panel: vscode.WebviewPanel): Promise<OpenPanel> => {
    let isClosed = false;
    let opened: OpenPanel | null = null;
    panel.onDidDispose(() => {
      isClosed = true;
      opened?.dispose();
      if (current === showing) current = null;
    });
    const fill = async (): Promise<OpenPanel> => {
      parts ??= load();
      const { newPanel, explainer } = await parts;
      opened = new newPanel({ ...services, explainer }, panel, choice, (next) => {
        choice = next;
        chosen.fire(next);
      });
      // Closed before it could be filled.
      if (isClosed) opened.dispose();
      else if (isDisposed) opened.close();
      return opened;
    };
    const showing = fill();
    current = showing;
    try {
      return await showing;
    } catch (error) {
      // An empty panel would stand there for good.
      parts = null;
      panel.dispose();
      throw error;
    }
  };
  const open = async (): Promise<OpenPanel> => {
    if (current !== null) {
      const opened = await current;
      opened.reveal();
      return opened;
    }
    return await show(
      vscode.window.createWebviewPanel(panelViewType, 'AI Code Share', vscode.ViewColumn.Active, optionsFor(services)),
    );
  };
  const serializer = vscode.window.registerWebviewPanelSerializer(panelViewType, {
    deserializeWebviewPanel: async (panel) => {
      panel.webview.options = optionsFor(services);
      await show(panel);
    },
  });
  return {
    open: async () => {
      await open();
    },
    explain: async () => (await open()).explain('command'),
    get choice() {
      return choice;
    },
    onDidChoose: chosen.event,
    dispose: () => {
      isDisposed = true;
      serializer.dispose();
      void current?.then(
        (opened) => opened.close(),
        () => undefined,
      );
      chosen.dispose();
    },
  };
}

function optionsFor({ extensionUri }: PanelServices): vscode.WebviewOptions {
  const localResourceRoots = ['dist', 'media'].map((folder) => vscode.Uri.joinPath(extensionUri, folder));
  return { enableScripts: true, localResourceRoots };
}
