import { expect, it } from 'vitest';
import { findTransmissionCursor } from '#shared/data/messaging/sending-cursors.ts';
import { openDb } from '#shared/data/table/db.ts';
import { IN_FLIGHT_LEASE_SECONDS } from '#shared/domain/messaging/cursors.ts';
import { senders } from '#shared/ports/delivery.ts';
import type { OutgoingMessage } from '#shared/ports/message-queue.ts';
import { dynamoConfig, TEST_TABLE } from '../../support/db.ts';
import { Crash } from '../../support/faults.ts';
import { createMessage, SENDING_CLUB } from '../../support/messaging.ts';
import { finish, flaws, IMMEDIATE, stored, takeNext, work } from '../../support/sendings.ts';
import { createWorld, type World, worldOf } from '../../support/world.ts';

/** More than a partition sends in one step, in most partitions. */
const NON_MEMBERS = 1000;

const stepOfLane = async (world: World): Promise<OutgoingMessage> => {
  for (;;) {
    const next = takeNext(world);
    if (!next) throw new Error('No transmission was begun');
    if (JSON.parse(next.body).type === 'sending.lane') return next;
    await work(world, next);
  }
};

/** Another process of the same deployment, at the same time. */
const processOf = (world: World, db = world.db): World => {
  const process = worldOf(db, world.club, world.client, world.queues, world.outbox);
  process.clock.ahead = world.clock.ahead;
  return process;
};

it('that two workers find at once is settled once, and no recipient gets two messages', async () => {
  const world = await createWorld(SENDING_CLUB);
  const recipients = Array.from({ length: NON_MEMBERS }, (_, n) => ({ msisdn: String(4_790_000_000 + n) }));
  const message = await createMessage(world, { sending: { schedule: IMMEDIATE, recipients } });
  const { id } = message.latest_sending;
  const step = await stepOfLane(world);
  const { part, ...rest } = JSON.parse(step.body);
  world.outbox.answer = () => {
    throw new Error('The worker dies while it calls the provider');
  };
  await work(world, step);
  world.outbox.answer = () => ({ state: 'sent', providerId: 'provider-id' });
  world.queues.sending.sent.length = 0;
  world.clock.ahead += IN_FLIGHT_LEASE_SECONDS + 1;
  const cursor = await findTransmissionCursor(world.db, { club: world.club.slug, sending: id }, part);
  const again = { ...step, body: JSON.stringify({ ...rest, part, version: cursor?.version }) };

  const quick = processOf(world);
  const gate = Promise.withResolvers<void>();
  const sending = Promise.withResolvers<void>();
  const { sms } = world.outbox.senders;
  quick.runtime.provide(senders, {
    ...world.outbox.senders,
    sms: async (text) => {
      const outcome = await sms(text);
      sending.resolve();
      await gate.promise;
      return outcome;
    },
  });
  const db = openDb(TEST_TABLE, dynamoConfig());
  let itsWork: Promise<void> | undefined;
  // The slow one has seen the dead try; before it can settle it, the quick one has, and is at the next dispatches.
  db.doc.middlewareStack.add(
    (next, context) => async (args) => {
      if (!itsWork && context['commandName'] === 'BatchExecuteStatementCommand') {
        itsWork = work(quick, again);
        await sending.promise;
      }
      return next(args);
    },
    { step: 'initialize', name: 'slow' },
  );
  await work(processOf(world, db), again);
  gate.resolve();
  await itsWork;
  await finish(world, id);
  expect(await flaws(world, id)).toEqual([]);
});

/** A client of the same table whose process ends where it would clear what is in flight. */
const dyingAtTheEnd = (died: () => void) => {
  const db = openDb(TEST_TABLE, dynamoConfig());
  let isDead = false;
  db.doc.middlewareStack.add(
    (next) => async (args) => {
      const { ConditionExpression = '' } = args.input as { ConditionExpression?: string };
      if (ConditionExpression.startsWith('in_flight.attempt')) {
        isDead = true;
        died();
      }
      if (isDead) throw new Crash();
      return next(args);
    },
    { step: 'initialize', name: 'dying' },
  );
  return db;
};

it.each([1, 2])(
  'counts the parts of SMS whose outcomes %i workers recorded before they ended',
  async (workers) => {
    const world = await createWorld(SENDING_CLUB);
    const recipients = [{ msisdn: '4790000001' }];
    const message = await createMessage(world, { sending: { schedule: IMMEDIATE, recipients } });
    const { id } = message.latest_sending;
    const step = await stepOfLane(world);
    const { part, ...rest } = JSON.parse(step.body);
    if (workers === 2) {
      world.outbox.answer = () => {
        throw new Error('The worker dies while it calls the provider');
      };
      await work(world, step);
      world.clock.ahead += IN_FLIGHT_LEASE_SECONDS + 1;
    }
    const cursor = await findTransmissionCursor(world.db, { club: world.club.slug, sending: id }, part);
    const again = { ...step, body: JSON.stringify({ ...rest, part, version: cursor?.version }) };
    let deaths = 0;
    const db = dyingAtTheEnd(() => {
      deaths += 1;
    });
    await work(processOf(world, db), again);
    expect(deaths).toBeGreaterThan(0);
    world.clock.ahead += IN_FLIGHT_LEASE_SECONDS + 1;
    await finish(world, id);
    expect(await stored(world, id)).toMatchObject({ status: 'transmitted', sms_parts: 1 });
  },
);
