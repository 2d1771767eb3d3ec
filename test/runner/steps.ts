import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../host/projectPaths.ts';

/** One part of `npm test`. */
export interface Step {
  readonly name: string;
  /** What does it: an npm script, or Mocha over the files of a pattern that has no script of its own. */
  readonly by: { readonly script: string } | { readonly testFiles: string };
  /** Whether it runs Mocha tests and leaves results; else it is one check that holds or does not. */
  readonly hasTests: boolean;
  /** A step that has to be good before this one makes sense. */
  readonly needs?: string;
  /** Goes on while the next steps run: it takes long, uses one processor and nothing that they use. */
  readonly isBeside?: boolean;
}

/** All steps, in their order: what is quick and finds most comes first. */
export const steps: readonly Step[] = [
  { name: 'lint', by: { script: 'lint' }, hasTests: false, isBeside: true },
  { name: 'typecheck', by: { script: 'typecheck' }, hasTests: false },
  { name: 'unit', by: { script: 'test:unit' }, hasTests: true },
  { name: 'adapters', by: { script: 'test:adapters' }, hasTests: true },
  { name: 'integration', by: { script: 'test:integration' }, hasTests: true },
  { name: 'package', by: { script: 'package' }, hasTests: false },
  { name: 'vsix', by: { testFiles: 'test/package/**/*.test.ts' }, hasTests: true, needs: 'package' },
  { name: 'browser', by: { script: 'test:browser' }, hasTests: true, needs: 'package' },
];

/** The command line of an npm script, read from package.json so that `npm run test:unit` and `npm test` never differ. */
function commandOfScript(script: string): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));
  const scripts = typeof manifest === 'object' && manifest !== null && 'scripts' in manifest ? manifest.scripts : null;
  const command: unknown = typeof scripts === 'object' && scripts !== null ? Reflect.get(scripts, script) : undefined;
  if (typeof command === 'string') return command;
  throw new Error(`package.json has no script ${script}`);
}

/** What the shell is told for a step; Mocha gets the reporter that leaves results behind. */
export function commandOf(step: Step): string {
  const command = 'script' in step.by ? commandOfScript(step.by.script) : `mocha "${step.by.testFiles}"`;
  return command.startsWith('mocha ') ? `${command} --reporter test/runner/resultsReporter.ts` : command;
}
