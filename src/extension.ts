import type * as vscode from 'vscode';
import { type ExtensionApi } from './features/api/extensionApi.ts';
import { commandIds } from './features/commands/commandIds.ts';
import { registerCommands } from './features/commands/registerCommands.ts';
import { type Product } from './product.ts';

let product: Promise<Product> | null = null;

/** The product is loaded when the editor has nothing else to do at once: its code alone takes longer to read than all of activation. */
async function loadProduct(context: vscode.ExtensionContext): Promise<Product> {
  await new Promise((resolve) => setImmediate(resolve));
  const { startProduct } = await import('./product.ts');
  return startProduct(context);
}

/** Registers what VS Code may ask for at once. Starts no process and reads no file; the product follows in a file of its own. */
export function activate(context: vscode.ExtensionContext): ExtensionApi {
  // What goes wrong here is told by VS Code, with the stack; a command that waits for it shows it, too.
  const loading = loadProduct(context);
  product = loading;
  context.subscriptions.push(registerCommands(Object.values(commandIds), async (id) => (await loading).commands[id]()));
  return {
    getShare: async (query) => await (await loading).api.getShare(query),
    getLines: async (uri) => await (await loading).api.getLines(uri),
    whenIdle: async () => await (await loading).api.whenIdle(),
  };
}

/** Writes everything that was seen, then ends. */
export async function deactivate(): Promise<void> {
  const ending = product;
  product = null;
  (await ending)?.dispose();
}
