import { beforeAll, describe, expect, it } from 'vitest';
import { REFRESH_TOKEN_SECONDS } from '#shared/domain/sessions/session.ts';
import { type CrashPoint, crashingDb } from '../../support/faults.ts';
import {
  changePassword,
  halves,
  info,
  logIn,
  me,
  person,
  refreshed,
  type Tokens,
  tryRefresh,
} from '../../support/log-in.ts';
import { meteredDb } from '../../support/meter.ts';
import { createWorld, stopClock, type World, worldOf } from '../../support/world.ts';

stopClock();

let world: World;
let id: number;
beforeAll(async () => {
  world = await createWorld();
  ({ id } = await person(world));
});

/** The same club, seen by another function instance whose clock is ahead. */
const later = (seconds: number, db = world.db): World => {
  const other = worldOf(db, world.club, world.client);
  other.clock.ahead = seconds;
  return other;
};

const DAY = 24 * 60 * 60;
const DEAD = [460, 462];
const ALIVE = [200, 200];

describe('a refresh', () => {
  it('gives a new pair, and the access token before lives its 24 hours all the same', async () => {
    const first = await logIn(world, id);
    const second = await refreshed(later(1), first);
    expect(second.access_token).not.toBe(first.access_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const third = await refreshed(later(2), second);
    for (const { access_token } of [first, second, third])
      expect((await me(later(DAY - 1), { access_token })).status).toBe(200);
    expect((await me(later(DAY), first)).status).toBe(460);
    expect((await info(later(DAY), second)).body).toMatchObject({
      expires_in_seconds: 1,
      created_at: second.created_at,
    });
  });

  it('works before and after the access token has expired', async () => {
    const first = await logIn(world, id);
    expect((await me(later(DAY - 60), first)).status).toBe(200);
    expect((await me(later(DAY + 1), first)).status).toBe(460);
    expect((await info(later(DAY + 1), first)).status).toBe(460);
    const second = await refreshed(later(DAY + 1), first);
    expect((await me(later(DAY + 2), second)).status).toBe(200);
  });

  it('is possible for a year, even while the table still holds the session after that', async () => {
    const first = await logIn(world, id);
    expect((await tryRefresh(later(REFRESH_TOKEN_SECONDS + 1), first.refresh_token)).status).toBe(462);
    const second = await refreshed(later(REFRESH_TOKEN_SECONDS - 60), first);
    // Each refresh token has a year of its own (contract §2.1).
    expect((await tryRefresh(later(2 * REFRESH_TOKEN_SECONDS - 120), second.refresh_token)).status).toBe(200);
  });

  it('may be repeated for hours: until the new pair is used, the answer is the same to the byte', async () => {
    const first = await logIn(world, id);
    const answer = await tryRefresh(world, first.refresh_token);
    for (const seconds of [0, 40, 5 * 60 * 60, DAY - 1]) {
      const again = await tryRefresh(later(seconds), first.refresh_token);
      expect(JSON.stringify(again.body)).toBe(JSON.stringify(answer.body));
    }
    expect(await halves(world, answer.body)).toEqual(ALIVE);
  });

  it('repeated after the access token expired unused has the same refresh token and a fresh access token', async () => {
    const first = await logIn(world, id);
    const lost = await refreshed(world, first);
    const [one, other] = [await refreshed(later(DAY), first), await refreshed(later(3 * DAY), first)];
    expect([one.refresh_token, other.refresh_token]).toEqual([lost.refresh_token, lost.refresh_token]);
    expect(other).toMatchObject({ created_at: lost.created_at + 3 * DAY, expires_in: DAY });
    expect((await me(later(4 * DAY - 1), other)).status).toBe(200);
    expect((await tryRefresh(later(4 * DAY), first.refresh_token)).status).toBe(462);
    expect(await halves(later(3 * DAY), other)).toEqual(DEAD);
  });

  it.each([
    ['an access token', me],
    ['an access token at token/info', info],
    [
      'an access token, though the call is refused',
      (at: World, { access_token }: Tokens) => changePassword(at, { access_token }, 'wrong'),
    ],
    ['a refresh', (at: World, { refresh_token }: Tokens) => tryRefresh(at, refresh_token)],
  ] as const)(
    'after the use of the new pair by %s is theft, however soon, and ends the session',
    async (_, use) => {
      const first = await logIn(world, id);
      const second = await refreshed(world, first);
      await use(world, second);
      expect((await tryRefresh(later(1), first.refresh_token)).status).toBe(462);
      expect(await halves(world, second)).toEqual(DEAD);
      expect(await halves(world, first)).toEqual(DEAD);
    },
  );

  it('is no theft by one that had arrived before the pair was used, and was overtaken', async () => {
    const first = await logIn(world, id);
    const arrivedAt = world.runtime.now().getTime();
    const second = await refreshed(world, first);
    await me(later(2), second);
    expect((await tryRefresh(later(3), first.refresh_token, arrivedAt)).body).toEqual(second);
    const third = await refreshed(later(4), second);
    expect((await tryRefresh(later(5), first.refresh_token, arrivedAt)).status).toBe(462);
    expect((await me(world, third)).status).toBe(200);
    // No request is under way for longer than the gateway waits, whatever it says.
    expect((await tryRefresh(later(60), first.refresh_token, arrivedAt)).status).toBe(462);
    expect(await halves(world, third)).toEqual(DEAD);
  });

  it('leaves the other sessions of the member alone when it ends a stolen one', async () => {
    const [mine, stolen] = [await logIn(world, id), await logIn(world, id)];
    await me(world, await refreshed(world, stolen));
    expect((await tryRefresh(later(60), stolen.refresh_token)).status).toBe(462);
    expect(await halves(world, mine)).toEqual(ALIVE);
  });

  it('gives one successor pair to all of 20 who come at once', async () => {
    const first = await logIn(world, id);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => tryRefresh(world, first.refresh_token)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    const pairs = new Set(answers.map(({ body }) => JSON.stringify(body)));
    expect(pairs.size).toBe(1);
    expect(await halves(world, answers[0]?.body as Tokens)).toEqual(ALIVE);
  });

  it('refuses access tokens and what is no token of ours, without touching the table', async () => {
    const tokens = await logIn(world, id);
    const db = await meteredDb();
    const metered = worldOf(db, world.club, world.client);
    await me(metered, { access_token: 'x' });
    db.reset();
    const [head, payload, signature] = tokens.refresh_token.split('.') as [string, string, string];
    const forged = Buffer.from(
      Buffer.from(payload, 'base64url').toString().replace(`"m":${id}`, '"m":999'),
    ).toString('base64url');
    const none = Buffer.from('{"alg":"none","kid":"t1"}').toString('base64url');
    const garbage = [
      tokens.access_token,
      'x',
      'a.b.c',
      '..',
      `${head}.${forged}.${signature}`,
      `${head}.${payload}.`,
      `${none}.${payload}.`,
      `${tokens.refresh_token}x`,
      'x'.repeat(100_000),
    ];
    for (const token of garbage) {
      const { status, body } = await tryRefresh(metered, token);
      expect([status, body], token.slice(0, 40)).toEqual([462, { error: 'Invalid refresh token' }]);
      const bearer = token === tokens.access_token ? tokens.refresh_token : token;
      expect((await me(metered, { access_token: bearer })).status, token.slice(0, 40)).toBe(460);
    }
    expect(db.read().calls).toBe(0);
    expect(await halves(world, tokens)).toEqual(ALIVE);
  });
});

describe('a crash during a refresh', () => {
  const dying = (point: CrashPoint) => {
    const db = crashingDb(point);
    return { db, world: worldOf(db, world.club, world.client) };
  };

  /** Calls before the refresh itself: the client token and the club. */
  const directoryCalls = 2;

  it.each(['before', 'after'] as const)('%s any call leaves the retry a living pair', async (when) => {
    const dry = crashingDb();
    const probe = await logIn(world, id);
    await refreshed(worldOf(dry, world.club, world.client), probe);
    expect(dry.calls()).toBe(directoryCalls + 2);
    for (let call = 1; call <= dry.calls(); call += 1) {
      const first = await logIn(world, id);
      expect((await tryRefresh(dying({ call, when }).world, first.refresh_token)).status).toBe(500);
      const second = await refreshed(later(10), first);
      expect(await halves(world, second), `${when} call ${call}`).toEqual(ALIVE);
    }
  });
});

describe('clocks that disagree by five minutes', () => {
  it('neither refuse a fresh token nor lose a session', async () => {
    for (const [issuer, reader] of [
      [300, 0],
      [0, 300],
    ] as const) {
      const tokens = await logIn(later(issuer), id);
      expect((await me(later(reader), tokens)).status).toBe(200);
      const next = await refreshed(later(reader), tokens);
      expect(await halves(later(issuer), next)).toEqual(ALIVE);
    }
  });

  it('take a use in the future for one that has just happened', async () => {
    const first = await logIn(world, id);
    const second = await refreshed(later(300), first);
    expect((await tryRefresh(world, first.refresh_token)).body).toEqual(second);
    await me(later(300), second);
    expect((await tryRefresh(world, first.refresh_token)).body).toEqual(second);
  });
});
