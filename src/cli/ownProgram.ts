import { fileURLToPath } from 'node:url';

/** Absolute path of the running command line: the bundled file or, from a checkout, its source. */
export function ownProgram(): string {
  const isSource = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(isSource ? './main.ts' : import.meta.url, import.meta.url));
}
