import { describe, expect, it } from 'vitest';
import { QUEUES, sendingWorker } from '#shared/contracts/queues.ts';
import { SENDING_PARTITIONS } from '#shared/data/table/messaging-keys.ts';
import { IN_FLIGHT_LEASE_SECONDS } from '#shared/domain/messaging/cursors.ts';
import { clubShareOf, sendingShareOf, weightOf } from '#shared/domain/messaging/rate-share.ts';
import { newSending } from '#shared/domain/messaging/sending.ts';
import * as execution from '#shared/domain/messaging/sending-execution.ts';

const NOW = new Date('2026-01-01T12:00:00.000Z');
const inMinutes = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);
const plan = {
  draft: false,
  priority: null,
  schedule: { type: 'absolute', at: inMinutes(15).toISOString() } as const,
  audience_id: 7,
  recipients: [{ member_id: 1, msisdn: null, email: null, app_token: null, properties: {} }],
};
const sending = newSending({ id: 1, message_id: 2 }, plan, NOW);
const frozen = {
  channel: { type: 'push', id: 3, template_id: 4, created_at: '', updated_at: '' },
  marketing: false,
} as const;

describe('times of an execution', () => {
  it('expire no worker that may still run, and every worker that has ended', () => {
    expect(IN_FLIGHT_LEASE_SECONDS).toBeGreaterThan(sendingWorker.timeout);
    expect(execution.RECHECK_SECONDS).toBeGreaterThan(IN_FLIGHT_LEASE_SECONDS);
    expect(QUEUES.sending.visibilityTimeout).toBeGreaterThan(IN_FLIGHT_LEASE_SECONDS);
  });

  it('begin five minutes ahead, are looked after every two, and end after twenty', () => {
    expect(sending.next_at).toBe(inMinutes(10).toISOString());
    const preparing = execution.toPreparing(sending, frozen, inMinutes(10));
    expect(preparing.next_at).toBe(inMinutes(12).toISOString());
    const late = execution.scheduleRecheck(preparing, inMinutes(34));
    expect(late.next_at).toBe(inMinutes(35).toISOString());
    expect([34, 35].map((minutes) => execution.isOverdue(late, inMinutes(minutes)))).toEqual([false, true]);
  });
});

describe('an execution', () => {
  it('has a slice for each shard of the audience and one for the recipients, as far as there are any', () => {
    const slices = (more: object) =>
      execution.toPreparing({ ...sending, ...more }, frozen, NOW).preparationPartitions;
    expect(slices({})).toHaveLength(SENDING_PARTITIONS + 1);
    expect(slices({ audience_id: null })).toEqual([execution.RECIPIENTS_PARTITION]);
    expect(slices({ recipients_count: 0 })).toHaveLength(SENDING_PARTITIONS);
  });

  it('without a dispatch is skipped, with some it waits for its time', () => {
    const preparing = execution.toPreparing(sending, frozen, inMinutes(10));
    const none = execution.toPrepared(
      preparing,
      { dispatches: 0, members: 0, exclusions: { no_consent: 2 }, transmissionPartitions: [] },
      inMinutes(11),
    );
    expect(none).toMatchObject({ status: 'skipped', next_at: null, dispatches_count: 0 });
    const some = execution.toPrepared(
      preparing,
      { dispatches: 3, members: 2, exclusions: {}, transmissionPartitions: [1, 5] },
      inMinutes(11),
    );
    expect(some).toMatchObject({ status: 'prepared', next_at: sending.scheduled_at, members_count: 2 });
  });

  it('goes no way that the table of statuses does not have', () => {
    expect(() => execution.toTransmitting(sending, NOW)).toThrow(TypeError);
    expect(() => execution.toCancelled(sending, NOW)).toThrow(TypeError);
    const done = { ...sending, status: 'transmitted' } as const;
    expect(() => execution.toFailed(done, NOW)).toThrow(TypeError);
  });

  it('that is broken off while it transmits is looked after once more', () => {
    const running = { ...sending, status: 'transmitting' } as const;
    const off = execution.toCancelled(running, NOW);
    expect(off).toMatchObject({ status: 'cancelled', next_at: inMinutes(2).toISOString() });
    expect(execution.withoutRecheck(off).next_at).toBeNull();
    expect(execution.toFailed({ ...sending, status: 'preparing' }, NOW).next_at).toBeNull();
  });
});

describe('the share of a club', () => {
  it('is an equal one among those that ask, and never nothing', () => {
    expect(clubShareOf(10, [], 'a')).toBe(10);
    expect(clubShareOf(10, ['a'], 'a')).toBe(10);
    expect(clubShareOf(10, ['a', 'b', 'c'], 'a')).toBe(3);
    expect(clubShareOf(1, ['b', 'c'], 'a')).toBe(1);
  });
});

describe('the part of a sending', () => {
  const weights = new Map([
    [7, weightOf(10)],
    [3, weightOf(1)],
    [5, weightOf(null)],
  ]);
  const partsIn = (share: number, second: number) =>
    [3, 5, 7].map((id) => sendingShareOf(share, weights, id, second));
  const sum = (numbers: readonly number[]) => numbers.reduce((all, number) => all + number, 0);

  it('is the whole share of the club when it asks alone, whatever its priority', () => {
    for (const share of [1, 14, 1000])
      expect(sendingShareOf(share, new Map([[7, weightOf(10)]]), 7, 1_900_000_001)).toBe(share);
  });

  it('adds up to the share with those of the others, in every second and at every rate', () => {
    for (let share = 1; share < 60; share += 1)
      for (let second = 0; second < 50; second += 1) expect(sum(partsIn(share, second))).toBe(share);
  });

  it('is by weight over time, also at one message a second', () => {
    const seconds = Array.from({ length: 1700 }, (_, n) => partsIn(1, 1_900_000_000 + n));
    const [first, without, last] = [0, 1, 2].map((at) => sum(seconds.map((parts) => parts[at] ?? 0)));
    expect(Math.abs((first ?? 0) - 1000)).toBeLessThan(10);
    expect(Math.abs((without ?? 0) - 600)).toBeLessThan(10);
    expect(Math.abs((last ?? 0) - 100)).toBeLessThan(10);
  });
});
