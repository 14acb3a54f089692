import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { sendingWorker } from '#shared/contracts/queues.ts';
import { sendingSweeper } from '#shared/contracts/scheduled-workers.ts';
import { createMember } from '#shared/data/members/members.ts';
import { readTransmissionCursors } from '#shared/data/messaging/sending-cursors.ts';
import { readDispatches } from '#shared/data/messaging/sending-dispatches.ts';
import type { Device } from '#shared/domain/members/device.ts';
import type { Member } from '#shared/domain/members/member.ts';
import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';
import type { OutgoingMessage } from '#shared/ports/message-queue.ts';
import { call } from './api.ts';
import { people } from './bulk.ts';
import { deliver } from './deliver.ts';
import { plainMember } from './plain-member.ts';
import { runScheduled } from './schedule.ts';
import type { World } from './world.ts';

/** Members of the club, each with an e-mail address and a number of its own. @returns their ids */
export const createMembers = async (world: World, count: number, more: object = {}): Promise<number[]> => {
  const ids: number[] = [];
  for (const { properties } of people(count)) {
    const answer = await call(world, 'members.create', { body: { properties, ...more } });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    ids.push(answer.body.id);
  }
  return ids;
};

/** An installation of the club's app, of the Android one. */
const deviceOf = ({ id, created_at }: Member): Device => ({
  token: `token:${id}-${'x'.repeat(130)}`,
  platform: 'android',
  installation: null,
  firebase_project: null,
  endpoint: null,
  session: null,
  registered_at: created_at,
});

/** Members of one shard, each with an address of every channel, so that its steps are as full as those of a large sending. */
export const createInShard = async ({ db, club }: World, shard: number, count: number): Promise<void> => {
  const now = new Date().toISOString();
  const member = (n: number) =>
    plainMember({
      id: 160_000 + 16 * n + shard,
      club: club.slug,
      properties: {
        msisdn: `4748${String(n).padStart(6, '0')}`,
        email: `person.number.${n}@example.com`,
        first_name: 'P',
        last_name: String(n),
      },
      now,
    });
  for (let from = 0; from < count; from += 20) {
    const some = Array.from({ length: Math.min(20, count - from) }, (_, n) => member(from + n));
    await Promise.all(some.map((one) => createMember(db, { ...one, devices: [deviceOf(one)] })));
  }
};

/** Everybody who has a last name, as an audience. */
export const EVERYBODY = {
  type: 'inline',
  conditions: [{ condition_group: 'member_properties', field: 'last_name', operator: 'exists' }],
};

export const IMMEDIATE = { type: 'immediate' };

/** Work that goes on for ever would hang the test. */
const MOST_DELIVERIES = 5000;

/** Takes what waits in the queue of sendings; those with a delay move the clock when nothing else is left. */
export const takeNext = (world: World): OutgoingMessage | undefined => {
  const { sent } = world.queues.sending;
  const at = sent.findIndex(({ delay = 0 }) => delay === 0);
  if (at >= 0) return sent.splice(at, 1)[0];
  const [next] = [...sent].sort((a, b) => (a.delay ?? 0) - (b.delay ?? 0));
  if (!next) return undefined;
  world.clock.ahead += next.delay ?? 0;
  sent.splice(sent.indexOf(next), 1);
  return next;
};

/** Delivers one message to the worker; what it gives back waits in the queue again. */
export const work = async (world: World, message: OutgoingMessage): Promise<void> => {
  const back = await deliver(world, [message], { worker: sendingWorker.id });
  world.queues.sending.sent.push(...back);
};

/** Works until the queue is empty; @returns deliveries */
export const workAll = async (world: World): Promise<number> => {
  for (let deliveries = 0; deliveries < MOST_DELIVERIES; deliveries += 1) {
    const next = takeNext(world);
    if (!next) return deliveries;
    await work(world, next);
  }
  throw new Error('The work does not end');
};

export const sweep = (world: World): Promise<void> => runScheduled(world, sendingSweeper);

/** Sweeps and works, moving the clock as far as rechecks need, until the sending has ended. */
export const finish = async (world: World, sending: number): Promise<void> => {
  for (let round = 0; round < 20; round += 1) {
    await sweep(world);
    await workAll(world);
    if ((await stored(world, sending))['due_at'] === undefined) return;
    world.clock.ahead += 130;
  }
  throw new Error('The sending does not end');
};

/** The item of a sending. */
export const stored = async ({ db, club }: World, id: number): Promise<Record<string, any>> => {
  const { Items = [] } = await db.doc.send(
    new QueryCommand({
      TableName: db.table,
      KeyConditionExpression: 'pk = :pk AND sk = :sk',
      ExpressionAttributeValues: { ':pk': `CLUB#${club.slug}#SENDING#${id}`, ':sk': 'SENDING' },
      ConsistentRead: true,
    }),
  );
  return Items[0] ?? {};
};

export const dispatchesOf = ({ db, club }: World, sending: number): Promise<readonly Dispatch[]> =>
  readDispatches(db, club.slug, sending);

/** What a sending has done, for checking that it adds up. */
interface Account {
  readonly status: string;
  /** Addresses that the provider was asked to write to, with how often. */
  readonly sent: ReadonlyMap<string, number>;
  readonly dispatches: readonly Dispatch[];
  readonly counted: number | null;
}

const tallyOf = (texts: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
};

export const accountOf = async (world: World, sending: number): Promise<Account> => {
  const { status, dispatches_count } = await stored(world, sending);
  const { mails, texts } = world.outbox;
  return {
    status,
    sent: tallyOf([...mails, ...texts].map(({ to }) => to)),
    dispatches: await dispatchesOf(world, sending),
    counted: dispatches_count,
  };
};

/** What is wrong with an account of a sending that has ended (invariants I2 and I6). */
export const flaws = async (world: World, sending: number): Promise<string[]> => {
  const { status, sent, dispatches, counted } = await accountOf(world, sending);
  const cursors = await readTransmissionCursors(world.db, { club: world.club.slug, sending });
  const addressOf = ({ msisdn, email, app_token }: Dispatch) => msisdn ?? email ?? app_token ?? '';
  const told = tallyOf(dispatches.filter((one) => one.transmission_status === 'transmitted').map(addressOf));
  return [
    ...[...sent].filter(([, times]) => times > 1).map(([to, times]) => `${to} was written to ${times} times`),
    ...[...told].filter(([to]) => !sent.has(to)).map(([to]) => `${to} is said to be written to`),
    ...(counted === dispatches.length ? [] : [`${counted} counted, ${dispatches.length} there`]),
    ...(status === 'transmitted' && cursors.some(({ state }) => state !== 'done')
      ? ['a partition is open']
      : []),
    ...cursors
      .filter(({ in_flight }) => in_flight)
      .map(({ partition }) => `partition ${partition} has something in flight`),
  ];
};
