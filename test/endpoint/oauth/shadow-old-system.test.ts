import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkShadow } from '#shared/admin/check-shadow.ts';
import { findMember } from '#shared/data/members/members.ts';
import { OPEN_SECONDS, OPENS_AFTER } from '#shared/domain/sessions/shadow-circuit.ts';
import { linesWhile, withLog } from '../../support/log.ts';
import { tryLogIn } from '../../support/log-in.ts';
import {
  asShadowWorld,
  json,
  movedMember,
  OLD_TOKEN,
  type OldSystem,
  PASSWORD,
  pairFor,
  type ShadowWorld,
  shadowWorld,
  startOldSystem,
} from '../../support/old-system.ts';
import { stopClock, worldOf } from '../../support/world.ts';

stopClock();

const REFUSED = { error: 'Invalid member credentials' };

let old: OldSystem;
let world: ShadowWorld;
beforeAll(async () => {
  old = await startOldSystem();
  world = await shadowWorld(old, { rate: 100 });
});
afterAll(() => old.stop());
beforeEach(() => {
  old.answer = undefined;
  old.asked.length = 0;
  world.waits.length = 0;
  // Nothing is left of the circuit of the test before.
  world.clock.ahead += OPEN_SECONDS + 1;
});

const moved = (its = world) => movedMember(its, old);
const storedPassword = async (id: number, its = world) =>
  (await findMember(its.db, its.club.slug, id))?.password;

describe('the check of an operator', () => {
  const check = (
    name: string,
    password: string,
    its = world,
    shadow_tokens: object | undefined = undefined,
  ) => {
    const secret = { kid: 't1', master: 'x'.repeat(40), shadow_tokens };
    const store = { read: async () => JSON.stringify(secret), write: async () => {} };
    const query = {
      club: its.club.slug,
      by: 'email',
      name,
      password,
      now: new Date(),
      loopback: true,
    } as const;
    return checkShadow(its.db, store, query);
  };

  it('asks as a log-in does and stores nothing', async () => {
    const { id, email } = await moved();
    const tokens = { [world.club.slug]: OLD_TOKEN };
    expect(await check(email, PASSWORD, world, tokens)).toEqual({
      club: world.club.slug,
      member: id,
      result: 'verified',
      answer: 200,
      asked_at_log_in: true,
    });
    expect(await check(email, 'wrong', world, tokens)).toMatchObject({ result: 'refused', answer: 461 });
    expect(await storedPassword(id)).toBeNull();
    await expect(check(email, PASSWORD)).rejects.toThrow('No client token of the old system');
    await expect(check(email, '', world, tokens)).rejects.toThrow('asks nothing');
  });
});

describe('an old system that', () => {
  it.each<readonly [string, (response: ServerResponse, id: number) => unknown]>([
    ['is broken', (response, id) => json(response, 500, pairFor(id))],
    ['redirects', (response) => json(response, 307, {}, { location: `${old.url}/elsewhere` })],
    ['answers garbage', (response) => response.end('<html>')],
    ['answers another JSON', (response, id) => json(response, 200, [pairFor(id)])],
    ['answers without a token', (response, id) => json(response, 200, { ...pairFor(id), access_token: '' })],
    ['answers with the token of another member', (response, id) => json(response, 200, pairFor(id + 1))],
    [
      'answers without end',
      (response, id) => json(response, 200, { ...pairFor(id), more: 'x'.repeat(100_000) }),
    ],
    ['hangs up', (response) => response.destroy()],
    ['is silent', () => {}],
    ['refuses the client token', (response) => json(response, 401, { error: 'no' })],
    ['knows no such club', (response) => json(response, 404, { error: 'no' })],
  ])('%s logs no member in, and leaves nothing of the password in a log', async (fault, answer) => {
    const { id } = await moved();
    old.answer = (response) => answer(response, id);
    // Another function, with the log of a deployment.
    const its = withLog(asShadowWorld(worldOf(world.db, world.club, world.client)));
    its.clock.ahead = world.clock.ahead;
    if (fault === 'is silent') its.patience.ms = 100;
    let reply: Awaited<ReturnType<typeof tryLogIn>> | undefined;
    const lines = await linesWhile(async () => {
      reply = await tryLogIn(its, id, PASSWORD);
    });
    expect([reply?.status, reply?.body]).toEqual([461, REFUSED]);
    expect(await storedPassword(id)).toBeNull();
    expect(its.counts.ShadowLogInsFailed).toBe(1);
    expect(lines.filter(({ message }) => message === 'shadow log-in failed')).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toMatch(new RegExp(`${PASSWORD}|${OLD_TOKEN}|access_token`));
    expect(old.asked).toHaveLength(1);
    // The circuit is closed again.
    old.answer = undefined;
    world.clock.ahead += OPEN_SECONDS + 1;
    expect((await tryLogIn(world, id, PASSWORD)).status).toBe(200);
  });

  it('is down costs a few members a wait, then one every half a minute, until it answers', async () => {
    const down = await shadowWorld(old, { rate: 100 });
    const members = [];
    for (let n = 0; n < 8; n += 1) members.push(await moved(down));
    const [first, ...others] = members.map(({ id }) => id);
    const tries = (ids: readonly (number | undefined)[]) =>
      Promise.all(ids.map(async (id) => (await tryLogIn(down, id ?? 0, PASSWORD)).status));
    old.answer = (response) => json(response, 503, {});
    for (const id of others.slice(0, OPENS_AFTER)) await tryLogIn(down, id, PASSWORD);
    expect(old.asked).toHaveLength(OPENS_AFTER);
    expect(await tries(others)).toEqual(others.map(() => 461));
    expect(old.asked).toHaveLength(OPENS_AFTER);
    down.clock.ahead += OPEN_SECONDS;
    await tries(others);
    expect(old.asked).toHaveLength(OPENS_AFTER + 1);
    // A wrong password is an answer, too.
    old.answer = undefined;
    down.clock.ahead += OPEN_SECONDS;
    await tryLogIn(down, first ?? 0, 'wrong');
    expect(await tries([first, others[0]])).toEqual([200, 200]);
  });
});
