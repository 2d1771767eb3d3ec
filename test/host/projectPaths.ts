import path from 'node:path';

/** The folder that holds package.json, absolute. */
export const projectRoot = path.resolve(import.meta.dirname, '../..');

/** What may be thrown away at any time and is built again when it is missing; git ignores it. */
export const cacheFolder = path.join(projectRoot, '.cache');

/** Where `npm run package` puts the extension. */
export const vsixPath = path.join(projectRoot, 'dist', 'ai-code-share.vsix');

/** Where `npm run package:exact` puts the extension that declares a proposed API. */
export const exactVsixPath = path.join(projectRoot, 'dist', 'ai-code-share-exact.vsix');

/**
 * A path that somebody typed, made absolute. npm changes the working directory to the project's root and leaves the one in which
 * the person stood in `INIT_CWD`, so relative paths are meant from there.
 */
export function fromWhereThePersonStands(typedPath: string): string {
  return path.resolve(process.env['INIT_CWD'] ?? process.cwd(), typedPath);
}
