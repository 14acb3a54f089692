import { byEmail } from '#shared/confirmations/member-lookup.ts';
import { answerOf, requiredToken } from '#shared/confirmations/outcome.ts';
import { unsubscribe } from '#shared/confirmations/unsubscribe.ts';
import { membersUnsubscribe } from '#shared/contracts/confirmations.ts';
import { apiOrigin } from '#shared/domain/members/change-origin.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { membersUnsubscribe as validator } from '#shared/http/generated/all-errors.js';
import { unsubscribeTokens } from '#shared/ports/secrets.ts';

export const handler = endpoint(
  membersUnsubscribe,
  validator,
)(async (request, runtime) => {
  const { slug } = request.club;
  const token = await runtime.use(unsubscribeTokens).verify(requiredToken(request.body().token), slug);
  const find = byEmail(runtime, slug, request.parameters.email);
  return answerOf(await unsubscribe(runtime, find, token, apiOrigin(request)));
});
