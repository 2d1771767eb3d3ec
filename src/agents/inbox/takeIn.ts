import { untilTold } from '../payloadsAtWork.ts';
import { applyInbox, type ApplyServices, type TakenInbox } from './applyInbox.ts';
import { Inbox } from './inbox.ts';

/** What {@link takeIn} needs from outside. */
export interface TakeInServices extends Omit<ApplyServices, 'inbox'> {
  /** Where the launcher keeps payloads while they are at work; see `rawFolderIn`. */
  readonly rawFolder: string;
}

/**
 * {@link applyInbox} for the inbox in a folder, once all is there that agents told before the latest of it; a file of its own, since a window loads it only
 * where there is such a folder.
 */
export async function takeIn(inboxFolder: string, services: TakeInServices): Promise<TakenInbox> {
  const inbox = new Inbox(inboxFolder);
  const latest = inbox.pending().at(-1)?.entry;
  // The time of an entry is that of its payload, less the fraction of a millisecond.
  if (latest !== undefined) await untilTold(services.rawFolder, latest.atMs + 1);
  return await applyInbox({ ...services, inbox });
}
