import { readdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { HumanError } from '../host/humanError.ts';

/** All test files below a folder, relative to it with `/`, sorted. */
export function testFilesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => file.split(path.sep).join('/'))
    .sort();
}

/**
 * Bundles every test file below `suiteFolder` into one CommonJS file that exports `run()`, which is what an extension host can load.
 * A folder without tests is a {@link HumanError}: a suite that runs nothing would always pass.
 */
export async function bundleSuite(suiteFolder: string, outputFile: string): Promise<void> {
  const files = testFilesIn(suiteFolder);
  if (files.length === 0) throw new HumanError(`There is no *.test.ts below ${suiteFolder}.`);
  const entries = files.map((file) => {
    const [name, specifier] = [JSON.stringify(file), JSON.stringify(path.join(suiteFolder, file))];
    return `{ name: ${name}, load: () => import(${specifier}) }`;
  });
  const suiteRun = JSON.stringify(path.join(import.meta.dirname, 'suiteRun.ts'));
  await build({
    stdin: {
      contents: `import { runSuite } from ${suiteRun};\nexport const run = () => runSuite([${entries.join(', ')}]);\n`,
      resolveDir: suiteFolder,
      loader: 'ts',
    },
    outfile: outputFile,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}
