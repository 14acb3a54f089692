import { oauthToken } from '#shared/contracts/oauth.ts';
import { shadowLogInOf } from '#shared/domain/clubs/moving-in.ts';
import { readGrant } from '#shared/domain/sessions/grant.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { oauthToken as validator } from '#shared/http/generated/all-errors.js';
import { logIn } from '#shared/sessions/log-in.ts';
import { refresh } from '#shared/sessions/refresh.ts';

export const handler = endpoint(
  oauthToken,
  validator,
)(async (request, runtime) => {
  const club = request.club.slug;
  const shadow = shadowLogInOf(request.club);
  const grant = readGrant(request.body(), request.club.country);
  const pair =
    grant.type === 'password'
      ? await logIn(runtime, { club, client: request.client.id, shadow, ...grant })
      : await refresh(runtime, { club, token: grant.token, arrivedAt: request.arrivedAt });
  return { status: 200, body: pair };
});
