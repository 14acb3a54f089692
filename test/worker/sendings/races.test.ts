import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { sendingWorker } from '#shared/contracts/queues.ts';
import { senders } from '#shared/ports/delivery.ts';
import { call } from '../../support/api.ts';
import { deliver } from '../../support/deliver.ts';
import {
  createMessage,
  createSending,
  getMessage,
  getSending,
  SENDING_CLUB,
  smsChannel,
  toMembers,
} from '../../support/messaging.ts';
import {
  accountOf,
  createMembers,
  EVERYBODY,
  finish,
  flaws,
  IMMEDIATE,
  stored,
  sweep,
  takeNext,
  work,
  workAll,
} from '../../support/sendings.ts';
import { createWorld, type World, worldOf } from '../../support/world.ts';

let world: World;
let ids: number[];
beforeAll(async () => {
  world = await createWorld(SENDING_CLUB);
  ids = await createMembers(world, 6);
});

const ALL = () => ({ schedule: IMMEDIATE, ...toMembers(...ids) });

const begin = async (sending: object = ALL()): Promise<{ message: number; id: number }> => {
  world.outbox.texts.length = 0;
  world.queues.sending.sent.length = 0;
  const message = await createMessage(world, { channels: [smsChannel('Hi')], sending });
  return { message: message.id, id: message.latest_sending.id };
};

/** The same table, queue and provider, seen by another worker. */
const another = (): World => {
  const other = worldOf(world.db, world.club, world.client, world.queues, world.outbox);
  other.clock.ahead = world.clock.ahead;
  return other;
};

const expectAllOnce = async (id: number): Promise<void> => {
  expect(await flaws(world, id)).toEqual([]);
  const { status, sent } = await accountOf(world, id);
  expect([status, sent.size]).toEqual(['transmitted', ids.length]);
};

describe('messages of the queue', () => {
  it('may each come twice, at once and again at the end', async () => {
    const { id } = await begin({ schedule: IMMEDIATE, audience: EVERYBODY, ...toMembers(ids[0]!) });
    const seen = [];
    for (let next = takeNext(world); next; next = takeNext(world)) {
      seen.push(next);
      await work(world, next);
      await work(world, next);
    }
    for (const message of seen) await work(world, message);
    await workAll(world);
    await expectAllOnce(id);
  });

  it('may be worked by two workers side by side', async () => {
    const { id } = await begin({ schedule: IMMEDIATE, audience: EVERYBODY });
    const others = [another(), another()];
    for (let next = takeNext(world); next; next = takeNext(world)) {
      const message = next;
      await Promise.all(others.map((other) => deliver(other, [message], { worker: sendingWorker.id })));
    }
    await finish(world, id);
    await expectAllOnce(id);
  });

  it('may be swept twice at once', async () => {
    const { id } = await begin();
    await Promise.all([sweep(world), sweep(another())]);
    await Promise.all([workAll(world), workAll(another())]);
    await finish(world, id);
    await expectAllOnce(id);
  });

  it('may all be lost: the sweeper finds the sending again', async () => {
    const { id } = await begin({ schedule: IMMEDIATE, audience: EVERYBODY });
    for (let lost = 0; lost < 12; lost += 1) {
      world.queues.sending.sent.length = 0;
      await sweep(world);
      const next = takeNext(world);
      if (next) await work(world, next);
      world.clock.ahead += 30;
    }
    await finish(world, id);
    await expectAllOnce(id);
  });
});

/** Works so many messages, or as many as there are. @returns whether there were so many */
const workSome = async (count: number): Promise<boolean> => {
  for (let worked = 0; worked < count; worked += 1) {
    const next = takeNext(world);
    if (!next) return false;
    await work(world, next);
  }
  return true;
};

