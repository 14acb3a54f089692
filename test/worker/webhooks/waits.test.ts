import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { webhookSweeper } from '#shared/contracts/scheduled-workers.ts';
import { countReceiverFailure } from '#shared/data/webhooks/receiver-health.ts';
import { call } from '../../support/api.ts';
import { runScheduled } from '../../support/schedule.ts';
import {
  broken,
  type Receivers,
  receivers,
  removalRecord,
  streamed,
  subscribe,
  sweepAfter,
  taken,
  versionRecord,
  webhookItems,
  workWebhooks,
} from '../../support/webhooks.ts';
import { createWorld, stopClock, type World, worldOf } from '../../support/world.ts';

let world: World;
let receiver: Receivers;
beforeAll(stopClock);
beforeEach(async () => {
  world = await createWorld();
  receiver = receivers(world);
});

/** The change of a member of one partition, delivered as far as it goes. */
const changed = async (member: number): Promise<void> => {
  await streamed(world, [versionRecord(world, 8 * member, 1, member)]);
  await workWebhooks(world);
};

describe('a partition of events', () => {
  it('waits as long as the receiver asks, though one event alone was refused', async () => {
    await subscribe(world);
    receiver.answer = () => ({ status: 429, body: '', isCut: false, retryAfter: '300' });
    await changed(1);
    await changed(2);
    await sweepAfter(world, 240);
    expect(receiver.posts).toHaveLength(1);
    receiver.answer = () => taken;
    await sweepAfter(world, 60);
    expect(
      new Set(receiver.posts.slice(1).flatMap((events) => events.map(({ member }) => member.id))),
    ).toEqual(new Set([8, 16]));
  });

  it('wakes one worker, however many of its events waited alone', async () => {
    await subscribe(world);
    receiver.answer = () => broken;
    for (const member of [1, 2, 3]) await changed(member);
    world.clock.ahead += 4 * 60 * 60;
    await runScheduled(world, webhookSweeper);
    const own = world.queues.webhook.sent.filter(({ body }) => body.includes(`"${world.club.slug}"`));
    expect(own).toHaveLength(1);
  });

  it('takes with it what was counted of its receiver when the subscription is removed', async () => {
    const id = await subscribe(world, { paused: true });
    await changed(1);
    await call(world, 'webhooks.destroy', { path: { id: String(id) } });
    await countReceiverFailure(world.db, world.club.slug, id);
    await workWebhooks(world);
    expect(await webhookItems(world)).toEqual([]);
  });
});

describe('the removal of a member', () => {
  it('strips events for a subscription that the cache of the worker lacks', async () => {
    const other = worldOf(world.db, world.club, world.client);
    await streamed(other, [versionRecord(world, 8, 1, 1)]);
    await subscribe(world, { paused: true });
    await streamed(world, [versionRecord(world, 8, 2, 2)]);
    await streamed(other, [removalRecord(world, 8, 2, 3)]);
    const items = await webhookItems(world);
    expect(items.filter((item) => item.includes('@a.no'))).toEqual([]);
  });
});
