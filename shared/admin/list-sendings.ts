import { findMessage, readMessages } from '#shared/data/messaging/messages.ts';
import { findSendingStates, readSendingIds } from '#shared/data/messaging/sendings.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import type { Message } from '#shared/domain/messaging/message.ts';
import { type SendingListView, sendingListView } from '#shared/domain/messaging/views.ts';
import type { SendingStatus } from '#shared/vocabulary.ts';
import { OperationRefused } from './refusals.ts';

interface SendingQuery {
  /** Only those of this message. */
  readonly message?: number | undefined;
  readonly status?: SendingStatus | undefined;
}

const itemsOf = async <T>(all: AsyncIterable<T>): Promise<T[]> => {
  const items: T[] = [];
  for await (const item of all) items.push(item);
  return items;
};

/** A sending in a list, with the name of its message. */
export type ListedSending = SendingListView & { readonly message: string };

const messagesOf = async (db: Db, { slug }: Club, id: number | undefined): Promise<readonly Message[]> => {
  if (id === undefined) return itemsOf(readMessages(db, slug));
  const found = await findMessage(db, slug, id);
  if (found) return [found.entity];
  throw new OperationRefused('message_unknown', `There is no message ${id} in the club ${slug}.`);
};

/** Messages that are read side by side. */
const AT_ONCE = 10;

const sendingsOf = async (db: Db, { slug }: Club, { id, name }: Message): Promise<ListedSending[]> => {
  const ids = await itemsOf(readSendingIds(db, slug, id));
  const states = await findSendingStates(db, slug, ids);
  return states.map(({ entity }) => ({ ...sendingListView(entity), message: name }));
};

/**
 * Sendings of the messages of a club, the newest first. A deleted message takes its sendings with it.
 * @throws OperationRefused `message_unknown`
 */
export const listSendings = async (
  db: Db,
  club: Club,
  { message, status }: SendingQuery,
): Promise<readonly ListedSending[]> => {
  const messages = await messagesOf(db, club, message);
  const found: ListedSending[] = [];
  for (let start = 0; start < messages.length; start += AT_ONCE) {
    const some = messages.slice(start, start + AT_ONCE);
    found.push(...(await Promise.all(some.map((one) => sendingsOf(db, club, one)))).flat());
  }
  return found
    .filter((sending) => status === undefined || sending.status === status)
    .toSorted((one, other) => other.id - one.id);
};
