import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Where the launcher leaves payloads, in the person's own folder of ours. */
export function rawFolderIn(dataFolder: string): string {
  return path.join(dataFolder, 'raw');
}

/** Where the launcher lets git write how the work tree is, beside the payload that asks for it. */
export function statusFileOf(payloadFile: string): string {
  return payloadFile + statusEnding;
}

/** No name of an agent: such a file is no payload. */
export const statusEnding = '.status';

/** A hook that takes longer hangs, or is gone. */
const mostHookMs = 2_000;
const lookEveryMs = 20;

/** Whether a payload is still on its way into an inbox that the launcher got at or before a moment (Unix milliseconds). Such payloads begin with a dot. */
function isOneOnItsWay(rawFolder: string, untilMs: number): boolean {
  let names: readonly string[];
  try {
    names = readdirSync(rawFolder);
  } catch {
    return false;
  }
  return names.some((name) => {
    const isPayload = name.startsWith('.') && !name.endsWith(statusEnding);
    const stat = isPayload ? statSync(path.join(rawFolder, name), { throwIfNoEntry: false }) : undefined;
    return stat !== undefined && stat.mtimeMs <= untilMs && stat.mtimeMs > untilMs - mostHookMs;
  });
}

/**
 * Waits until what agents told at or before a moment has come into the inboxes: several hooks that nobody waits for run at once, and the later one may be
 * done first. Ends after two seconds whatever happens.
 */
export async function untilTold(rawFolder: string, untilMs: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < mostHookMs && isOneOnItsWay(rawFolder, untilMs); waitedMs += lookEveryMs)
    await pause(lookEveryMs);
}
