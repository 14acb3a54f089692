import { expect, it, vi } from 'vitest';
import { ENV } from '#shared/env-names.ts';
import type { OutgoingMessage } from '#shared/ports/message-queue.ts';
import { createMessage, SENDING_CLUB, smsChannel } from '../../support/messaging.ts';
import { accountOf, createInShard, EVERYBODY, IMMEDIATE, work } from '../../support/sendings.ts';
import { createWorld, stopClock, type World } from '../../support/world.ts';

const RATE = 11;
const MEMBERS = 60;

/** A world whose providers take `RATE` messages a second, and whose partitions ask every second. */
const limitedWorld = async (): Promise<World> => {
  stopClock();
  const world = await createWorld(SENDING_CLUB);
  const { env } = world.runtime;
  vi.spyOn(world.runtime, 'env').mockImplementation((name) =>
    name === ENV.sendingRates ? JSON.stringify({ email: RATE, sms: RATE, push: RATE }) : env(name),
  );
  vi.spyOn(world.runtime, 'random').mockReturnValue(0);
  return world;
};

/** Works second by second until nothing is queued; @returns the texts that went out in each second */
const workBySeconds = async (world: World): Promise<string[][]> => {
  const seconds: string[][] = [];
  let waiting: { readonly message: OutgoingMessage; readonly at: number }[] = [];
  const accept = () => {
    for (const message of world.queues.sending.sent.splice(0))
      waiting.push({ message, at: seconds.length + (message.delay ?? 0) });
  };
  for (accept(); waiting.length > 0; world.clock.ahead += 1) {
    const from = world.outbox.texts.length;
    for (let next = waiting.find(({ at }) => at <= seconds.length); next; ) {
      waiting = waiting.filter((one) => one !== next);
      await work(world, next.message);
      accept();
      next = waiting.find(({ at }) => at <= seconds.length);
    }
    seconds.push(world.outbox.texts.slice(from).map(({ text }) => text));
  }
  return seconds;
};

it('of two sendings at the same time the one of priority 1 sends more in each second, and both end', async () => {
  const world = await limitedWorld();
  await createInShard(world, 4, MEMBERS);
  const ids: number[] = [];
  for (const [text, priority] of [
    ['last', 10],
    ['first', 1],
  ] as const) {
    const sending = { schedule: IMMEDIATE, audience: EVERYBODY, priority };
    const message = await createMessage(world, { channels: [smsChannel(text)], sending });
    ids.push(message.latest_sending.id);
  }
  const seconds = (await workBySeconds(world)).filter((texts) => texts.length > 0);
  const sentBy = (name: string, texts: readonly string[]) => texts.filter((text) => text === name).length;
  for (const texts of seconds) expect(texts.length).toBeLessThanOrEqual(RATE);
  const shared = seconds.filter((texts) => sentBy('first', texts) > 0).slice(1, -1);
  expect(shared.map((texts) => [sentBy('first', texts), sentBy('last', texts)])).toEqual(
    shared.map(() => [10, 1]),
  );
  expect(shared.length).toBeGreaterThan(3);
  const all = seconds.flat();
  expect([sentBy('first', all), sentBy('last', all)]).toEqual([MEMBERS, MEMBERS]);
  for (const id of ids) {
    const { status, dispatches } = await accountOf(world, id);
    expect(status).toBe('transmitted');
    expect(
      dispatches.filter(({ transmission_status }) => transmission_status === 'transmitted'),
    ).toHaveLength(MEMBERS);
  }
});
