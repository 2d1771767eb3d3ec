import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the running command line: the bundled file or, from a checkout, its source. */
export function ownProgram(): string {
  const isSource = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(isSource ? './main.ts' : import.meta.url, import.meta.url));
}

/** The version of the package that the running command line is of; empty where its manifest is gone. */
export function ownVersion(): string {
  const own = ownProgram();
  const manifest = path.resolve(path.dirname(own), own.endsWith('.ts') ? '../../package.json' : '../package.json');
  try {
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version?: unknown };
    return typeof version === 'string' ? version : '';
  } catch {
    return '';
  }
}

/** Absolute path of the program that agents start as `hook AGENT`: the small one beside the command line, where it was built. */
export function hookProgram(): string {
  const small = path.join(path.dirname(ownProgram()), 'hook.cjs');
  return existsSync(small) ? small : ownProgram();
}

/** Absolute path of what runs on a thread that blames: beside the command line where it was built. */
export function blameThreadProgram(): string {
  const own = ownProgram();
  return path.resolve(path.dirname(own), own.endsWith('.ts') ? '../features/share/blameThread.ts' : 'blameThread.cjs');
}
