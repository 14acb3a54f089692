import { MEMBER_MESSAGES_MAX_PER_PAGE, memberMessagesList } from '#shared/contracts/member-messages.ts';
import { findMember } from '#shared/data/members/members.ts';
import { findDispatchContents } from '#shared/data/messaging/dispatch-contents.ts';
import { readMemberMessages } from '#shared/data/messaging/member-messages.ts';
import { itemsOfPage, paginationInfo } from '#shared/domain/common-values/pagination.ts';
import { productScope } from '#shared/domain/members/product-scope.ts';
import { dispatchRefText } from '#shared/domain/messaging/dispatch-ref.ts';
import { type MemberMessage, memberMessageView } from '#shared/domain/messaging/member-message.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { database } from '#shared/ports/database.ts';
import { CHANNELS } from '#shared/vocabulary.ts';

const invalid = (message: string) => new LoyaltyError('parameter_invalid', { message });

/** A thousand mails with their content may be more than a reply holds. */
const PER_PAGE_WITH_CONTENT = 100;

export const handler = endpoint(memberMessagesList)(async (request, runtime) => {
  const { club, product, parameters, query, firstGeneration } = request;
  const db = runtime.use(database);
  const member = await findMember(db, club.slug, Number(parameters.id));
  if (!member) throw new LoyaltyError('member_not_found');
  const { page_no = 1, type, include_content, per_page: asked } = query();
  const isScoped = productScope(club, product) !== undefined;
  const withContent = (include_content ?? firstGeneration) && !isScoped;
  const per_page = asked ?? (withContent ? PER_PAGE_WITH_CONTENT : MEMBER_MESSAGES_MAX_PER_PAGE);
  if (type !== undefined && !CHANNELS.some((channel) => channel === type)) {
    throw invalid(`type must be one of ${CHANNELS.join(', ')}`);
  }
  const found: MemberMessage[] = [];
  for await (const message of readMemberMessages(db, club.slug, member.id)) {
    if (message.sent && (type === undefined || message.type === type)) found.push(message);
  }
  const page = itemsOfPage(found, per_page, page_no);
  const contents = await findDispatchContents(
    db,
    withContent ? page.map(({ id, dispatch }) => ({ ...dispatch, id })) : [],
  );
  const body = {
    messages: page.map((message) =>
      memberMessageView(message, contents.get(dispatchRefText(message.dispatch))?.content),
    ),
    pagination_info: paginationInfo(found.length, per_page, page_no),
  };
  return { status: 200, body, ignored: include_content && isScoped ? ['include_content'] : [] };
});
