import { memberMessagesGet } from '#shared/contracts/member-messages.ts';
import { findMember } from '#shared/data/members/members.ts';
import { findDispatchContents } from '#shared/data/messaging/dispatch-contents.ts';
import { findMemberMessage } from '#shared/data/messaging/member-messages.ts';
import { productScope } from '#shared/domain/members/product-scope.ts';
import { dispatchRefText } from '#shared/domain/messaging/dispatch-ref.ts';
import { memberMessageIdFrom, memberMessageView } from '#shared/domain/messaging/member-message.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { database } from '#shared/ports/database.ts';

export const handler = endpoint(memberMessagesGet)(async ({ club, product, parameters }, runtime) => {
  const db = runtime.use(database);
  const [member, id] = [Number(parameters.id), memberMessageIdFrom(parameters.message_id)];
  // What a removed member leaves is cleaned up a moment later, but callers do not see it any more.
  const [owner, message] = await Promise.all([
    findMember(db, club.slug, member),
    id === undefined ? undefined : findMemberMessage(db, club.slug, member, id),
  ]);
  if (!owner || !message?.sent) throw new LoyaltyError('message_not_found');
  const isScoped = productScope(club, product) !== undefined;
  const contents = await findDispatchContents(db, isScoped ? [] : [{ ...message.dispatch, id: message.id }]);
  const content = contents.get(dispatchRefText(message.dispatch))?.content;
  return { status: 200, body: { message: memberMessageView(message, content) } };
});
