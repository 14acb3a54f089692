import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { dueShard, sendingKey } from '#shared/data/table/messaging-keys.ts';
import { advance } from '#shared/messaging/execution/advance.ts';
import { preparePartition } from '#shared/messaging/execution/prepare-partition.ts';
import { sweepSendings } from '#shared/messaging/execution/sweep.ts';
import { transmitPartition } from '#shared/messaging/execution/transmit-partition.ts';
import type { OutgoingMessage } from '#shared/ports/message-queue.ts';
import { createMessage, moveTo, SENDING_CLUB, toMembers } from '../../support/messaging.ts';
import {
  accountOf,
  createMembers,
  IMMEDIATE,
  stored,
  takeNext,
  work,
  workAll,
} from '../../support/sendings.ts';
import { createWorld, type World } from '../../support/world.ts';

const PLENTY = { remainingMilliseconds: () => 60_000 };

let world: World;
beforeEach(async () => {
  world = await createWorld(SENDING_CLUB);
});

const begin = async (count = 1): Promise<number> => {
  const sending = { schedule: IMMEDIATE, ...toMembers(...(await createMembers(world, count))) };
  return (await createMessage(world, { sending })).latest_sending.id;
};

const typeOf = ({ body }: OutgoingMessage): string => JSON.parse(body).type;

/** Works until a step of this type is next, and takes it. */
const nextOf = async (type: string): Promise<OutgoingMessage> => {
  for (let next = takeNext(world); next; next = takeNext(world)) {
    if (typeOf(next) === type) return next;
    await work(world, next);
  }
  throw new Error(`No ${type}`);
};

describe('the sweeper', () => {
  const SHARD = 3;
  const due = async (count: number): Promise<void> => {
    const put = (Item: object) =>
      world.db.doc.send(new PutCommand({ TableName: world.db.table, Item: { ...Item } }));
    const when = { due_shard: dueShard(SHARD), due_at: '2026-01-01T00:00:00.000Z' };
    await put({ pk: `CLUB#${world.club.slug}#OTHER`, sk: 'OTHER', ...when });
    for (let n = 0; n < count; n += 25)
      await Promise.all(
        Array.from({ length: Math.min(25, count - n) }, (_, k) =>
          put({ ...sendingKey(world.club.slug, 1000 + n + k), ...when }),
        ),
      );
  };
  const swept = async (remaining: number): Promise<number> => {
    await sweepSendings(world.runtime, { remainingMilliseconds: () => remaining });
    const own = world.queues.sending.sent.splice(0).map(({ body }) => JSON.parse(body));
    const ids = own.filter(({ club }) => club === world.club.slug).map(({ sending }) => sending);
    expect(new Set(ids).size).toBe(ids.length);
    return ids.length;
  };

  it('queues each sending once, a hundred at a time, as long as time is left', async () => {
    await due(201);
    expect(await swept(60_000)).toBe(201);
    expect(await swept(10_000)).toBe(201);
    expect(await swept(9_999)).toBe(100);
  });
});

describe('a step', () => {
  it.each(['none', 'this'])('of a sending that is not there does nothing, in club %s', async (which) => {
    const club = which === 'this' ? world.club.slug : 'none';
    const step = { club, sending: 99, partition: 0, version: 1 };
    expect(await preparePartition(world.runtime, { type: 'prepare', ...step }, PLENTY)).toBeUndefined();
    expect(await transmitPartition(world.runtime, { type: 'transmit', ...step }, PLENTY)).toBeUndefined();
    expect(await advance(world.runtime, club, 99)).toBeUndefined();
    expect(world.queues.sending.sent).toEqual([]);
  });

  it.each(['sending.fill', 'sending.lane'])(
    '%s of a sending that was cancelled sends nothing',
    async (type) => {
      const id = await begin();
      const step = await nextOf(type);
      await moveTo(world, id, 'cancelled');
      await work(world, step);
      expect([world.outbox.texts.length, (await stored(world, id))['status']]).toEqual([0, 'cancelled']);
      expect(world.queues.sending.sent.filter((one) => typeOf(one) !== 'sending.advance')).toEqual([]);
    },
  );

  it('of another version than the cursor does nothing', async () => {
    const id = await begin();
    for (const type of ['sending.fill', 'sending.lane']) {
      const step = await nextOf(type);
      const body = JSON.parse(step.body);
      world.queues.sending.sent.length = 0;
      await work(world, { ...step, body: JSON.stringify({ ...body, version: body.version + 1 }) });
      expect([type, world.queues.sending.sent, world.outbox.texts.length]).toEqual([type, [], 0]);
      await work(world, step);
    }
    await workAll(world);
    expect((await accountOf(world, id)).status).toBe('transmitted');
  });

  it('of a sending whose time has run out ends it, and sends nothing', async () => {
    const id = await begin();
    const step = await nextOf('sending.lane');
    world.clock.ahead += 10 * 24 * 3600;
    await work(world, step);
    expect([world.outbox.texts.length, (await stored(world, id))['status']]).toEqual([0, 'failed']);
  });

  it('is taken again, a batch at a time, when the function has no time left', async () => {
    const id = await begin(3);
    const fill = await nextOf('sending.fill');
    const { club, sending, part: partition, version } = JSON.parse(fill.body);
    world.queues.sending.sent.length = 0;
    const step = { type: 'prepare', club, sending, partition, version } as const;
    await preparePartition(world.runtime, step, { remainingMilliseconds: () => 14_999 });
    expect(world.queues.sending.sent.map(({ body }) => JSON.parse(body))).toMatchObject([
      { type: 'sending.fill', sending: id, version },
    ]);
    world.queues.sending.sent.length = 0;
    await preparePartition(world.runtime, step, { remainingMilliseconds: () => 15_000 });
    expect((await stored(world, id))['status']).not.toBe('preparing');
  });
});
