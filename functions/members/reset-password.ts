import { choosePassword } from '#shared/confirmations/choose-password.ts';
import { byEmail } from '#shared/confirmations/member-lookup.ts';
import { answerOf, requiredToken } from '#shared/confirmations/outcome.ts';
import { RESET_TOKEN } from '#shared/confirmations/reset-password.ts';
import { membersResetPassword } from '#shared/contracts/confirmations.ts';
import { apiOrigin } from '#shared/domain/members/change-origin.ts';
import { isBlank } from '#shared/domain/sessions/password-policy.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { membersResetPassword as validator } from '#shared/http/generated/all-errors.js';

export const handler = endpoint(
  membersResetPassword,
  validator,
)(async (request, runtime) => {
  const { password, token } = request.body();
  if (isBlank(password)) {
    throw new LoyaltyError('parameter_missing', { message: 'Missing required parameter: password' });
  }
  const { club, parameters } = request;
  const chosen = {
    token: requiredToken(token),
    password,
    minLength: club.password_min_length,
    origin: apiOrigin(request),
  };
  const find = byEmail(runtime, club.slug, parameters.email);
  return answerOf(await choosePassword(runtime, find, RESET_TOKEN, chosen));
});
