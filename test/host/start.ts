import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { buildVsix } from './build.ts';
import { checkPanel } from './check.ts';
import { ensureCodeServer } from './codeServer.ts';
import { desktopNamed, desktopOnPath, openDesktop } from './desktop.ts';
import { nameEditorData } from './editorData.ts';
import { HumanError, runProgram } from './humanError.ts';
import { placeAt, type Place } from './place.ts';
import { installExtensions, openProfile } from './profile.ts';
import { cacheFolder, fromWhereThePersonStands, projectRoot } from './projectPaths.ts';
import { startServer } from './server.ts';
import { parseStartArguments, startUsage } from './startArguments.ts';
import { addressOf } from './workbench.ts';

/** A fixed port gives the window the same address each time, and with it what the browser remembers of it. */
const usualPort = 8137;

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

async function choosePort(asked: number | null): Promise<number> {
  if (asked === null) return (await isFree(usualPort)) ? usualPort : 0;
  if (await isFree(asked)) return asked;
  throw new HumanError(`--port: ${asked} is taken by another program.`, 2);
}

/** Serves the window until somebody ends it. */
async function serve(vsixFile: string, place: Place, askedPort: number | null): Promise<number> {
  const codeServer = await ensureCodeServer();
  const profile = openProfile(path.join(cacheFolder, 'profile'));
  await installExtensions(codeServer, profile, [vsixFile]);
  const server = await startServer(codeServer, profile, { port: await choosePort(askedPort) });
  console.log(
    `\nVS Code with AI Code Share is at\n\n  ${addressOf(server.origin, place)}\n\non this machine only. Ctrl-C ends it.`,
  );
  const lastWords = await server.ended;
  throw new HumanError(`code-server ended by itself:\n${lastWords}`);
}

async function main(): Promise<number> {
  nameEditorData(process.env);
  const asked = parseStartArguments(process.argv.slice(2));
  if (asked.wantsHelp) {
    console.log(startUsage);
    return 0;
  }
  const placePath = fromWhereThePersonStands(asked.place);
  const place = placeAt(placePath);
  const named = asked.vscode === null ? null : desktopNamed(fromWhereThePersonStands(asked.vscode));
  const desktop = named ?? (asked.isCheck ? null : desktopOnPath());
  console.error('Building and packaging the extension …');
  const vsixFile = buildVsix();
  if (desktop !== null) {
    return await openDesktop(desktop, openProfile(path.join(cacheFolder, 'desktop-profile'), {}), vsixFile, placePath);
  }
  if (!asked.isCheck) return await serve(vsixFile, place, asked.port);
  const screenshot =
    asked.screenshot === null ? path.join(projectRoot, 'out', 'check.png') : fromWhereThePersonStands(asked.screenshot);
  mkdirSync(path.dirname(screenshot), { recursive: true });
  return await checkPanel({ codeServer: await ensureCodeServer(), vsixFile, place, screenshot });
}

await runProgram(main);
