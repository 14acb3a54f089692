import { describe, expect, it } from 'vitest';
import type { SendOutcome } from '#shared/delivery/send-outcome.ts';
import { postponeDelivery } from '#shared/ports/delivery-queue.ts';
import type { OutgoingMessage } from '#shared/ports/message-queue.ts';
import { call } from '../support/api.ts';
import { beforeTransactions } from '../support/concurrent-writes.ts';
import { deliver } from '../support/deliver.ts';
import { type CrashPoint, crashingDb } from '../support/faults.ts';
import { committed, createAnn, dispatchOf, mailingWorld } from '../support/mailing.ts';
import { type World, worldOf } from '../support/world.ts';

const WORKER = { worker: 'workers.deliver' };
/** Longer than a try can be on its way. */
const LATER = 10 * 60;

interface Scene {
  readonly world: World;
  readonly id: number;
  readonly message: OutgoingMessage;
}

/** A welcome mail that waits in the queue. */
const scene = async (): Promise<Scene> => {
  const world = await mailingWorld();
  const id = await createAnn(world, { send_sms_welcome_message: false });
  await committed(world, id);
  const [message] = world.deliveries.sent.splice(0);
  return { world, id, message: message! };
};

/** A worker process of its own, with the providers of the scene. */
const process = ({ world }: Scene, crash?: CrashPoint) => {
  const db = crashingDb(crash);
  return { ...worldOf(db, world.club, world.client, world.queues, world.outbox), db };
};

const stateOf = async ({ world, id }: Scene) => (await dispatchOf(world, id, 'created', 'email'))?.['state'];

const answering = async (...answers: SendOutcome[]) => {
  const one = await scene();
  one.world.outbox.answer = () => answers.shift() ?? { state: 'sent', providerId: 'late' };
  const left = await deliver(process(one), [one.message], WORKER);
  return { ...one, left };
};

describe('a message', () => {
  it('is sent once, however often it is delivered', async () => {
    const one = await scene();
    for (let receiveCount = 1; receiveCount < 4; receiveCount += 1) {
      expect(await deliver(process(one), [one.message], { ...WORKER, receiveCount })).toEqual([]);
    }
    expect(one.world.outbox.mails).toHaveLength(1);
    expect(await dispatchOf(one.world, one.id, 'created', 'email')).toMatchObject({
      state: 'sent',
      detail: 'provider-id',
      message: 'welcome_email',
    });
  });

  it('is sent once when it is delivered ten times at once', async () => {
    const one = await scene();
    await Promise.all(Array.from({ length: 10 }, () => deliver(process(one), [one.message], WORKER)));
    expect(one.world.outbox.mails).toHaveLength(1);
    expect(await stateOf(one)).toBe('sent');
  });

  it('is never sent twice by a worker that dies at any call, and what it did is on record', async () => {
    const one = await scene();
    const whole = process(one);
    await deliver(whole, [one.message], WORKER);
    const calls = whole.db.calls();
    expect(calls).toBeGreaterThan(4);
    const seen = new Set<string>();
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; at <= calls; at += 1) {
        const next = await scene();
        expect(await deliver(process(next, { call: at, when }), [next.message], WORKER)).toHaveLength(1);
        const early = process(next);
        await deliver(early, [next.message], { ...WORKER, receiveCount: 2 });
        const later = process(next);
        later.clock.ahead = LATER;
        expect(await deliver(later, [next.message], { ...WORKER, receiveCount: 3 })).toEqual([]);
        const mails = next.world.outbox.mails.length;
        const state = await stateOf(next);
        expect(mails, `${when} ${at}`).toBeLessThanOrEqual(1);
        // Sent and known, or not known: then nobody repeats it.
        expect(['sent', 'unknown']).toContain(state);
        if (state === 'sent') expect(mails).toBe(1);
        seen.add(`${state} ${mails}`);
      }
    }
    expect([...seen].sort()).toEqual(['sent 1', 'unknown 0', 'unknown 1']);
  });

  it('keeps no personal data on record', async () => {
    const { world, id } = await answering();
    expect(JSON.stringify(await dispatchOf(world, id, 'created', 'email'))).not.toMatch(
      /ann@|example\.|474048/i,
    );
  });
});

