import { type ListPart, partOf } from '#shared/domain/common-values/pagination.ts';
import type { Message } from '#shared/domain/messaging/message.ts';
import type { Db } from '../table/db.ts';
import { findListLength } from '../table/list-counts.ts';
import { readMessageRange, readMessages } from './messages.ts';

interface MessageQuery {
  readonly club: string;
  /** Only these; nothing = all. */
  readonly matches?: ((message: Message) => boolean) | undefined;
  readonly perPage: number;
  /** From 1. */
  readonly page: number;
  /** The page begins behind this id, whatever its number. */
  readonly after?: number | undefined;
}

interface MessagePage extends ListPart<Message> {
  /** Messages of the whole list. */
  readonly total: number;
}

/** The first page, and each one behind an id, costs one query; another page reads those before it, too. */
const readPage = async (
  db: Db,
  { club, perPage, page, after }: MessageQuery,
): Promise<MessagePage | undefined> => {
  const first = after === undefined ? (page - 1) * perPage : 0;
  const [length, read] = await Promise.all([
    findListLength(db, club, 'messages'),
    readMessageRange(db, club, { after: after ?? 0, limit: first + perPage + 1 }),
  ]);
  if (length === undefined) return undefined;
  const part = partOf(read, first, perPage);
  // The two reads are no snapshot: what was read to the end is the length.
  return { ...part, total: after === undefined && !part.hasMore ? read.length : length };
};

/** Reads every message: of a club that has not been counted, or for a filter. */
const searchPage = async (
  db: Db,
  { club, matches = () => true, perPage, page, after }: MessageQuery,
): Promise<MessagePage> => {
  const found: Message[] = [];
  for await (const message of readMessages(db, club)) if (matches(message)) found.push(message);
  const first = after === undefined ? (page - 1) * perPage : found.filter(({ id }) => id <= after).length;
  return { ...partOf(found, first, perPage), total: found.length };
};

/** Messages in order of their ids, and the exact number of all. */
export const findMessagePage = async (db: Db, query: MessageQuery): Promise<MessagePage> =>
  (query.matches ? undefined : await readPage(db, query)) ?? searchPage(db, query);
