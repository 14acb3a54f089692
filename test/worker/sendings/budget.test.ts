import { beforeAll, describe, expect, it } from 'vitest';
import { sendingWorker } from '#shared/contracts/queues.ts';
import { deliver } from '../../support/deliver.ts';
import { createMessage, SENDING_CLUB, smsChannel } from '../../support/messaging.ts';
import { type MeteredDb, meteredDb, type Reading } from '../../support/meter.ts';
import { createInShard, EVERYBODY, flaws, IMMEDIATE, takeNext } from '../../support/sendings.ts';
import { createWorld, type World, worldOf } from '../../support/world.ts';

const MEMBERS = 192;
const SHARD = 4;

let world: World;
let db: MeteredDb;
const spent = new Map<string, Reading>();
let sending = 0;

/** Runs a whole sending and notes what each type of step took. */
beforeAll(async () => {
  const plain = await createWorld(SENDING_CLUB);
  await createInShard(plain, SHARD, MEMBERS);
  db = await meteredDb();
  world = worldOf(db, plain.club, plain.client);
  let sent = 0;
  world.outbox.answer = () => {
    sent += 1;
    return { state: 'sent', providerId: `provider-${sent}` };
  };
  const message = await createMessage(world, {
    channels: [smsChannel('Hi')],
    sending: { schedule: IMMEDIATE, audience: EVERYBODY },
  });
  sending = message.latest_sending.id;
  for (let next = takeNext(world); next; next = takeNext(world)) {
    const { type, part } = JSON.parse(next.body);
    db.reset();
    await deliver(world, [next], { worker: sendingWorker.id });
    if (type === 'sending.advance' || part === SHARD) {
      const before = spent.get(type) ?? { calls: 0, writeUnits: 0, readUnits: 0, byOperation: {} };
      const { calls, writeUnits, readUnits } = db.read();
      spent.set(type, {
        calls: before.calls + calls,
        writeUnits: before.writeUnits + writeUnits,
        readUnits: before.readUnits + readUnits,
        byOperation: {},
      });
    }
  }
});

const perDispatch = (type: string) => ({
  calls: (spent.get(type)?.calls ?? Number.NaN) / MEMBERS,
  writeUnits: (spent.get(type)?.writeUnits ?? Number.NaN) / MEMBERS,
});

describe('what a sending costs', () => {
  it('is counted for one that went to every member', async () => {
    expect(world.outbox.texts).toHaveLength(MEMBERS);
    expect(await flaws(world, sending)).toEqual([]);
  });

  it('is 0.08 calls and 2.1 write units to prepare a dispatch', () => {
    expect(perDispatch('sending.fill').calls).toBeLessThanOrEqual(0.08);
    expect(perDispatch('sending.fill').writeUnits).toBeLessThanOrEqual(2.1);
  });

  it('is 0.4 calls and 12.5 write units to transmit it', () => {
    expect(perDispatch('sending.lane').calls).toBeLessThanOrEqual(0.4);
    expect(perDispatch('sending.lane').writeUnits).toBeLessThanOrEqual(12.5);
  });

  it('is a handful of calls to begin it, however many members there are', () => {
    expect(spent.get('sending.advance')?.calls).toBeLessThanOrEqual(6);
  });
});
