import { expect, it } from 'vitest';
import { findMember, updateMember } from '#shared/data/members/members.ts';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import { changedMember } from '#shared/domain/members/member.ts';
import { passwords } from '#shared/ports/secrets.ts';
import { call } from '../support/api.ts';
import { afterCall } from '../support/concurrent-writes.ts';
import { ANN, createAnn, linkIn, mailingWorld, resetToken, welcomed } from '../support/mailing.ts';
import { type World, worldOf } from '../support/world.ts';

/** What a mailed link does when another request changes its member at any moment of its use: both changes remain. */

const EMAIL = ANN.email.toLowerCase();
const tokenIn = (world: World, page: string): string => linkIn(world, page).split('.')[2] ?? '';

interface Link {
  /** @returns the member's id, and the token mailed to it */
  readonly mailed: (world: World) => Promise<{ readonly id: number; readonly token: string | undefined }>;
  readonly use: (world: World, token: string | undefined) => ReturnType<typeof call>;
  readonly isUsed: (world: World, id: number) => Promise<boolean>;
}

const memberOf = async (world: World, id: number) => {
  const member = await findMember(world.db, world.club.slug, id);
  if (!member) throw new Error('The member is gone');
  return member;
};

const LINKS: Readonly<Record<string, Link>> = {
  'a reset link': {
    mailed: async (world) => ({ id: await createAnn(world), token: await resetToken(world) }),
    use: (world, token) =>
      call(world, 'members.reset-password', {
        path: { email: EMAIL },
        body: { token, password: 'new-word' },
      }),
    isUsed: async (world, id) => {
      const { password } = await memberOf(world, id);
      return world.runtime.use(passwords).matches('new-word', password);
    },
  },
  'a link that verifies an address': {
    mailed: async (world) => ({ id: await welcomed(world), token: tokenIn(world, 'verify_email') }),
    use: (world, token) => call(world, 'members.verify-email', { path: { email: EMAIL }, body: { token } }),
    isUsed: async (world, id) => (await memberOf(world, id)).statuses.email === 'verified',
  },
  'a link that unsubscribes': {
    mailed: async (world) => ({ id: await welcomed(world), token: linkIn(world, 'unsubscribe') }),
    use: (world, token) => call(world, 'members.unsubscribe', { path: { email: EMAIL }, body: { token } }),
    isUsed: async (world, id) => (await memberOf(world, id)).statuses.email === 'unsubscribed',
  },
};

const rename = async (world: World, id: number): Promise<void> => {
  const before = await memberOf(world, id);
  const properties = { ...before.properties, first_name: 'Eve' };
  const change = { properties, flags: {}, changed: changeOrigin('operator') };
  const after = changedMember(before, change, new Date().toISOString());
  expect(await updateMember(world.db, before, after)).toEqual({ outcome: 'written' });
};

it.each(Object.entries(LINKS))(
  '%s works beside another change, whenever that comes',
  async (_, { mailed, use, isUsed }) => {
    let calls = 1;
    // First undisturbed, to know how many calls there are.
    for (let at = 0; at <= calls; at += 1) {
      const world = await mailingWorld();
      const { id, token } = await mailed(world);
      let isRenamed = false;
      const slow = afterCall(world.db, at, async () => {
        await rename(world, id);
        isRenamed = true;
      });
      const { status } = await use(worldOf(slow, world.club, world.client), token);
      if (at === 0) calls = slow.calls();
      // No other request came between: the call was refused, as what forgets guesses is where there are none.
      if (!isRenamed) await rename(world, id);
      const { properties } = await memberOf(world, id);
      expect([at, status, await isUsed(world, id), properties['first_name']]).toEqual([at, 200, true, 'Eve']);
    }
    expect(calls).toBeGreaterThan(2);
  },
);

it.each(Object.entries(LINKS).slice(1))('%s costs one write, and none again', async (_, { mailed, use }) => {
  const world = await mailingWorld();
  const { id, token } = await mailed(world);
  const callsOf = async () => {
    const counting = afterCall(world.db, 0, async () => {});
    expect((await use(worldOf(counting, world.club, world.client), token)).status).toBe(200);
    return counting.calls();
  };
  const first = await callsOf();
  const { version } = await memberOf(world, id);
  const again = await callsOf();
  expect(again).toBe(first - 1);
  expect((await memberOf(world, id)).version).toBe(version);
});

it('a reset mail that cannot be queued is no mail on its way', async () => {
  const world = await mailingWorld();
  const ask = () => call(world, 'members.send-password-reset-token', { path: { email: EMAIL } });
  world.deliveries.refuse = () => true;
  expect((await ask()).status).toBe(503);
  world.deliveries.refuse = () => false;
  expect((await ask()).status).toBe(200);
});
