import { beforeEach, describe, expect, it } from 'vitest';
import { createMember, findMember, removeMember, updateMember } from '#shared/data/members/members.ts';
import { endAllSessions, replacePassword } from '#shared/data/sessions/session-epoch.ts';
import { endSession, findSession, keepSessionWrite, storeSession } from '#shared/data/sessions/sessions.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { newSession, type Session, tokenClaims } from '#shared/domain/sessions/session.ts';
import { type PresentedMember, presentedMember } from '#shared/sessions/presented-member.ts';
import { plainMember, removal } from '../support/plain-member.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let member: Member;
let session: Session;
let presented: PresentedMember;

beforeEach(async () => {
  world = await createWorld();
  const now = world.runtime.now();
  member = plainMember({
    id: 1,
    club: world.club.slug,
    properties: { email: 'a@example.com' },
    password: 'old',
    now: now.toISOString(),
  });
  await createMember(world.db, member);
  session = newSession(member, { sid: 's', client: 1 }, { kid: 'k1', now: Math.floor(now.getTime() / 1000) });
  await storeSession(world.db, session);
  presented = presentedMember(world.runtime, {
    claims: tokenClaims(session, 'access', session.rotated_at),
    session,
    member,
  });
  // What the request has read is used once; the next look follows a write of another caller.
  expect(await presented.find()).toBe(member);
});

const moveOn = async (): Promise<Session> => {
  const after = { ...member, password: 'new', session_epoch: 1 };
  expect(await replacePassword(world.db, member, after, [keepSessionWrite(world.db, session, 1)])).toEqual(
    [],
  );
  return { ...session, epoch: 1 };
};

describe('a logged-in member whose change met another', () => {
  it('is read anew', async () => {
    const changed = { ...member, optin_channel: 'other', version: 2 };
    await updateMember(world.db, member, changed);
    expect(await presented.find()).toEqual(changed);
    expect(await presented.find()).toEqual(changed);
  });

  it.each([
    ['log-out', () => endSession(world.db, session)],
    ['end of all sessions', () => endAllSessions(world.db, member.club, member.id)],
    [
      'end of the session’s time',
      async () => {
        world.clock.ahead = session.expires_at - session.created_at + 1;
      },
    ],
  ])('is logged in no more after a %s', async (_, end) => {
    await end();
    await expect(presented.find()).rejects.toMatchObject({ code: 'oauth_token_invalid' });
  });

  it('is logged in no more after a new password that a newer access token set', async () => {
    const after = { ...member, password: 'new', session_epoch: 1 };
    await replacePassword(world.db, member, after, [keepSessionWrite(world.db, session, 2)]);
    await expect(presented.find()).rejects.toMatchObject({ code: 'oauth_token_invalid' });
  });

  it('is absent when it was removed', async () => {
    expect(await removeMember(world.db, member, removal(member.updated_at))).toBe(true);
    expect(await presented.find()).toBeUndefined();
  });

  it('takes its session along from the epoch that it has by now', async () => {
    await moveOn();
    const before = (await presented.find()) as Member;
    expect(presented.extraWrites(before, { session_epoch: before.session_epoch })).toEqual([]);
    expect(await transact(world.db, presented.extraWrites(before, { session_epoch: 2 }))).toEqual([]);
    expect((await findSession(world.db, session))?.session.epoch).toBe(2);
    expect((await findMember(world.db, member.club, member.id))?.session_epoch).toBe(1);
  });
});
