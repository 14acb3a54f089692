import { oauthRevoke } from '#shared/contracts/oauth.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { oauthRevoke as validator } from '#shared/http/generated/all-errors.js';
import { revoke } from '#shared/sessions/revoke.ts';

export const handler = endpoint(
  oauthRevoke,
  validator,
)(async (request, runtime) => {
  const body: unknown = request.body();
  const token = body !== null && typeof body === 'object' && 'token' in body ? body.token : undefined;
  await revoke(runtime, request.club.slug, token);
  return { status: 200, body: {} };
});
