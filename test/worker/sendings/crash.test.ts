import { beforeAll, describe, expect, it } from 'vitest';
import type { SendingStepMessage } from '#shared/contracts/queue-messages.ts';
import { sendingWorker } from '#shared/contracts/queues.ts';
import { findDispatchContents } from '#shared/data/messaging/dispatch-contents.ts';
import { readTransmissionCursors } from '#shared/data/messaging/sending-cursors.ts';
import { dispatchRefOf } from '#shared/domain/messaging/dispatch.ts';
import { dispatchRefText } from '#shared/domain/messaging/dispatch-ref.ts';
import { RECIPIENTS_PARTITION } from '#shared/domain/messaging/sending-execution.ts';
import { senders } from '#shared/ports/delivery.ts';
import { deliver } from '../../support/deliver.ts';
import { Crash, type CrashingDb, type CrashPoint, crashingDb, losingDb } from '../../support/faults.ts';
import { createMessage, SENDING_CLUB, smsChannel, toMembers } from '../../support/messaging.ts';
import { captureOutbox } from '../../support/notifications.ts';
import { accountOf, createMembers, finish, flaws, IMMEDIATE, takeNext } from '../../support/sendings.ts';
import { createWorld, type World, worldOf } from '../../support/world.ts';

let world: World;
let ids: number[];
beforeAll(async () => {
  world = await createWorld(SENDING_CLUB);
  ids = await createMembers(world, 5);
});

const STRANGER = '4799999999';

/** Two members are named, one twice; the audience finds those two and another. */
const ASKED = () => ({
  schedule: IMMEDIATE,
  recipients: [...toMembers(ids[0]!, ids[1]!, ids[0]!).recipients, { msisdn: STRANGER }],
  audience: {
    type: 'inline',
    conditions: [{ condition_group: 'member', field: 'id', operator: 'any', value: ids.slice(0, 3) }],
  },
});
const begin = async (): Promise<number> => {
  world.outbox.texts.length = 0;
  world.queues.sending.sent.length = 0;
  return (await createMessage(world, { channels: [smsChannel('Hi')], sending: ASKED() })).latest_sending.id;
};

/** Works in a process of its own until it dies or nothing is left; what it was at when it died is lost. */
const workUntilDeath = async (
  db: CrashingDb,
  point?: CrashPoint,
  seen: (message: SendingStepMessage, from: number, to: number) => void = () => {},
): Promise<void> => {
  const process = worldOf(db, world.club, world.client, world.queues, world.outbox);
  process.clock.ahead = world.clock.ahead;
  for (let next = takeNext(process); next; next = takeNext(process)) {
    const from = db.calls();
    const back = await deliver(process, [next], { worker: sendingWorker.id });
    if (point && db.calls() >= point.call) return;
    if (back.length > 0) throw new Error('A healthy worker gives back its message');
    seen(JSON.parse(next.body), from, db.calls());
  }
};

/** The writes of a whole execution, without those of empty partitions: they are all alike. */
const writesWorthDying = async (only?: SendingStepMessage['type']): Promise<number[]> => {
  await begin();
  const partitions = new Set([RECIPIENTS_PARTITION, 15, ...ids.slice(0, 3).map((id) => id % 16)]);
  const calls: number[] = [];
  const db = crashingDb();
  await workUntilDeath(db, undefined, (message, from, to) => {
    if (only !== undefined && message.type !== only) return;
    if (message.type === 'sending.fill' && !partitions.has(message.part)) return;
    for (let call = from + 1; call <= to; call += 1) calls.push(call);
  });
  return calls.filter((call) => db.writes().includes(call));
};

/** The dispatches in flight that may have been sent, for their text is stored, and whose outcome is not recorded. */
const inFlight = async (sending: number): Promise<string[]> => {
  const cursors = await readTransmissionCursors(world.db, { club: world.club.slug, sending });
  const claimed = new Set(cursors.flatMap(({ in_flight }) => in_flight?.recipientKeys ?? []));
  const { dispatches } = await accountOf(world, sending);
  const open = dispatches.filter(
    (one) => one.transmission_status === 'scheduled' && claimed.has(one.recipientKey),
  );
  const refs = open.map((one) => ({ ...dispatchRefOf(world.club.slug, one), id: one.id }));
  const texts = await findDispatchContents(world.db, refs);
  return open
    .filter((one) => texts.has(dispatchRefText(dispatchRefOf(world.club.slug, one))))
    .map(({ recipientKey }) => recipientKey);
};

/** After a crash everybody who was not in flight has exactly one message, and everything adds up. */
const expectWhole = async (id: number, lost: readonly string[]): Promise<void> => {
  await finish(world, id);
  expect(await flaws(world, id)).toEqual([]);
  const { status, dispatches, sent } = await accountOf(world, id);
  expect(status).toBe('transmitted');
  expect(dispatches).toHaveLength(4);
  const unknown = dispatches.filter(({ external_delivery_status }) => external_delivery_status === 'unknown');
  expect(unknown.map(({ recipientKey }) => recipientKey).sort()).toEqual([...lost].sort());
  const others = dispatches.filter(({ recipientKey }) => !lost.includes(recipientKey));
  expect(others.map(({ transmission_status }) => transmission_status)).toEqual(
    others.map(() => 'transmitted'),
  );
  for (const { msisdn } of others) expect(sent.get(msisdn ?? '')).toBe(1);
};

describe('a worker that dies', () => {
  it.each(['before', 'after'] as const)(
    '%s any write to the table loses no recipient, and none gets two messages',
    async (when) => {
      const writes = await writesWorthDying();
      expect(writes.length).toBeGreaterThan(10);
      for (const call of writes) {
        const id = await begin();
        const point: CrashPoint = { call, when };
        await workUntilDeath(crashingDb(point), point);
        await expectWhole(id, await inFlight(id));
      }
    },
    900_000,
  );

  it.each(['before', 'after'] as const)(
    '%s the provider has a message never sends it again, and records its outcome as unknown',
    async (when) => {
      for (let call = 1; call <= 4; call += 1) {
        const id = await begin();
        const process = worldOf(world.db, world.club, world.client, world.queues, captureOutbox());
        process.clock.ahead = world.clock.ahead;
        let calls = 0;
        process.runtime.provide(senders, {
          ...world.outbox.senders,
          sms: async (sms) => {
            calls += 1;
            if (calls !== call) return world.outbox.senders.sms(sms);
            if (when === 'after') await world.outbox.senders.sms(sms);
            throw new Crash();
          },
        });
        for (let next = takeNext(process); next && calls < call; next = takeNext(process)) {
          await deliver(process, [next], { worker: sendingWorker.id });
        }
        const lost = await inFlight(id);
        expect(lost).toHaveLength(1);
        await expectWhole(id, lost);
        expect(world.outbox.texts).toHaveLength(when === 'after' ? 4 : 3);
      }
    },
    120_000,
  );
});

describe('a worker that loses an answer of the table and lives on', () => {
  it('recognizes its own writes: no dispatch is unknown, whichever answer is lost', async () => {
    const writes = await writesWorthDying('sending.lane');
    expect(writes.length).toBeGreaterThan(10);
    for (const call of writes) {
      const id = await begin();
      const db = losingDb(call);
      const process = worldOf(db, world.club, world.client, world.queues, world.outbox);
      process.clock.ahead = world.clock.ahead;
      for (let next = takeNext(process); next; next = takeNext(process)) {
        world.queues.sending.sent.push(...(await deliver(process, [next], { worker: sendingWorker.id })));
      }
      await expectWhole(id, []);
    }
  }, 900_000);
});
