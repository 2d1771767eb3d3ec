import { type BrowserContext, type Frame, type Locator, type Page } from 'playwright-core';
import { writeClipboard } from './clipboard.ts';
import { pick } from './palette.ts';
import { type Place } from './place.ts';
import { type Server } from './server.ts';

/** A colour theme of each kind that VS Code has. */
export type ThemeKind = 'dark' | 'light' | 'highContrastDark' | 'highContrastLight';

/** A message that VS Code pushes at the person. */
export interface Toast {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
}

const extensionId = 'ai-code-share.ai-code-share';
const startupPatienceMs = 60_000;
const foldersPatienceMs = 15_000;
const openingPatienceMs = 10_000;

const themes: Readonly<Record<ThemeKind, { readonly label: string; readonly cssClass: string }>> = {
  dark: { label: 'Dark Modern', cssClass: 'vs-dark' },
  light: { label: 'Light Modern', cssClass: 'vs' },
  highContrastDark: { label: 'Dark High Contrast', cssClass: 'hc-black' },
  highContrastLight: { label: 'Light High Contrast', cssClass: 'hc-light' },
};

/** The address that opens a place in code-server. */
export function addressOf(origin: string, place: Place): string {
  if ('empty' in place) return `${origin}/?ew=true`;
  const [key, file] = 'folder' in place ? ['folder', place.folder] : ['workspace', place.workspaceFile];
  return `${origin}/?${key}=${encodeURIComponent(file)}`;
}

/** A VS Code window in a real browser, moved by the keys and clicks that a person would use. */
export class Workbench {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Opens a window and waits until it can be used; extensions may still be starting. */
  static async open(context: BrowserContext, server: Server, place: Place): Promise<Workbench> {
    const workbench = new Workbench(await context.newPage());
    await workbench.page.goto(addressOf(server.origin, place));
    await workbench.#usable();
    if ('workspaceFile' in place) await workbench.#untilFoldersAreThere();
    return workbench;
  }

