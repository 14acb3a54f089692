import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ENV } from '#shared/env-names.ts';
import { acquireSendQuota } from '#shared/messaging/execution/send-quota.ts';
import { database } from '#shared/ports/database.ts';
import { createRuntime, type Runtime } from '#shared/runtime.ts';
import { createMessage, SENDING_CLUB, smsChannel } from '../../support/messaging.ts';
import {
  createInShard,
  createMembers,
  EVERYBODY,
  flaws,
  IMMEDIATE,
  takeNext,
  work,
} from '../../support/sendings.ts';
import { createWorld, type World, worldOf } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld(SENDING_CLUB);
});

let second = 1_900_000_000;
/** Workers of one account that may send so many messages a second, at a second of their own. */
const workers = (rate = 10): Runtime => {
  const runtime = createRuntime({
    now: () => new Date(second * 1000 + 500),
    env: (name) => (name === ENV.sendingRates ? JSON.stringify({ email: rate, sms: rate, push: rate }) : ''),
  });
  runtime.provide(database, world.db);
  return runtime;
};

beforeEach(() => {
  second += 100;
});

const of = (club: string, priority: number | null = null) => ({
  club,
  sending: { id: priority ?? 99, priority },
});
const [loud, quiet] = [of('loud'), of('quiet')];

describe('messages of a second', () => {
  it('are all one club’s when no other club sends, and at most the account’s rate', async () => {
    const runtime = workers();
    expect(await acquireSendQuota(runtime, loud, 'sms', 7)).toBe(7);
    expect(await acquireSendQuota(runtime, loud, 'sms', 7)).toBe(3);
    expect(await acquireSendQuota(runtime, loud, 'sms', 7)).toBe(0);
    expect(await acquireSendQuota(runtime, loud, 'email', 7)).toBe(7);
    second += 1;
    expect(await acquireSendQuota(runtime, loud, 'sms', 7)).toBe(7);
  });

  it('are shared from the second after another club has asked, in vain or not', async () => {
    const runtime = workers();
    expect(await acquireSendQuota(runtime, loud, 'sms', 10)).toBe(10);
    expect(await acquireSendQuota(runtime, quiet, 'sms', 2)).toBe(0);
    second += 1;
    expect(await acquireSendQuota(runtime, loud, 'sms', 10)).toBe(5);
    expect(await acquireSendQuota(runtime, loud, 'sms', 10)).toBe(0);
    expect(await acquireSendQuota(runtime, quiet, 'sms', 2)).toBe(2);
  });

  it('are shared among the sendings of a club by their priorities', async () => {
    const runtime = workers(11);
    const [first, last] = [of('loud', 1), of('loud', 10)];
    expect(await acquireSendQuota(runtime, last, 'sms', 20)).toBe(11);
    expect(await acquireSendQuota(runtime, first, 'sms', 20)).toBe(0);
    second += 1;
    expect(await acquireSendQuota(runtime, last, 'sms', 20)).toBe(1);
    expect(await acquireSendQuota(runtime, last, 'sms', 20)).toBe(0);
    expect(await acquireSendQuota(runtime, first, 'sms', 20)).toBe(10);
    second += 2;
    expect(await acquireSendQuota(runtime, last, 'sms', 20)).toBe(11);
  });

  it('are never granted twice, however many ask at once', async () => {
    const many = Array.from({ length: 12 }, () => workers());
    const granted = await Promise.all(
      many.map((runtime, n) => acquireSendQuota(runtime, of(`club-${n % 3}`), 'sms', 3)),
    );
    expect(granted.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(10);
    expect(granted.some((count) => count > 0)).toBe(true);
  });
});

/** More than a partition sends before others get their turn. */
const LOUD = 400;

describe('a sending of another club', () => {
  it('is done while a large one is still under way', async () => {
    await createInShard(world, 4, LOUD);
    const other = await createWorld(SENDING_CLUB);
    await createMembers(other, 2);
    const both = worldOf(other.db, other.club, other.client, world.queues);
    world.queues.sending.sent.length = 0;
    const loud = await createMessage(world, {
      channels: [smsChannel('loud')],
      sending: { schedule: IMMEDIATE, audience: EVERYBODY },
    });
    const quiet = await createMessage(both, {
      channels: [smsChannel('quiet')],
      sending: { schedule: IMMEDIATE, audience: EVERYBODY },
    });
    const tenants: string[] = [];
    for (let next = takeNext(world); next; next = takeNext(world)) {
      tenants.push(next.tenant ?? '');
      // The queue hands a club's messages to whatever worker is free.
      await work(next.tenant === both.club.slug ? both : world, next);
    }
    expect(world.outbox.texts).toHaveLength(LOUD);
    expect(both.outbox.texts).toHaveLength(2);
    expect(tenants.lastIndexOf(both.club.slug)).toBeLessThan(tenants.lastIndexOf(world.club.slug));
    expect(await flaws(world, loud.latest_sending.id)).toEqual([]);
    expect(await flaws(both, quiet.latest_sending.id)).toEqual([]);
  });
});
