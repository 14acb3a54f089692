import { membersUpdateAppToken } from '#shared/contracts/app-tokens.ts';
import { appTokenOf } from '#shared/domain/members/device-rules.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { membersUpdateAppToken as validator } from '#shared/http/generated/all-errors.js';
import { changeOwnedDevices } from '#shared/members/change-devices.ts';
import { memberById } from '#shared/members/member-source.ts';

export const handler = endpoint(
  membersUpdateAppToken,
  validator,
)(async ({ club, parameters, body }, runtime) => {
  const member = memberById(runtime, club, Number(parameters.id));
  await changeOwnedDevices(runtime, member, () => appTokenOf(body(), null));
  return { status: 200, body: {} };
});
