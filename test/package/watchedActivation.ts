import childProcess from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';

// Activates an extension in a Node that writes down what of the system is used until `activate` returns, and prints that as JSON.
const [file = ''] = process.argv.slice(2);
const used: string[] = [];

/** Writes down every call of a module's functions. */
function watch(what: string, module: object): void {
  for (const name of Object.keys(module)) {
    const original: unknown = Reflect.get(module, name);
    if (typeof original !== 'function' || /^[A-Z]/.test(name)) continue;
    Reflect.set(module, name, (...args: readonly unknown[]): unknown => {
      used.push(`${what}.${name} ${String(args[0])}`);
      const result: unknown = Reflect.apply(original, module, args);
      return result;
    });
  }
}

const { activate } = createRequire(file)(file) as { readonly activate: (context: object) => object };
watch('child_process', childProcess);
watch('fs', fs);
watch('fs.promises', fs.promises);
const subscriptions: unknown[] = [];
const api = activate({ subscriptions, extensionMode: 1, globalStorageUri: { fsPath: '/' }, secrets: {} });
const seen = { used: [...used], offers: Object.keys(api), subscriptions: subscriptions.length };
process.stdout.write(JSON.stringify(seen), () => process.exit(0));
