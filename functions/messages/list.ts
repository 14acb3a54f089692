import { messagesList } from '#shared/contracts/messages.ts';
import { isRecordId } from '#shared/crypto/cursors.ts';
import { findMessagePage } from '#shared/data/messaging/message-list.ts';
import { matchesMessage, messageListParams } from '#shared/domain/messaging/list-queries.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { pageReply, startOfPage } from '#shared/messaging/editing/list-page.ts';
import { messageReplies, renderPage } from '#shared/messaging/editing/message-replies.ts';
import { database } from '#shared/ports/database.ts';

/** By id, so that a page stays the same while messages are added. */
export const handler = endpoint(messagesList)(async ({ club, query }, runtime) => {
  const params = messageListParams(query());
  const { perPage, filters } = params;
  const db = runtime.use(database);
  const list = { name: [messagesList.id, club.slug, perPage, filters], isKey: isRecordId };
  const { page, after } = startOfPage(list, query(), params);
  const matches = Object.keys(filters).length === 0 ? undefined : matchesMessage(filters);
  const found = await findMessagePage(db, { club: club.slug, matches, perPage, page, after });
  const messages = await renderPage(found.items, (batch) => messageReplies(db, club.slug, batch), perPage);
  return {
    status: 200,
    body: { messages, ...pageReply(list, found, { perPage, page, after }, ({ id }) => id) },
  };
});
