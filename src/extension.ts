import { type ExtensionContext, ExtensionMode } from 'vscode';
import { type HappeningListener } from './core/classify/happening.ts';
import { type ExtensionApi } from './features/api/extensionApi.ts';
import { commandIds } from './features/commands/commandIds.ts';
import { registerCommands } from './features/commands/registerCommands.ts';
import { type Product } from './product.ts';

let product: Promise<Product> | null = null;

/** The product is loaded when the editor has nothing else to do at once: its code alone takes longer to read than all of activation. */
async function loadProduct(context: ExtensionContext): Promise<Product> {
  await new Promise((resolve) => setImmediate(resolve));
  const { startProduct } = await import('./product.ts');
  return startProduct(context);
}

function recordLater(loading: Promise<Product>): NonNullable<ExtensionApi['record']> {
  return (listener: HappeningListener) => {
    const recording = loading.then(({ api }) => api.record?.(listener));
    return () => void recording.then((stop) => stop?.());
  };
}

/** Registers what VS Code may ask for at once. Starts no process and reads no file; the product follows in a file of its own. */
export function activate(context: ExtensionContext): ExtensionApi {
  // What goes wrong here is told by VS Code, with the stack; a command that waits for it shows it, too.
  const loading = loadProduct(context);
  product = loading;
  context.subscriptions.push(registerCommands(Object.values(commandIds), async (id) => (await loading).commands[id]()));
  return {
    getShare: async (query) => await (await loading).api.getShare(query),
    getLines: async (uri) => await (await loading).api.getLines(uri),
    getRuns: async (uri) => await (await loading).api.getRuns(uri),
    whenIdle: async () => await (await loading).api.whenIdle(),
    record: context.extensionMode === ExtensionMode.Production ? null : recordLater(loading),
  };
}

/** Writes everything that was seen, then ends. */
export async function deactivate(): Promise<void> {
  const ending = product;
  product = null;
  (await ending)?.dispose();
}