describe('what the provider says', () => {
  it('is recorded as unknown where it is ambiguous, and not repeated', async () => {
    const one = await answering({ state: 'unknown', reason: 'TimeoutError' });
    expect(one.left).toEqual([]);
    await deliver(process(one), [one.message], { ...WORKER, receiveCount: 2 });
    expect([await stateOf(one), one.world.outbox.mails.length]).toEqual(['unknown', 1]);
  });

  it('ends the message when it is rejected', async () => {
    const one = await answering({ state: 'failed', reason: 'MessageRejected' });
    await deliver(process(one), [one.message], { ...WORKER, receiveCount: 2 });
    expect([one.left.length, await stateOf(one), one.world.outbox.mails.length]).toEqual([0, 'failed', 1]);
  });

  it('sends the message back to the queue when it is deferred, as often as it takes', async () => {
    const deferred: SendOutcome = { state: 'deferred', reason: 'Throttled' };
    const one = await answering(deferred, deferred);
    expect([one.left.length, await stateOf(one)]).toEqual([1, 'waiting']);
    expect(await deliver(process(one), [one.message], { ...WORKER, receiveCount: 2 })).toHaveLength(1);
    expect(await deliver(process(one), [one.message], { ...WORKER, receiveCount: 3 })).toEqual([]);
    expect([await stateOf(one), one.world.outbox.mails.length]).toEqual(['sent', 3]);
  });

  it('leaves only the link of the last try good', async () => {
    const one = await answering({ state: 'deferred', reason: 'Throttled' });
    await deliver(process(one), [one.message], { ...WORKER, receiveCount: 2 });
    const tokens = one.world.outbox.mails.map(
      ({ html }) => html.match(/verify_email\/[a-z0-9-]+\.\d+\.(\w{64})/)?.[1],
    );
    const statuses = [];
    for (const token of tokens) {
      const path = { email: 'ann@example.com' };
      statuses.push((await call(one.world, 'members.verify-email', { path, body: { token } })).status);
    }
    expect(statuses).toEqual([463, 200]);
  });

  it('counts a reset mail once however often it is deferred', async () => {
    const world = await mailingWorld();
    await createAnn(world);
    let deferrals = 6;
    world.outbox.answer = () =>
      deferrals-- > 0 ? { state: 'deferred', reason: 'Throttled' } : { state: 'sent', providerId: 'id' };
    await call(world, 'members.send-password-reset-token', { path: { email: 'ann@example.com' } });
    const [message] = world.deliveries.sent.splice(0);
    let left = [message!];
    for (let receiveCount = 1; left.length > 0; receiveCount += 1) {
      left = await deliver(world, left, { ...WORKER, receiveCount });
    }
    expect(world.outbox.mails).toHaveLength(7);
  });
});

describe('a text that cannot be rendered', () => {
  it('ends the message without a word to the provider', async () => {
    const welcome_email = {
      default: { subject: { no: 'x' }, body: { no: '{% for i in (1..100000000) %}x{% endfor %}' } },
    };
    const world = await mailingWorld({ messages: { welcome_email } });
    const id = await createAnn(world);
    await committed(world, id);
    expect(await deliver(world, world.deliveries.sent.splice(0), WORKER)).toEqual([]);
    expect(world.outbox.mails).toEqual([]);
    expect(await dispatchOf(world, id, 'created', 'email')).toMatchObject({
      state: 'failed',
      detail: 'template_broken',
    });
  });
});

describe('a provider that defers', () => {
  it('is asked again after pauses that grow to a quarter of an hour', async () => {
    const one = await scene();
    one.world.outbox.answer = () => ({ state: 'deferred', reason: 'Throttled' });
    const worker = process(one);
    for (const receiveCount of [1, 2, 3, 20]) {
      expect(await deliver(worker, [one.message], { ...WORKER, receiveCount })).toHaveLength(1);
    }
    const limits = [15, 30, 60, 900];
    expect(worker.pauses).toHaveLength(limits.length);
    for (const [n, limit] of limits.entries()) {
      expect(worker.pauses[n]).toBeGreaterThanOrEqual(limit / 2);
      expect(worker.pauses[n]).toBeLessThanOrEqual(limit);
    }
  });

  it('loses no message when the pause cannot be set', async () => {
    const one = await scene();
    one.world.outbox.answer = () => ({ state: 'deferred', reason: 'Throttled' });
    const worker = process(one);
    worker.runtime.provide(postponeDelivery, () => Promise.reject(new Error('SQS is away')));
    expect(await deliver(worker, [one.message], WORKER)).toHaveLength(1);
    expect(await stateOf(one)).toBe('waiting');
  });
});

describe('a message that was tampered with', () => {
  it('goes back to the queue and so to the dead letters', async () => {
    const one = await scene();
    const body = one.message.body.replace('"event":"created"', '"event":"created-again"');
    expect(await deliver(one.world, [{ id: '0', body }], WORKER)).toHaveLength(1);
    expect(one.world.outbox.mails).toEqual([]);
  });
});

describe('a member who opts out between the look-up and the try', () => {
  it('is not written to, and the message comes back to find that out', async () => {
    const one = await scene();
    const { world, id } = one;
    let optedOut = false;
    const late = beforeTransactions(world.db, async () => {
      if (optedOut) return;
      optedOut = true;
      const body = { email_enabled: false };
      const answer = await call(world, 'members.update', {
        path: { id: String(id) },
        body,
      });
      expect(answer.status).toBe(200);
    });
    const slow = worldOf(late, world.club, world.client, world.queues, world.outbox);
    const left = await deliver(slow, [one.message], WORKER);
    expect(optedOut).toBe(true);
    expect(world.outbox.mails).toEqual([]);
    expect(left).toHaveLength(1);
    await deliver(process(one), left, { ...WORKER, receiveCount: 2 });
    expect(world.outbox.mails).toEqual([]);
  });
});
