import { endOfMember, queueEntryKey } from '#shared/data/table/webhook-keys.ts';
import type { QueueEntry, QueuePage } from '#shared/data/webhooks/queue-entries.ts';
import { isOverdueEvent } from './retries.ts';

/** What a page of a queue has for the next POST. */
export interface Selection {
  readonly ready: readonly QueueEntry[];
  readonly expired: readonly QueueEntry[];
  /** Sort key up to which it was looked at. */
  readonly after: string;
  /** Nothing comes after. */
  readonly isEnd: boolean;
}

/** An event that waits keeps those of its member behind it; those of the next members do not wait for it. */
export const selectEntries = ({ entries, isCut }: QueuePage, after: string, now: Date): Selection => {
  const at = now.toISOString();
  const waiting = entries.findIndex(({ next_at }) => next_at !== null && next_at > at);
  const free = waiting < 0 ? entries : entries.slice(0, waiting);
  const last = entries[waiting]?.ref ?? free.at(-1)?.ref;
  const end = last && (waiting < 0 ? queueEntryKey(last).sk : endOfMember(last.member));
  return {
    ready: free.filter((entry) => !isOverdueEvent(entry.at, now)),
    expired: free.filter((entry) => isOverdueEvent(entry.at, now)),
    after: end ?? after,
    isEnd: waiting < 0 && !isCut,
  };
};
