import { applyInbox, type ApplyServices, type TakenInbox } from './applyInbox.ts';
import { Inbox } from './inbox.ts';

/** {@link applyInbox} for the inbox in a folder; a file of its own, since a window loads it only where there is such a folder. */
export async function takeIn(inboxFolder: string, services: Omit<ApplyServices, 'inbox'>): Promise<TakenInbox> {
  return await applyInbox({ ...services, inbox: new Inbox(inboxFolder) });
}
