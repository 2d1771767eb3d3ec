#!/usr/bin/env node
import path from 'node:path';
import { ensureCodeServer } from './codeServer.ts';
import { runInExtensionHost } from './extensionHost.ts';
import { HumanError, runProgram } from './humanError.ts';
import { placeAt, type Place } from './place.ts';
import { installFolder, openProfile } from './profile.ts';
import { makeTemporaryFolder } from './temporaryFolder.ts';

// Stands where @vscode/test-electron expects a VS Code executable, and takes the part of its command line that tests need.

// VS Code in the browser takes one extension under development; the others it finds installed.

const defaultTimeoutMs = 800_000;

/** What an option `--name=value` was given, the last time. */
function option(name: string): string | undefined {
  const start = `--${name}=`;
  return process.argv.findLast((argument) => argument.startsWith(start))?.slice(start.length);
}

/** All that an option was given. */
function options(name: string): readonly string[] {
  const start = `--${name}=`;
  return process.argv.filter((argument) => argument.startsWith(start)).map((argument) => argument.slice(start.length));
}

function required(name: string): string {
  const value = option(name);
  if (value === undefined) throw new HumanError(`--${name}=… is missing.`, 2);
  return value;
}

function placeToOpen(): Place {
  const file = process.argv.slice(2).find((argument) => !argument.startsWith('-'));
  return file === undefined ? { empty: true } : placeAt(path.resolve(file));
}

await runProgram(async () => {
  const profileFolder = makeTemporaryFolder('acs-');
  try {
    const [extensionFolder, ...otherFolders] = options('extensionDevelopmentPath');
    if (extensionFolder === undefined) throw new HumanError('--extensionDevelopmentPath=… is missing.', 2);
    const profile = openProfile(profileFolder.path);
    for (const folder of otherFolders) installFolder(profile, folder);
    return await runInExtensionHost(await ensureCodeServer(), {
      extensionFolder,
      suiteFile: required('extensionTestsPath'),
      place: placeToOpen(),
      profile,
      timeoutMs: Number(process.env['AI_CODE_SHARE_TEST_TIMEOUT_MS'] ?? defaultTimeoutMs),
      onLine: (line) => console.log(line),
    });
  } finally {
    await profileFolder.remove();
  }
});
