import { beforeAll, describe, expect, it } from 'vitest';
import { REFRESH_GRACE_SECONDS, REFRESH_TOKEN_SECONDS } from '#shared/domain/sessions/session.ts';
import { openTestDb } from '../../support/db.ts';
import { type CrashPoint, crashingDb } from '../../support/faults.ts';
import { halves, info, logIn, me, person, refreshed, type Tokens, tryRefresh } from '../../support/log-in.ts';
import { type MeteredDb, meteredDb } from '../../support/meter.ts';
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

const DEAD = [460, 462];
const ALIVE = [200, 200];

describe('a refresh', () => {
  it('gives a new pair and ends the old one at once', async () => {
    const first = await logIn(world, id);
    const second = await refreshed(later(1), first);
    expect(second.access_token).not.toBe(first.access_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await me(world, first)).status).toBe(460);
    expect(await halves(world, second)).toEqual(ALIVE);
  });

  it('works before and after the access token has expired', async () => {
    const first = await logIn(world, id);
    const day = 24 * 60 * 60;
    expect((await me(later(day - 60), first)).status).toBe(200);
    expect((await me(later(day + 1), first)).status).toBe(460);
    expect((await info(later(day + 1), first)).status).toBe(460);
    const second = await refreshed(later(day + 1), first);
    expect((await me(later(day + 2), second)).status).toBe(200);
  });

  it('is possible for a year, even while the table still holds the session after that', async () => {
    const first = await logIn(world, id);
    expect((await tryRefresh(later(REFRESH_TOKEN_SECONDS + 1), first.refresh_token)).status).toBe(462);
    const second = await refreshed(later(REFRESH_TOKEN_SECONDS - 60), first);
    // Each refresh token has a year of its own (contract §2.1).
    expect((await tryRefresh(later(2 * REFRESH_TOKEN_SECONDS - 120), second.refresh_token)).status).toBe(200);
  });

  it('answers a retry of the same token with the same bytes', async () => {
    const first = await logIn(world, id);
    const answer = await tryRefresh(world, first.refresh_token);
    const retry = await tryRefresh(later(REFRESH_GRACE_SECONDS - 5), first.refresh_token);
    expect(JSON.stringify(retry.body)).toBe(JSON.stringify(answer.body));
    expect(await halves(world, answer.body)).toEqual(ALIVE);
  });

  it('takes a later re-use for theft and ends the session', async () => {
    const first = await logIn(world, id);
    const second = await refreshed(world, first);
    expect((await tryRefresh(later(REFRESH_GRACE_SECONDS + 5), first.refresh_token)).status).toBe(462);
    expect(await halves(world, second)).toEqual(DEAD);
  });

  it('takes a re-use after the successor was used for theft, however soon', async () => {
    const first = await logIn(world, id);
    const second = await refreshed(world, first);
    const third = await refreshed(world, second);
    expect((await tryRefresh(world, first.refresh_token)).status).toBe(462);
    expect(await halves(world, third)).toEqual(DEAD);
  });

  it('leaves the other sessions of the member alone when it ends a stolen one', async () => {
    const [mine, stolen] = [await logIn(world, id), await logIn(world, id)];
    await refreshed(world, stolen);
    await tryRefresh(later(60), stolen.refresh_token);
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
      Buffer.from(payload, 'base64url').toString().replace(`"sub":"${id}"`, '"sub":"999"'),
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

describe('an authenticated call', () => {
  const counted = async (act: (world: World) => Promise<{ status: number }>) => {
    const db: MeteredDb = await meteredDb();
    const metered = worldOf(db, world.club, world.client);
    await me(metered, { access_token: 'x' });
    db.reset();
    expect((await act(metered)).status).toBe(200);
    return db.read().byOperation;
  };

  it('costs one batch read, and a refresh one conditional write more', async () => {
    const tokens = await logIn(world, id);
    expect(await counted((metered) => me(metered, tokens))).toEqual({ BatchGetCommand: 1 });
    expect(await counted((metered) => info(metered, tokens))).toEqual({ BatchGetCommand: 1 });
    expect(await counted((metered) => tryRefresh(metered, tokens.refresh_token))).toEqual({
      BatchGetCommand: 1,
      UpdateCommand: 1,
    });
  });

  it('sees what was written just before: the batch read is strongly consistent', async () => {
    const tokens = await logIn(world, id);
    const db = await openTestDb();
    const reads: unknown[] = [];
    const send = db.doc.send.bind(db.doc) as (command: any) => Promise<unknown>;
    const doc = new Proxy(db.doc, {
      get: (target, name) =>
        name === 'send'
          ? (command: any) => {
              reads.push(command.input.RequestItems?.[db.table]?.ConsistentRead);
              return send(command);
            }
          : Reflect.get(target, name),
    });
    const watched = worldOf({ ...db, doc }, world.club, world.client);
    await me(watched, { access_token: 'x' });
    reads.length = 0;
    await me(watched, tokens);
    expect(reads).toEqual([true]);
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

  it('take a rotation in the future for one that has just happened', async () => {
    const first = await logIn(world, id);
    const second = await refreshed(later(300), first);
    expect((await tryRefresh(world, first.refresh_token)).body).toEqual(second);
  });
});
