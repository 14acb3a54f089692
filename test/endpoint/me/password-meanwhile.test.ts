/** What happens between the comparison of the current password and the write of the new one. */
import { beforeAll, describe, expect, it } from 'vitest';
import { sessionCounter } from '#shared/data/sessions/login-attempts.ts';
import { reserveAttempt } from '#shared/data/sessions/login-failures.ts';
import { FAILURE_WINDOW_SECONDS } from '#shared/domain/sessions/login-limits.ts';
import { unixSeconds } from '#shared/domain/sessions/session.ts';
import { call } from '../../support/api.ts';
import { beforeTransactions } from '../../support/concurrent-writes.ts';
import { changePassword, logIn, me, person, tryLogIn } from '../../support/log-in.ts';
import { createWorld, stopClock, type World, worldOf } from '../../support/world.ts';

stopClock();

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

/** The same world, in which something happens once before the new password is written. */
const meanwhile = (happens: () => Promise<unknown>): World => {
  let done = false;
  const db = beforeTransactions(world.db, async () => {
    if (done) return;
    done = true;
    await happens();
  });
  return worldOf(db, world.club, world.client);
};

/** The session that a token tells of. */
const sidOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sid;

describe('a password that is being changed', () => {
  it('is changed though the window of its guess is over and another guess has begun the next', async () => {
    const { id } = await person(world);
    const tokens = await logIn(world, id);
    const counter = sessionCounter(world.club.slug, sidOf(tokens.access_token));
    const later = unixSeconds(world.runtime.now()) + FAILURE_WINDOW_SECONDS;
    const slow = meanwhile(() => reserveAttempt(world.db, counter, later));
    expect((await changePassword(slow, tokens)).status).toBe(200);
    expect((await tryLogIn(world, id, 'pass-2')).status).toBe(200);
    // The other guess keeps its place.
    expect(await reserveAttempt(world.db, counter, later)).toMatchObject({ count: 2 });
  });

  it('has no effect any more when the member is removed', async () => {
    const { id } = await person(world);
    const tokens = await logIn(world, id);
    const gone = meanwhile(async () => {
      expect((await call(world, 'members.destroy', { path: { id: String(id) } })).status).toBe(200);
    });
    const { status } = await changePassword(gone, tokens);
    expect(status).toBe((await me(world, tokens)).status);
  });
});
