import { messagesList } from '#shared/contracts/messages.ts';
import { readMessages } from '#shared/data/messaging/messages.ts';
import { itemsOfPage, paginationInfo } from '#shared/domain/common-values/pagination.ts';
import { matchesMessage, messageListParams } from '#shared/domain/messaging/list-queries.ts';
import type { Message } from '#shared/domain/messaging/message.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { messageReplies, renderPage } from '#shared/messaging/editing/message-replies.ts';
import { database } from '#shared/ports/database.ts';

/** By id, so that a page stays the same while messages are added. */
export const handler = endpoint(messagesList)(async ({ club, query }, runtime) => {
  const { perPage, page, filters } = messageListParams(query());
  const db = runtime.use(database);
  const matches = matchesMessage(filters);
  const found: Message[] = [];
  for await (const message of readMessages(db, club.slug)) if (matches(message)) found.push(message);
  const messages = await renderPage(
    itemsOfPage(found, perPage, page),
    (batch) => messageReplies(db, club.slug, batch),
    perPage,
  );
  return {
    status: 200,
    body: { messages, pagination_info: paginationInfo(found.length, perPage, page) },
  };
});
