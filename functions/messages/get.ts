import { messagesGet } from '#shared/contracts/messages.ts';
import { findMessage } from '#shared/data/messaging/messages.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { messageReplies } from '#shared/messaging/editing/message-replies.ts';
import { database } from '#shared/ports/database.ts';

export const handler = endpoint(messagesGet)(async ({ club, parameters }, runtime) => {
  const db = runtime.use(database);
  const found = await findMessage(db, club.slug, Number(parameters.id));
  if (!found) throw new LoyaltyError('message_not_found');
  const [message] = await messageReplies(db, club.slug, [found.entity]);
  return { status: 200, body: { message } };
});
