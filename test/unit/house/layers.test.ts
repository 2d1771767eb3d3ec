import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';

const projectRoot = path.resolve(import.meta.dirname, '../../..');
const sourceRoot = path.join(projectRoot, 'src');

/** Which rooms a room may look into. The one direction of the house: see src/README.md. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  platform: ['platform', 'core'],
  agents: ['agents', 'core'],
  survey: ['survey', 'core'],
  webview: ['webview', 'core'],
  features: ['features', 'platform', 'agents', 'survey', 'core'],
  cli: ['cli', 'platform', 'agents', 'survey', 'core'],
  'product.ts': ['features', 'platform', 'agents', 'survey', 'core'],
  'extension.ts': ['product.ts', 'features', 'core'],
};

interface ImportEdge {
  readonly from: string;
  readonly specifier: string;
  /** Project-relative path under src/ for relative imports, else null. */
  readonly to: string | null;
  readonly isTypeOnly: boolean;
}

function sourceFiles(): readonly string[] {
  return readdirSync(sourceRoot, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.split(path.sep).join('/'));
}

function importEdges(): readonly ImportEdge[] {
  const edges: ImportEdge[] = [];
  for (const file of sourceFiles()) {
    const text = readFileSync(path.join(sourceRoot, file), 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false);
    const add = (specifier: string, isTypeOnly: boolean): void => {
      const to = specifier.startsWith('.')
        ? path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier))
        : null;
      edges.push({ from: file, specifier, to, isTypeOnly });
    };
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
        const clause = node.importClause;
        const bindings = clause?.namedBindings;
        const everyNameIsType =
          bindings !== undefined && ts.isNamedImports(bindings) && bindings.elements.every((name) => name.isTypeOnly);
        const phaseIsType = clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
        add(node.moduleSpecifier.text, phaseIsType || (everyNameIsType && clause?.name === undefined));
      } else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
        add(node.moduleSpecifier.text, node.isTypeOnly);
      } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
        const argument = node.arguments[0];
        if (argument && ts.isStringLiteral(argument)) add(argument.text, false);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return edges;
}

const roomOf = (file: string): string => file.split('/')[0] ?? file;
const edges = importEdges();

describe('the layers of the house', () => {
  it('there is source to check', () => {
    assert.ok(edges.length > 10);
  });

  it('imports point in one direction only', () => {
    const wrong = edges.filter(
      (edge) => edge.to !== null && !(mayImport[roomOf(edge.from)] ?? []).includes(roomOf(edge.to)),
    );
    assert.deepEqual(wrong, []);
  });

  it('the browser half of the panel looks only into the protocol and pure parts of core', () => {
    const wrong = edges.filter(
      (edge) =>
        roomOf(edge.from) === 'webview' &&
        edge.to !== null &&
        roomOf(edge.to) === 'core' &&
        !/^core\/(?:protocol|statistics|text)\/|^core\/attribution\/origin\.ts$/.test(edge.to) &&
        !edge.isTypeOnly,
    );
    assert.deepEqual(wrong, []);
  });

  it('features never import each other', () => {
    const featureOf = (file: string): string => file.split('/')[1] ?? '';
    const wrong = edges.filter(
      (edge) =>
        roomOf(edge.from) === 'features' &&
        edge.to !== null &&
        roomOf(edge.to) === 'features' &&
        featureOf(edge.from) !== featureOf(edge.to),
    );
    assert.deepEqual(wrong, []);
  });

  it('core, survey and webview import nothing of the platform, not even types', () => {
    const wrong = edges.filter(
      (edge) =>
        ['core', 'webview'].includes(roomOf(edge.from)) &&
        edge.to === null &&
        (edge.specifier === 'vscode' || edge.specifier.startsWith('node:')),
    );
    const survey = edges.filter((edge) => roomOf(edge.from) === 'survey' && edge.specifier === 'vscode');
    assert.deepEqual([...wrong, ...survey], []);
  });

  it('only the model folder knows the openai package, and only settings read the configuration', () => {
    const openai = edges.filter((edge) => edge.specifier === 'openai' && !edge.from.startsWith('platform/model/'));
    assert.deepEqual(openai, []);
    const readers = sourceFiles().filter(
      (file) =>
        !file.startsWith('platform/settings/') &&
        readFileSync(path.join(sourceRoot, file), 'utf8').includes('getConfiguration('),
    );
    assert.deepEqual(readers, []);
  });

  it('there are no cycles', () => {
    const graph = new Map<string, string[]>();
    for (const edge of edges) {
      if (edge.to === null || edge.isTypeOnly) continue;
      graph.set(edge.from, [...(graph.get(edge.from) ?? []), edge.to]);
    }
    const state = new Map<string, 'open' | 'closed'>();
    const cycles: string[][] = [];
    const walk = (file: string, trail: readonly string[]): void => {
      if (state.get(file) === 'closed') return;
      if (state.get(file) === 'open') {
        cycles.push([...trail.slice(trail.indexOf(file)), file]);
        return;
      }
      state.set(file, 'open');
      for (const next of graph.get(file) ?? []) walk(next, [...trail, file]);
      state.set(file, 'closed');
    };
    for (const file of graph.keys()) walk(file, []);
    assert.deepEqual(cycles, []);
  });

  it('core asks neither a clock nor chance: time comes in as an argument', () => {
    const asking: string[] = [];
    for (const file of sourceFiles().filter((name) => name.startsWith('core/'))) {
      const text = readFileSync(path.join(sourceRoot, file), 'utf8');
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
      const visit = (node: ts.Node): void => {
        const isAsked =
          (ts.isPropertyAccessExpression(node) &&
            /^(?:Date\.now|Math\.random|performance\.\w+|crypto\.\w+)$/.test(node.getText())) ||
          (ts.isNewExpression(node) &&
            node.expression.getText() === 'Date' &&
            (node.arguments === undefined || node.arguments.length === 0)) ||
          (ts.isCallExpression(node) && node.expression.getText() === 'Date');
        if (isAsked) asking.push(`${file}: ${node.getText()}`);
        ts.forEachChild(node, visit);
      };
      visit(source);
    }
    assert.deepEqual(asking, []);
  });

  it('core bundles for a platform that has nothing', async () => {
    const entries = sourceFiles()
      .filter((file) => file.startsWith('core/'))
      .map((file) => path.join(sourceRoot, file));
    const result = await build({
      entryPoints: entries,
      bundle: true,
      write: false,
      platform: 'neutral',
      outdir: path.join(projectRoot, 'out/neutral'),
      logLevel: 'silent',
    });
    assert.equal(result.errors.length, 0);
  });

  it('no file is a drawer for leftovers, and no file only re-exports others', () => {
    const drawers = sourceFiles().filter((file) =>
      /(^|\/)(utils?|helpers?|common|misc|managers?)(\.ts|\/)/i.test(file),
    );
    const barrels = sourceFiles().filter((file) => path.posix.basename(file) === 'index.ts');
    assert.deepEqual([...drawers, ...barrels], []);
  });
});
