import { readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { statusEnding } from './payloadsAtWork.ts';
import { parsePayload } from './payloadText.ts';
import { receive, type ReceiveServices } from './receive.ts';

/** A payload with a dot is at work, of a launcher or of somebody who takes it; after this time whoever worked on it is gone. */
const abandonedAfterMs = 10 * 60 * 1000;

const payloadName = /^\.?([\w-]+)\.([a-z-]+)$/;

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Nothing ever had to be kept.
    return [];
  }
}

/** The names of what waits in a folder, oldest first. Empty where there is no such folder. */
function waitingNames(rawFolder: string, nowMs: number): readonly { readonly name: string; readonly atMs: number }[] {
  return namesIn(rawFolder)
    .filter((name) => payloadName.test(name))
    .flatMap((name) => {
      const stat = statSync(path.join(rawFolder, name), { throwIfNoEntry: false });
      // Renaming leaves the one time as it was and sets the other.
      const touchedAtMs = Math.max(stat?.mtimeMs ?? 0, stat?.ctimeMs ?? 0);
      const isAtWork = name.startsWith('.') && touchedAtMs > nowMs - abandonedAfterMs;
      return stat?.isFile() === true && !isAtWork ? [{ name, atMs: Math.floor(stat.mtimeMs) }] : [];
    })
    .sort((a, b) => a.atMs - b.atMs);
}

/** Removes what git wrote for launchers that were ended. */
function removeAbandonedStatus(rawFolder: string, nowMs: number): void {
  for (const name of namesIn(rawFolder).filter((one) => one.endsWith(statusEnding))) {
    const file = path.join(rawFolder, name);
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat !== undefined && stat.mtimeMs <= nowMs - abandonedAfterMs) rmSync(file, { force: true });
  }
}

/** How many payloads wait. */
export function countWaiting(rawFolder: string, nowMs: number): number {
  return waitingNames(rawFolder, nowMs).length;
}

/**
 * Takes into the inboxes what no program of ours could take when an agent told it, oldest first, each payload once even if several processes do so at a
 * time; gives how many there were. A payload stays where taking it throws, and the error is passed on.
 */
export async function takeWaiting(
  rawFolder: string,
  services: Omit<ReceiveServices, 'isLate' | 'env'>,
): Promise<number> {
  removeAbandonedStatus(rawFolder, services.nowMs());
  let count = 0;
  for (const { name, atMs } of waitingNames(rawFolder, services.nowMs())) {
    const [, stem = '', agent = ''] = payloadName.exec(name) ?? [];
    const file = path.join(rawFolder, name);
    const claimed = path.join(rawFolder, `.${stem}-${process.pid}.${agent}`);
    try {
      renameSync(file, claimed);
    } catch {
      // Somebody else takes it.
      continue;
    }
    try {
      const parsed = parsePayload(readFileSync(claimed));
      if (parsed.ok) await receive(agent, parsed.payload, { ...services, isLate: true, env: {}, nowMs: () => atMs });
      else services.complain(agent, parsed.reason);
    } catch (error) {
      renameSync(claimed, file);
      throw error;
    }
    rmSync(claimed, { force: true });
    count++;
  }
  return count;
}
