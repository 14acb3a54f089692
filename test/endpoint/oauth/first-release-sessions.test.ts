import { randomUUID } from 'node:crypto';
import { CompactSign } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { findMember } from '#shared/data/members/members.ts';
import { storeSession } from '#shared/data/sessions/sessions.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { newSession, REFRESH_TOKEN_SECONDS, type Session } from '#shared/domain/sessions/session.ts';
import { keys } from '#shared/ports/secrets.ts';
import { halves, me, person, refreshed, type Tokens, tryRefresh } from '../../support/log-in.ts';
import { createWorld, stopClock, type World, worldOf } from '../../support/world.ts';

stopClock();

let world: World;
let id: number;
beforeAll(async () => {
  world = await createWorld();
  ({ id } = await person(world));
});

const DAY = 24 * 60 * 60;

const later = (seconds: number): World => {
  const other = worldOf(world.db, world.club, world.client);
  other.clock.ahead = seconds;
  return other;
};

describe('a session of the first release', () => {
  /** Its item, and the tokens that it had. */
  const firstRelease = async (): Promise<Tokens> => {
    const { club, db } = world;
    const now = Math.floor(world.runtime.now().getTime() / 1000);
    const sid = randomUUID();
    const member = (await findMember(db, club.slug, id)) as Member;
    const session = { ...newSession(member, { sid, client: 1 }, { kid: 't1', now }), n: 2 };
    const { used_n: _, used_at: __, ...rest } = session;
    await storeSession(db, rest as Session);
    const ring = await world.runtime.use(keys)();
    const key = ring.key('t1', 'session-token') as Uint8Array;
    const sign = (type: string, n: number, seconds: number) => {
      const claims = { type, club: club.slug, sub: String(id), sid, n, iat: now, exp: now + seconds };
      return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
        .setProtectedHeader({ alg: 'HS256', kid: 't1', typ: 'JWT' })
        .sign(key);
    };
    return {
      access_token: await sign('access', 2, DAY),
      refresh_token: await sign('refresh', 2, REFRESH_TOKEN_SECONDS),
      used: await sign('refresh', 1, REFRESH_TOKEN_SECONDS),
      created_at: now,
      resource_owner_id: id,
    } as Tokens;
  };
  const usedOf = (tokens: Tokens): string => (tokens as Tokens & { readonly used: string }).used;

  it('goes on with its tokens, which are replaced by the next refresh', async () => {
    const tokens = await firstRelease();
    expect((await me(world, tokens)).status).toBe(200);
    const next = await refreshed(world, tokens);
    expect(next.refresh_token.length).toBeLessThanOrEqual(200);
    expect(await halves(world, next)).toEqual([200, 200]);
    expect((await me(world, tokens)).status).toBe(200);
    expect((await me(later(DAY), tokens)).status).toBe(460);
    expect((await tryRefresh(world, tokens.refresh_token)).status).toBe(462);
  });

  it('gives its newest pair again for 30 seconds, as the first release promised', async () => {
    const [one, other] = [await firstRelease(), await firstRelease()];
    expect((await tryRefresh(later(29), usedOf(one))).status).toBe(200);
    expect((await tryRefresh(later(30), usedOf(other))).status).toBe(462);
    expect((await me(world, other)).status).toBe(460);
  });
});
