import { meUpdateAppToken } from '#shared/contracts/app-tokens.ts';
import { appTokenOf } from '#shared/domain/members/device-rules.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { meUpdateAppToken as validator } from '#shared/http/generated/all-errors.js';
import { changeOwnDevices } from '#shared/sessions/own-devices.ts';

export const handler = endpoint(
  meUpdateAppToken,
  validator,
)(async ({ presented, body }, runtime) => {
  await changeOwnDevices(runtime, presented, (session) => appTokenOf(body(), session));
  return { status: 200, body: {} };
});
