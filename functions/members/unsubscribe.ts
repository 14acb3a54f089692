import { byEmail } from '#shared/confirmations/member-lookup.ts';
import { answerOf, requiredToken } from '#shared/confirmations/outcome.ts';
import { unsubscribe } from '#shared/confirmations/unsubscribe.ts';
import { membersUnsubscribe } from '#shared/contracts/confirmations.ts';
import { apiOrigin } from '#shared/domain/members/change-origin.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { membersUnsubscribe as validator } from '#shared/http/generated/all-errors.js';

export const handler = endpoint(
  membersUnsubscribe,
  validator,
)(async (request, runtime) => {
  const token = requiredToken(request.body().token);
  const find = byEmail(runtime, request.club.slug, request.parameters.email);
  return answerOf(await unsubscribe(runtime, find, token, apiOrigin(request)));
});
