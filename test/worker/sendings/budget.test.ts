import { beforeAll, describe, expect, it } from 'vitest';
import { sendingWorker } from '#shared/contracts/queues.ts';
import { deliver } from '../../support/deliver.ts';
import { createMessage, inline, SENDING_CLUB, smsChannel } from '../../support/messaging.ts';
import { type MeteredDb, meteredDb } from '../../support/meter.ts';
import { createInShard, EVERYBODY, flaws, IMMEDIATE, takeNext } from '../../support/sendings.ts';
import { createWorld, type World, worldOf } from '../../support/world.ts';

const MEMBERS = 200;
const SHARD = 4;

interface Spent {
  calls: number;
  writeUnits: number;
}

const CHANNELS = {
  email: {
    type: 'email',
    template: inline({ type: 'email', content: { subject: 'Hi', body: '<p>Hi</p>' } }),
  },
  sms: smsChannel('Hi'),
  push: { type: 'push', template: inline({ type: 'plain', content: { body: 'Hi' } }) },
};
type ChannelType = keyof typeof CHANNELS;

const APPLICATION = 'arn:aws:sns:eu-west-1:1:app/GCM/infinity';
const CLUB = {
  channels: {
    ...SENDING_CLUB.channels,
    push: { ...SENDING_CLUB.channels?.push, platform_applications: { android: APPLICATION } },
  },
};

let world: World;
let db: MeteredDb;
const spent = new Map<string, Spent>();
const sendings: number[] = [];

/** Runs a whole sending and notes what each type of step took. */
const run = async (channel: ChannelType): Promise<void> => {
  const message = await createMessage(world, {
    channels: [CHANNELS[channel]],
    sending: { schedule: IMMEDIATE, audience: EVERYBODY },
  });
  sendings.push(message.latest_sending.id);
  for (let next = takeNext(world); next; next = takeNext(world)) {
    const { type, part } = JSON.parse(next.body);
    db.reset();
    await deliver(world, [next], { worker: sendingWorker.id });
    if (type !== 'sending.advance' && part !== SHARD) continue;
    const name = `${channel} ${type}`;
    const { calls, writeUnits } = db.read();
    const before = spent.get(name) ?? { calls: 0, writeUnits: 0 };
    spent.set(name, { calls: before.calls + calls, writeUnits: before.writeUnits + writeUnits });
  }
};

beforeAll(async () => {
  const plain = await createWorld(CLUB);
  await createInShard(plain, SHARD, MEMBERS);
  db = await meteredDb();
  world = worldOf(db, plain.club, plain.client);
  let sent = 0;
  world.outbox.answer = () => {
    sent += 1;
    return { state: 'sent', providerId: `provider-${world.club.slug}-${sent}` };
  };
  for (const channel of ['email', 'sms', 'push'] as const) await run(channel);
});

const perDispatch = (channel: ChannelType, ...types: string[]): Spent => {
  const all = types.map((type) => spent.get(`${channel} ${type}`));
  const sum = (name: keyof Spent) =>
    all.reduce((total, one) => total + (one?.[name] ?? Number.NaN), 0) / MEMBERS;
  return { calls: sum('calls'), writeUnits: sum('writeUnits') };
};

describe('what a sending costs', () => {
  it('is counted for those that went to every member', async () => {
    const { mails, texts, pushes } = world.outbox;
    expect([mails.length, texts.length, pushes.length]).toEqual([MEMBERS, MEMBERS, MEMBERS]);
    expect(await flaws(world, sendings[1] ?? 0)).toEqual([]);
  });

  it.each<[ChannelType, number, number]>([
    ['email', 3.3, 0.45],
    ['sms', 4.3, 0.5],
    ['push', 4.4, 0.5],
  ])('is for a message by %s at most %d write units and %d calls', (channel, writeUnits, calls) => {
    const all = perDispatch(channel, 'sending.fill', 'sending.lane');
    expect(all.writeUnits).toBeLessThanOrEqual(writeUnits);
    expect(all.calls).toBeLessThanOrEqual(calls);
  });

  it('is a handful of calls to begin it, however many members there are', () => {
    expect(spent.get('sms sending.advance')?.calls).toBeLessThanOrEqual(6);
  });
});
