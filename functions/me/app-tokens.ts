import { meAppTokens } from '#shared/contracts/app-tokens.ts';
import { registrationOf } from '#shared/domain/members/device-rules.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { meAppTokens as validator } from '#shared/http/generated/all-errors.js';
import { changeOwnDevices } from '#shared/sessions/own-devices.ts';

export const handler = endpoint(
  meAppTokens,
  validator,
)(async ({ presented, body }, runtime) => {
  await changeOwnDevices(runtime, presented, (session) => registrationOf(body(), session));
  return { status: 200, body: {} };
});
