import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ENV } from '#shared/env-names.ts';
import { acquireSendQuota } from '#shared/messaging/execution/send-quota.ts';
import { database } from '#shared/ports/database.ts';
import { createRuntime } from '#shared/runtime.ts';
import { createWorld, type World } from '../../support/world.ts';

/** What is left of a second when others have a part of it. An account of ten messages a second; all weights are equal. */

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

let second = 1_950_000_000;
beforeEach(() => {
  second += 100;
});

const acquire = (club: string, id: number, wanted: number): Promise<number> => {
  const runtime = createRuntime({
    now: () => new Date(second * 1000),
    env: (name) => (name === ENV.sendingRates ? JSON.stringify({ sms: 10 }) : ''),
  });
  runtime.provide(database, world.db);
  return acquireSendQuota(runtime, { club, sending: { id, priority: null } }, 'sms', wanted);
};

describe('a sending that wants more than is left gets', () => {
  it('what the account has left', async () => {
    expect(await acquire('a', 1, 9)).toBe(9);
    expect(await acquire('b', 1, 5)).toBe(1);
  });

  it('what its club has left of its share, whatever the account has', async () => {
    await acquire('a', 1, 1);
    await acquire('b', 1, 1);
    second += 1;
    expect(await acquire('a', 1, 4)).toBe(4);
    expect(await acquire('a', 2, 5)).toBe(1);
    expect(await acquire('b', 1, 9)).toBe(5);
  });

  it('what it has left of its own part, whatever its club and sendings of the same id have', async () => {
    await acquire('b', 1, 1);
    await acquire('a', 1, 1);
    await acquire('a', 2, 1);
    second += 1;
    expect(await acquire('b', 1, 4)).toBe(4);
    expect(await acquire('a', 1, 1)).toBe(1);
    const rest = await acquire('a', 1, 9);
    expect(rest).toBeGreaterThanOrEqual(1);
    expect(1 + rest + (await acquire('a', 2, 9))).toBe(5);
  });

  it('all of its club’s share when the club’s other sendings do not ask', async () => {
    await acquire('a', 1, 1);
    await acquire('b', 7, 1);
    second += 1;
    expect(await acquire('a', 1, 9)).toBe(5);
  });
});
