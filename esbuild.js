import { build, context } from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/**
 * Files of their own, loaded at first use: the model client pulls in a large SDK that most windows never use, and the product need not be
 * read before the editor is there; new commits, the inbox of agents, a workspace file, revisions, notebooks and patterns of files are looked at after that, if there are any; agents are seldom set up, the panel is not open in every window.
 * @type {import('esbuild').Plugin}
 */
const lazyFiles = {
  name: 'lazy-files',
  setup(b) {
    b.onResolve(
      {
        filter:
          /\/(?:openaiClient|product|syncCommits|syncAside|takeIn|importFromTranscripts|workspaceFile|agentSetUps|revisionSurvey|sharedCopies|notebookFiles|reboundCommands|globMatch|openHistory|historySteps|openPanel|explainer|explainCommands)\.ts$/,
      },
      (args) =>
        args.kind === 'dynamic-import'
          ? { path: `./${args.path.replace(/^.*\/|\.ts$/g, '')}.cjs`, external: true }
          : undefined,
    );
  },
};

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  // jsonc-parser's other form asks for its parts by names that a bundler cannot see.
  mainFields: ['module', 'main'],
  minify: production,
  sourcemap: production ? false : 'linked',
  keepNames: production,
  logLevel: 'warning',
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
};

/** Runs in the extension host (Node). @type {import('esbuild').BuildOptions} */
const extension = {
  ...shared,
  entryPoints: { extension: 'src/extension.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  external: ['vscode'],
  plugins: [lazyFiles],
};

/** @type {import('esbuild').BuildOptions} */
const product = { ...extension, entryPoints: { product: 'src/product.ts' } };

/** @type {import('esbuild').BuildOptions} */
const loadedAtFirstUse = {
  ...extension,
  entryPoints: {
    openaiClient: 'src/platform/model/openaiClient.ts',
    syncCommits: 'src/survey/commits/syncCommits.ts',
    syncAside: 'src/features/commitNotes/syncAside.ts',
    syncWorker: 'src/features/commitNotes/syncWorker.ts',
    takeIn: 'src/agents/inbox/takeIn.ts',
    importFromTranscripts: 'src/features/transcripts/importFromTranscripts.ts',
    workspaceFile: 'src/features/share/workspaceFile.ts',
    agentSetUps: 'src/features/setUpAgents/agentSetUps.ts',
    revisionSurvey: 'src/survey/revisionSurvey.ts',
    sharedCopies: 'src/features/tracking/sharedCopies.ts',
    notebookFiles: 'src/features/tracking/notebookFiles.ts',
    reboundCommands: 'src/features/tracking/reboundCommands.ts',
    globMatch: 'src/survey/globMatch.ts',
    openPanel: 'src/features/panel/openPanel.ts',
    explainer: 'src/features/explain/explainer.ts',
    explainCommands: 'src/features/explain/explainCommands.ts',
    openHistory: 'src/survey/openHistory.ts',
    historySteps: 'src/survey/historySteps.ts',
    blameThread: 'src/features/share/blameThread.ts',
  },
  plugins: [],
};

/** Runs under Node from a terminal. @type {import('esbuild').BuildOptions} */
const cli = {
  ...shared,
  entryPoints: { cli: 'src/cli/main.ts' },
  outdir: 'dist',
  platform: 'node',
  target: 'node22',
  format: 'esm',
  plugins: [lazyFiles],
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

/** What agents wait for: small, and of the form that Node loads fastest. @type {import('esbuild').BuildOptions} */
const hook = {
  ...shared,
  entryPoints: { hook: 'src/cli/hookMain.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  target: 'node20',
  format: 'cjs',
};

/** Runs in the webview (browser). @type {import('esbuild').BuildOptions} */
const webview = {
  ...shared,
  entryPoints: { panel: 'src/webview/panel.ts' },
  outdir: 'dist/webview',
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
};

for (const options of [extension, product, loadedAtFirstUse, cli, hook, webview]) {
  if (watch) await (await context(options)).watch();
  else await build(options);
}
