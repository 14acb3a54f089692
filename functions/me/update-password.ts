import { meUpdatePassword } from '#shared/contracts/me.ts';
import { apiOrigin } from '#shared/domain/members/change-origin.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { meUpdatePassword as validator } from '#shared/http/generated/all-errors.js';
import { changePassword } from '#shared/sessions/change-password.ts';

export const handler = endpoint(
  meUpdatePassword,
  validator,
)(async (request, runtime) => {
  request.me();
  const { current_password, password } = request.body();
  await changePassword(runtime, request.presented, {
    current: current_password,
    wanted: password,
    minLength: request.club.password_min_length,
    origin: apiOrigin(request, 'me'),
  });
  return { status: 200, body: {} };
});
