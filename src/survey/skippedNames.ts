import { type SkipReason } from '../core/statistics/tally.ts';

/** Files that tools write, by their whole name, lower case. */
const generatedNames = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'deno.lock',
  'cargo.lock',
  'gemfile.lock',
  'poetry.lock',
  'pdm.lock',
  'uv.lock',
  'pipfile.lock',
  'composer.lock',
  'go.sum',
  'go.work.sum',
  'packages.lock.json',
  'flake.lock',
  'mix.lock',
  'pubspec.lock',
  'podfile.lock',
  'gradle.lockfile',
  'package.resolved',
  '.terraform.lock.hcl',
  'pixi.lock',
  'conan.lock',
  'paket.lock',
  'cartfile.resolved',
]);

const generatedPath =
  /(?:\.min\.(?:js|css|mjs)|\.(?:js|css|mjs|cjs)\.map|\.pb\.(?:go|cc|h)|_pb2(?:_grpc)?\.pyi?|\.g\.dart|\.freezed\.dart|\.designer\.cs|\.g\.cs|\.snap|\.generated\.[^./]+)$/i;

const vendoredPath =
  /(?:^|\/)(?:node_modules|bower_components|vendor|third[_-]party|\.yarn\/(?:releases|plugins|cache))\//i;

/** What git attributes say of a path. */
export interface LinguistAttributes {
  readonly isGenerated: boolean | null;
  readonly isVendored: boolean | null;
}

/** Why a path is left out by its name or its attributes; null for one that may count. */
export function skipByName(path: string, attributes?: LinguistAttributes): SkipReason | null {
  if (attributes?.isGenerated === true) return 'generated';
  if (attributes?.isVendored === true) return 'vendored';
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (attributes?.isGenerated !== false && (generatedNames.has(name) || generatedPath.test(path))) return 'generated';
  if (attributes?.isVendored !== false && vendoredPath.test(path)) return 'vendored';
  return null;
}
