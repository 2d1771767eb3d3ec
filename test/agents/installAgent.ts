import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exclusively } from '../host/exclusive.ts';
import { npmCommand } from '../host/npmCommand.ts';
import { startProcessGroup } from '../host/processGroup.ts';
import { cacheFolder } from '../host/projectPaths.ts';
import { agentPackages, type DrivenAgent } from './agentPackages.ts';

/** Where an agent's program is, or why it is not on this machine. */
export type InstalledAgent =
  { readonly ok: true; readonly program: string } | { readonly ok: false; readonly reason: string };

/** Some of them are 400 MB. */
const withinMs = 10 * 60_000;

const agentsFolder = path.join(cacheFolder, 'agents');

/** The last lines of what npm complained about. */
function complaint(output: string): string {
  const lines = output.split('\n').filter((line) => line.startsWith('npm error') && !line.includes('complete log'));
  return lines.slice(0, 3).join(' ') || output.trim().slice(-300) || 'npm said nothing';
}

async function npmInstall(agent: DrivenAgent, folder: string): Promise<string | null> {
  const { package: name, version, runsScripts } = agentPackages[agent];
  const manifest = { private: true, ...(runsScripts ? { allowScripts: { [name]: true } } : {}) };
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  const options = ['--no-audit', '--no-fund', '--loglevel=error', ...(runsScripts ? [] : ['--ignore-scripts'])];
  const npm = npmCommand(['install', '--prefix', folder, '--save-exact', ...options, `${name}@${version}`]);
  const group = startProcessGroup(npm.executable, npm.args, { cwd: folder, env: npm.env });
  let output = '';
  for (const stream of [group.child.stdout, group.child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const timer = setTimeout(() => void group.stop(), withinMs);
  const code = await new Promise<number | null>((resolve) => group.child.on('close', resolve));
  clearTimeout(timer);
  await group.stop();
  return code === 0 ? null : complaint(output);
}

/**
 * Installs an agent into the cache, once; says so on standard error while it does. A release that cannot be had (no network, no build for this
 * platform) is a reason to skip the agent's tests.
 */
export async function installAgent(agent: DrivenAgent): Promise<InstalledAgent> {
  const { package: name, version, program } = agentPackages[agent];
  const folder = path.join(agentsFolder, agent, version);
  const bin = path.join(folder, 'node_modules', '.bin', program);
  if (existsSync(bin)) return { ok: true, program: bin };
  const lock = path.join(agentsFolder, `${agent}.lock`);
  return exclusively(
    lock,
    () => console.error(`Waiting for another process that installs ${name}.`),
    async () => {
      if (existsSync(bin)) return { ok: true, program: bin };
      console.error(`Installing ${name} ${version} into ${folder} (once).`);
      const unfinished = `${folder}.unfinished`;
      await rm(unfinished, { recursive: true, force: true });
      const problem = await npmInstall(agent, unfinished);
      if (problem !== null) {
        await rm(unfinished, { recursive: true, force: true });
        return { ok: false, reason: `${name} ${version} could not be installed: ${problem}` };
      }
      await rm(folder, { recursive: true, force: true });
      await rename(unfinished, folder);
      return existsSync(bin)
        ? { ok: true, program: bin }
        : { ok: false, reason: `${name} ${version} brought no program ${program}` };
    },
  );
}
