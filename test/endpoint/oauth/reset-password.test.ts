import { expect, it } from 'vitest';
import { FAILURE_LIMITS } from '#shared/domain/sessions/login-limits.ts';
import { call } from '../../support/api.ts';
import { halves, logIn, tryLogIn } from '../../support/log-in.ts';
import { createAnn, mailingWorld, resetToken } from '../../support/mailing.ts';

const EMAIL = 'ann@example.com';

it('a password reset ends every session and unlocks an identifier that was guessed at', async () => {
  const world = await mailingWorld();
  const id = await createAnn(world, { password: 'pass-1' });
  const pair = await logIn(world, id);
  for (let n = 0; n < FAILURE_LIMITS.identifier; n += 1) await tryLogIn(world, EMAIL, 'wrong', 'email');
  expect((await tryLogIn(world, EMAIL, 'pass-1', 'email')).status).toBe(429);

  const body = { token: await resetToken(world), password: 'pass-2' };
  expect((await call(world, 'members.reset-password', { path: { email: EMAIL }, body })).status).toBe(200);
  expect(await halves(world, pair)).toEqual([460, 462]);
  expect((await tryLogIn(world, EMAIL, 'pass-1', 'email')).status).toBe(461);
  expect((await tryLogIn(world, EMAIL, 'pass-2', 'email')).status).toBe(200);
});
