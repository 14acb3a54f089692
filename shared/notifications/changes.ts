import { memberTransition } from '#shared/data/members/member-transition.ts';
import type { MemberTransition } from '#shared/domain/members/member-changes.ts';
import { type MessageDue, messagesDue } from '#shared/domain/notifications/member-change-messages.ts';
import { deliveryQueue } from '#shared/ports/delivery-queue.ts';
import { directory } from '#shared/ports/directory.ts';
import { logFailure } from '#shared/ports/failures.ts';
import { unsentError } from '#shared/ports/message-queue.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { StreamChange } from '#shared/stream-change.ts';
import { sealDelivery } from './delivery-message.ts';

const clubOf = (change: MemberTransition): string =>
  change.type === 'destroyed' ? change.before.club : change.member.club;

interface QueueEntry<C> {
  readonly change: C;
  readonly id: string;
  readonly body: string;
}

const queueEntries = async <C extends StreamChange>(
  runtime: Runtime,
  change: C,
  position: number,
): Promise<QueueEntry<C>[]> => {
  const found = memberTransition(change);
  const club = found && (await runtime.use(directory).club(clubOf(found)));
  if (!found || !club) return [];
  const due = messagesDue(club, found, change.at.toISOString());
  return Promise.all(
    due.map(async ({ event, at, ...content }: MessageDue, index) => ({
      change,
      id: `${position}-${index}`,
      body: await sealDelivery(runtime, { club: club.slug, event, at }, content),
    })),
  );
};

/**
 * Queues the messages that committed changes cause (architecture §8). A change that comes twice is queued twice and sent
 * once: the notification record decides.
 * @returns the first change whose messages could not be queued
 */
export const queueMessages = async <C extends StreamChange>(
  runtime: Runtime,
  changes: readonly C[],
): Promise<C | undefined> => {
  const all = (await Promise.all(changes.map((change, at) => queueEntries(runtime, change, at)))).flat();
  if (all.length === 0) return undefined;
  const unsent = await runtime.use(deliveryQueue).send(all.map(({ id, body }) => ({ id, body })));
  if (unsent.length === 0) return undefined;
  const fields = { messages: unsent.length };
  logFailure(runtime, 'warn', 'messages to members not queued', fields, unsentError(unsent));
  const left = new Set(unsent.map(({ id }) => id));
  return all.find(({ id }) => left.has(id))?.change;
};
