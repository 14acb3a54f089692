import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeCursor } from '#shared/crypto/cursors.ts';
import { call } from '../../support/api.ts';
import {
  logged,
  type Receivers,
  receivers,
  streamed,
  subscribe,
  versionRecord,
  workWebhooks,
} from '../../support/webhooks.ts';
import { createWorld, stopClock, type World } from '../../support/world.ts';

let world: World;
let receiver: Receivers;
let id: number;
beforeAll(stopClock);
beforeEach(async () => {
  world = await createWorld();
  receiver = receivers(world);
  id = await subscribe(world);
});

const list = (query: Record<string, string> = {}, subscription = id) =>
  call(world, 'webhooks.deliveries', { path: { id: String(subscription) }, query });
const refused = async (query: Record<string, string>, subscription = id) =>
  (await list(query, subscription)).headers['x-error-code'];

describe('GET members_changes_subscriptions/:id/deliveries', () => {
  it('lists what the receiver answered, the newest first, and when it is tried again', async () => {
    receiver.answer = () => ({ status: 503, body: 'é'.repeat(2000), isCut: false });
    await streamed(world, [versionRecord(world, 8, 1, 1)]);
    await workWebhooks(world);
    world.clock.ahead += 1;
    receiver.answer = () => ({ status: 400, body: 'no', isCut: false });
    await streamed(world, [versionRecord(world, 9, 1, 2)]);
    await workWebhooks(world);
    const { status, body } = await list();
    const one = { id: expect.any(String), reason: null, attempts: 1 };
    expect([status, body]).toEqual([
      200,
      {
        deliveries: [
          {
            ...{ ...one, at: expect.any(String), outcome: 'dropped', status: 400, reply: 'no' },
            ...{ event_ids: [`${id}-9-2`], next_at: null },
          },
          {
            ...{ ...one, at: expect.any(String), outcome: 'failed', status: 503, reply: 'é'.repeat(1024) },
            ...{ event_ids: [`${id}-8-1`], next_at: expect.stringMatching(/Z$/) },
          },
        ],
      },
    ]);
  });

  it('comes page by page, each once, also of one millisecond', async () => {
    for (const outcome of ['failed', 'dropped', 'expired'] as const) await logged(world, id, { outcome });
    const outcomes: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await list({ per_page: '2', ...(cursor !== undefined && { cursor }) });
      outcomes.push(...body.deliveries.map(({ outcome }: { outcome: string }) => outcome));
      cursor = body.next_cursor;
    } while (cursor !== undefined);
    expect(outcomes.sort()).toEqual(['dropped', 'expired', 'failed']);
  });

  it('refuses cursors that are damaged, forged, or of another subscription', async () => {
    for (const at of ['2026-01-01T00:00:01.000Z', '2026-01-01T00:00:02.000Z'])
      await logged(world, id, { at });
    const { next_cursor: cursor } = (await list({ per_page: '1' })).body;
    const other = await subscribe(world, { url: 'https://other.receiver.com/' });
    const list1 = JSON.stringify(['webhook-deliveries', world.club.slug, id]);
    const forged = [['#', ''], ['a'], 'a', ['a', 'b', 'c'], { at: 'a' }].map((one) =>
      encodeCursor(list1, one),
    );
    const codes = await Promise.all([
      refused({ cursor }, other),
      ...['damaged', ...forged].map((one) => refused({ cursor: one })),
      refused({ per_page: '101' }),
    ]);
    expect(new Set(codes)).toEqual(new Set(['parameter_invalid']));
    expect((await list({ cursor: encodeCursor(list1, ['0', 'b']) })).body).toEqual({ deliveries: [] });
    expect(await refused({}, 999)).toBe('subscription_not_found');
  });
});