describe('a sending that is cancelled', () => {
  it('sends nothing more from then on, whatever it was at', async () => {
    const answers: number[] = [];
    for (let steps = 0; ; steps += 1) {
      const { message, id } = await begin();
      if (!(await workSome(steps))) break;
      const before = world.outbox.texts.length;
      const { status } = await call(world, 'sendings.cancel', { path: { id: String(id) } });
      answers.push(status);
      await finish(world, id);
      if (status !== 200) {
        await expectAllOnce(id);
        continue;
      }
      expect(world.outbox.texts).toHaveLength(before);
      expect(await getSending(world, id)).toMatchObject({ status: 'cancelled' });
      expect(await getMessage(world, message)).toMatchObject({ sendings_status: 'finished' });
      const { dispatches } = await accountOf(world, id);
      expect(dispatches.filter((one) => one.transmission_status === 'transmitted')).toHaveLength(before);
      const again = await call(world, 'sendings.cancel', { path: { id: String(id) } });
      expect(again.status).toBe(405);
    }
    // Before it began and after it ended there was nothing to cancel.
    expect([answers[0], answers.at(-1)]).toEqual([405, 405]);
    expect(answers.filter((status) => status === 200).length).toBeGreaterThan(3);
  });

  it('writes down what was in flight when it was cancelled', async () => {
    const { id } = await begin();
    let cancelled = false;
    const other = another();
    other.runtime.provide(senders, {
      ...world.outbox.senders,
      sms: async (sms) => {
        if (!cancelled) await call(world, 'sendings.cancel', { path: { id: String(id) } });
        cancelled = true;
        return world.outbox.senders.sms(sms);
      },
    });
    for (let next = takeNext(other); next; next = takeNext(other)) {
      await deliver(other, [next], { worker: sendingWorker.id });
    }
    await finish(world, id);
    expect(world.outbox.texts).toHaveLength(1);
    const { status, dispatches } = await accountOf(world, id);
    expect(status).toBe('cancelled');
    expect(dispatches.map((one) => one.transmission_status).sort()).toEqual([
      ...ids.slice(1).map(() => 'scheduled'),
      'transmitted',
    ]);
    expect(await flaws(world, id)).toEqual([]);
  });
});

describe('a sending whose message is deleted', () => {
  it('sends nothing more from then on, whatever it was at', async () => {
    for (let steps = 0; ; steps += 1) {
      const { message, id } = await begin();
      const open = await workSome(steps);
      const before = world.outbox.texts.length;
      expect((await call(world, 'messages.destroy', { path: { id: String(message) } })).status).toBe(200);
      await finish(world, id);
      expect(world.outbox.texts).toHaveLength(before);
      expect((await call(world, 'sendings.get', { path: { id: String(id) } })).status).toBe(404);
      if (!open) break;
    }
  });

  it('is cancelled first, though it moves while that is tried', async () => {
    const { message, id } = await begin();
    while ((await stored(world, id))['status'] !== 'transmitting') await workSome(1);
    const { doc, table } = world.db;
    const send = doc.send.bind(doc) as (command: any) => Promise<unknown>;
    let moves = 2;
    const spy = vi.spyOn(doc, 'send').mockImplementation(async (command: any) => {
      const steps: any[] = command.input.TransactItems ?? [];
      const cancels = steps.find(
        ({ Put }) => Put?.Item.kind === 'sending' && Put.Item.status === 'cancelled',
      );
      if (cancels && moves-- > 0) {
        const { pk, sk } = cancels.Put.Item;
        const bump = { UpdateExpression: 'ADD #v :one', ExpressionAttributeNames: { '#v': 'version' } };
        await send(
          new UpdateCommand({
            TableName: table,
            Key: { pk, sk },
            ...bump,
            ExpressionAttributeValues: { ':one': 1 },
          }),
        );
      }
      return send(command);
    });
    const reply = await call(world, 'messages.destroy', { path: { id: String(message) } });
    spy.mockRestore();
    expect(reply.status).toBe(200);
    const before = world.outbox.texts.length;
    await workAll(world);
    expect(world.outbox.texts).toHaveLength(before);
    expect(await stored(world, id)).toMatchObject({ status: 'cancelled' });
  });
});

describe('an update of a sending', () => {
  it('is part of the execution that it races with, or is refused', async () => {
    const outcomes = new Set<number>();
    for (let round = 0; round < 12; round += 1) {
      const message = await createMessage(world, { channels: [smsChannel('Hi')] });
      const { id } = await createSending(world, message.id, { schedule: IMMEDIATE, ...toMembers(ids[0]!) });
      world.outbox.texts.length = 0;
      const other = another();
      const update = call(world, 'sendings.update', {
        path: { id: String(id) },
        body: { sending: toMembers(ids[1]!, ids[2]!) },
      });
      const [{ status }] = await Promise.all([update, round % 2 ? workAll(other) : sweep(other)]);
      await finish(world, id);
      outcomes.add(status);
      expect([200, 405, 409]).toContain(status);
      expect(world.outbox.texts).toHaveLength(status === 200 ? 2 : 1);
      expect(await flaws(world, id)).toEqual([]);
    }
    expect(outcomes.size).toBeGreaterThan(0);
  });
});