  /**
   * VS Code in a browser now and then opens a window before it has read the workspace file, and then stays at "No Folder Opened"
   * (about one window in five on a loaded machine); a person would reload it.
   */
  async #untilFoldersAreThere(): Promise<void> {
    for (let triesLeft = 5; triesLeft > 0; triesLeft--) {
      const row = this.page.locator('.explorer-folders-view .monaco-list-row').first();
      const isThere = await row.waitFor({ timeout: foldersPatienceMs }).then(
        () => true,
        () => false,
      );
      if (isThere) return;
      await this.reload();
    }
    throw new Error('VS Code did not open the folders of the workspace file.');
  }

  async #usable(): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor({ timeout: startupPatienceMs });
    await this.page.locator('.statusbar-item').first().waitFor({ timeout: startupPatienceMs });
  }

  /** "Developer: Reload Window". */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.#usable();
  }

  /** Runs a command by the name that the palette shows, such as `AI Code Share: Open the panel`. */
  async runCommand(title: string): Promise<void> {
    await pick(this.page, () => this.page.keyboard.press('F1'), `>${title}`, title);
  }

  /** Opens a file by its path relative to the folder; the cursor is in it, at its start if it was not open before. */
  async openFile(relativePath: string): Promise<void> {
    const name = relativePath.split('/').at(-1) ?? relativePath;
    const tab = this.page.locator(`.tab.active[data-resource-name=${JSON.stringify(name)}]`);
    for (let triesLeft = 2; ; triesLeft--) {
      await pick(this.page, () => this.page.keyboard.press('Control+p'), relativePath, name);
      try {
        await tab.waitFor({ timeout: openingPatienceMs });
        break;
      } catch (error) {
        // The list of a window that was in the background may take the click and open nothing.
        if (triesLeft === 0) throw error;
      }
    }
    await this.focusEditor();
  }

  /** Puts the keyboard into the active editor, without moving its cursor. */
  async focusEditor(): Promise<void> {
    await this.page.keyboard.press('Control+1');
    await this.page.locator('.editor-group-container.active .monaco-editor.focused').first().waitFor();
  }

  /** Types as fast hands do; every character is a key press. */
  async type(text: string, delayMs = 15): Promise<void> {
    await this.page.keyboard.type(text, { delay: delayMs });
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Puts text onto the clipboard as another program would, and pastes it. */
  async paste(text: string): Promise<void> {
    await writeClipboard(this.page, text);
    await this.press('Control+v');
  }

  /** Saves the active editor and waits until nothing in it is unsaved. */
  async save(): Promise<void> {
    await this.press('Control+s');
    await this.page.locator('.tab.active:not(.dirty)').first().waitFor();
  }

  /**
   * Waits for the ghost text of an inline suggestion behind what was just `typed` in the active editor. VS Code asks for one at the last key press alone:
   * where the extension that offers it starts later than that, a person types the last letter again, and so does this.
   */
  async untilSuggested(typed: string): Promise<void> {
    const ghostText = this.page.locator('.monaco-editor .ghost-text-decoration, .monaco-editor .ghost-text').first();
    for (let triesLeft = 3; ; triesLeft--) {
      try {
        await ghostText.waitFor({ timeout: openingPatienceMs });
        return;
      } catch (error) {
        if (triesLeft === 0) throw error;
        // A list of IntelliSense that is open keeps ghost text away.
        await this.press('Escape', 'Backspace');
        await this.type(typed.slice(-1));
      }
    }
  }

  /** What the extension says in the status bar. */
  statusBarItem(): Locator {
    return this.page.locator(`.statusbar-item[id^="${extensionId}"]`).first();
  }

  /** Opens the panel by its command, or reveals it. */
  async openPanel(title: string): Promise<Frame> {
    await this.runCommand(title);
    return await this.panelFrame();
  }

  /** The document inside the extension's webview. */
  async panelFrame(withinMs = 30_000): Promise<Frame> {
    const deadlineMs = performance.now() + withinMs;
    while (performance.now() < deadlineMs) {
      const frame = this.page
        .frames()
        .find((candidate) => candidate.parentFrame()?.url().includes(`extensionId=${extensionId}`) === true);
      if (frame !== undefined && (await frame.locator('body > :not(script)').count()) > 0) return frame;
      await this.page.waitForTimeout(50);
    }
    throw new Error('The panel did not appear.');
  }

  /** The report that the panel shows, once it is complete: JSON as `report --json` prints it. */
  async panelReport(withinMs = 60_000): Promise<unknown> {
    const frame = await this.panelFrame();
    const body = frame.locator('body[data-progress="done"]');
    await body.waitFor({ state: 'attached', timeout: withinMs });
    const json = await body.getAttribute('data-report');
    if (json === null) throw new Error('The panel is complete but has no data-report.');
    return JSON.parse(json);
  }

  /** What the complete panel knows of each folder of the window: JSON as its status has it. */
  async panelRoots(): Promise<unknown> {
    const frame = await this.panelFrame();
    return JSON.parse((await frame.locator('body[data-progress="done"]').getAttribute('data-roots')) ?? '[]');
  }

  /** The toasts on screen now. */
  async toasts(): Promise<readonly Toast[]> {
    const items = await this.page.locator('.notification-toast .notification-list-item').all();
    return await Promise.all(
      items.map(async (item) => {
        const has = async (icon: string): Promise<boolean> => (await item.locator(icon).count()) > 0;
        const severity = (await has('.codicon-error')) ? 'error' : (await has('.codicon-warning')) ? 'warning' : 'info';
        return { severity, text: await item.locator('.notification-list-item-message').innerText() };
      }),
    );
  }

  /** Chooses a colour theme through the theme picker and waits until the window wears it. */
  async setTheme(kind: ThemeKind): Promise<void> {
    const { label, cssClass } = themes[kind];
    await pick(this.page, () => this.runCommand('Preferences: Color Theme'), label, label);
    await this.page.locator(`.monaco-workbench.${cssClass}`).waitFor();
  }

  /** Saves what the window shows as a PNG. */
  async screenshot(file: string): Promise<void> {
    await this.page.screenshot({ path: file });
  }
}
