import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exactVsixPath, projectRoot } from './projectPaths.ts';
import { makeTemporaryFolder } from './temporaryFolder.ts';
import { packVsix } from './vsix.ts';

/** VS Code's name for the proposal that lets an extension read why a document changed. */
const proposal = 'textDocumentChangeReason';

/** What a VSIX is made of; .vscodeignore chooses among it. */
const parts = [
  'dist',
  'chatPlugin',
  'media',
  '.vscodeignore',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'package.nls.json',
];

/**
 * Packs what is built once more, with the one proposed API declared that names the reason of an edit; gives the VSIX's path. VS Code
 * grants it only to those who ask for it (`--enable-proposed-api`), and the Marketplace takes no such extension.
 */
export function packExact(): string {
  const scratch = makeTemporaryFolder('acs-e-');
  for (const part of parts) {
    cpSync(path.join(projectRoot, part), path.join(scratch.path, part), {
      recursive: true,
      filter: (source) => !source.endsWith('.vsix'),
    });
  }
  const manifest = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as object;
  const exact = { ...manifest, enabledApiProposals: [proposal] };
  writeFileSync(path.join(scratch.path, 'package.json'), JSON.stringify(exact, null, 2));
  packVsix(scratch.path, exactVsixPath);
  return exactVsixPath;
}
