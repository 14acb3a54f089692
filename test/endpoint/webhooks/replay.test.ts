import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeCursor } from '#shared/crypto/cursors.ts';
import { call } from '../../support/api.ts';
import {
  logged,
  type Receivers,
  receivers,
  removalRecord,
  streamed,
  subscribe,
  sweepAfter,
  taken,
  versionRecord,
  workWebhooks,
} from '../../support/webhooks.ts';
import { createWorld, stopClock, type World } from '../../support/world.ts';

const DAY = 24 * 60 * 60;
let world: World;
let receiver: Receivers;
let id: number;
beforeAll(stopClock);
beforeEach(async () => {
  world = await createWorld();
  receiver = receivers(world);
  id = await subscribe(world);
});

const replay = (body: object, subscription = id) =>
  call(world, 'webhooks.replay', { path: { id: String(subscription) }, body });
const now = () => world.runtime.now().toISOString();
const arrived = () => receiver.posts.splice(0).flatMap((events) => events.map(({ event }) => event.id));
const delivered = async (): Promise<void> => {
  await streamed(world, [
    versionRecord(world, 8, 1, 1),
    versionRecord(world, 8, 2, 2),
    versionRecord(world, 9, 1, 3),
  ]);
  await workWebhooks(world);
};

describe('POST members_changes_subscriptions/:id/replay', () => {
  it('sends what was dropped again, under the same ids', async () => {
    const from = now();
    world.clock.ahead += 1;
    receiver.answer = () => ({ status: 400, body: 'no', isCut: false });
    await delivered();
    const dropped = arrived();
    world.clock.ahead += 25 * DAY;
    const to = now();
    world.clock.ahead += 1;
    receiver.answer = () => taken;
    const period = await replay({ from, to });
    expect([period.status, period.body]).toEqual([200, { queued_number: 3, missing_event_ids: [] }]);
    await workWebhooks(world);
    expect(arrived().sort()).toEqual(dropped.sort());
    expect((await replay({ from })).body.queued_number).toBe(3);
    expect((await replay({ from: to })).body).toEqual({ queued_number: 3, missing_event_ids: [] });
    await workWebhooks(world);
    // Twice asked for, queued once.
    expect(arrived().sort()).toEqual(dropped.sort());
  });

  it('sends single events again, in order, and says which are not stored', async () => {
    await delivered();
    arrived();
    const event_ids = [`${id}-8-2`, `${id}-8-1`, `${id}-8-1`, `${id}-8-7`];
    const { body } = await replay({ event_ids });
    expect(body).toEqual({ queued_number: 2, missing_event_ids: [`${id}-8-7`] });
    await workWebhooks(world);
    expect(arrived()).toEqual([`${id}-8-1`, `${id}-8-2`]);
  });

  it('says nothing of a member that was removed meanwhile', async () => {
    await delivered();
    await streamed(world, [removalRecord(world, 8, 2, 4)]);
    await workWebhooks(world);
    receiver.posts.length = 0;
    await replay({ event_ids: [`${id}-8-1`] });
    await workWebhooks(world);
    expect(receiver.posts.flat().map(({ member }) => member)).toEqual([{ id: 8 }]);
  });

  it('leaves an event that waits for its next attempt where it is', async () => {
    receiver.answer = () => ({ status: 503, body: '', isCut: false });
    await streamed(world, [versionRecord(world, 8, 1, 1)]);
    await workWebhooks(world);
    receiver.posts.length = 0;
    expect((await replay({ event_ids: [`${id}-8-1`] })).body.queued_number).toBe(1);
    await workWebhooks(world);
    expect(arrived()).toEqual([]);
    receiver.answer = () => taken;
    await sweepAfter(world, 60);
    expect(arrived()).toEqual([`${id}-8-1`]);
  });

  it('takes a period of many events in parts', async () => {
    const lines = Array.from({ length: 7 }, (_, line) =>
      Array.from({ length: 100 }, (_, n) => `${id}-8-${100 * line + n + 1}`),
    );
    for (const [line, event_ids] of lines.entries())
      await logged(world, id, { at: `2026-01-01T00:00:0${line}.000Z`, event_ids });
    const first = (await replay({ from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:00:05Z' })).body;
    const second = (await replay({ cursor: first.next_cursor })).body;
    expect([first, second].map(({ missing_event_ids }) => missing_event_ids)).toEqual([
      lines.slice(0, 5).flat(),
      lines[5],
    ]);
    expect(second.next_cursor).toBeUndefined();
  });

  it.each([
    [{}, 'from'],
    [{ from: null }, 'from'],
    [{ to: '2026-01-01T00:00:00Z' }, 'from'],
    [{ from: 'yesterday' }, 'from'],
    [{ from: '2099-01-01T00:00:00Z' }, 'from'],
    [{ from: '2026-01-01T00:00:00Z', to: 5 }, 'to'],
    [{ event_ids: [] }, 'event_ids'],
    [{ event_ids: ['1-1'] }, 'event_ids'],
    [{ event_ids: Array.from({ length: 101 }, () => '1-1-1') }, 'event_ids'],
    [{ event_ids: ['0-1-1'], from: '2026-01-01T00:00:00Z' }, 'event_ids'],
    [{ from: '2026-01-01T00:00:00Z', cursor: 'a' }, 'from'],
    [{ cursor: 'damaged' }, 'cursor'],
  ])('refuses %j', async (body, key) => {
    const { status, body: reply } = await replay(body);
    expect([status, Object.keys(reply.details)]).toEqual([422, [key]]);
  });

  it('refuses forged cursors, and subscriptions that are not there', async () => {
    const list = JSON.stringify(['webhook-replay', world.club.slug, id]);
    for (const place of [['#', 'a', 'b'], ['a', 'b'], 'a', ['a', 'b', 5], ['a', 'b', 'c', 'd']])
      expect((await replay({ cursor: encodeCursor(list, place) })).status).toBe(422);
    expect((await replay({ event_ids: ['1-1-1'] }, 999)).headers['x-error-code']).toBe(
      'subscription_not_found',
    );
  });
});
