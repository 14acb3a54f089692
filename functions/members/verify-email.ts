import { byEmail } from '#shared/confirmations/member-lookup.ts';
import { answerOf, requiredToken } from '#shared/confirmations/outcome.ts';
import { verifyEmail } from '#shared/confirmations/verify-email.ts';
import { membersVerifyEmail } from '#shared/contracts/confirmations.ts';
import { apiOrigin } from '#shared/domain/members/change-origin.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { membersVerifyEmail as validator } from '#shared/http/generated/all-errors.js';

export const handler = endpoint(
  membersVerifyEmail,
  validator,
)(async (request, runtime) => {
  const token = requiredToken(request.body().token);
  const find = byEmail(runtime, request.club.slug, request.parameters.email);
  return answerOf(await verifyEmail(runtime, find, token, apiOrigin(request)));
});
