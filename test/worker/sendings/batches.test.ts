import { beforeEach, describe, expect, it } from 'vitest';
import { findPreparationCursor, preparationCursorWrite } from '#shared/data/messaging/sending-cursors.ts';
import { newDispatchWrite } from '#shared/data/messaging/sending-dispatches.ts';
import { transact } from '#shared/data/table/transact.ts';
import { newPreparationCursor, newTransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import { commitWithCursor } from '#shared/messaging/execution/commit-with-cursor.ts';
import {
  dispatchKeyOf,
  type ExecutionContext,
  newDispatch,
} from '#shared/messaging/execution/new-dispatch.ts';
import { nextPosition } from '#shared/messaging/execution/next-position.ts';
import { BATCH_DISPATCHES, type PreparationBatch } from '#shared/messaging/execution/preparation-source.ts';
import { prepareNextBatch } from '#shared/messaging/execution/prepare-next-batch.ts';
import { firstOf } from '#shared/messaging/execution/read-batch.ts';
import { sendingCache } from '#shared/messaging/execution/sending-cache.ts';
import { createMessage, inline, SENDING_CLUB } from '../../support/messaging.ts';
import { plainMember } from '../../support/plain-member.ts';
import { createWorld, type World } from '../../support/world.ts';

const NOW = new Date('2026-01-01T00:00:00.000Z');
const SENDING = 7;

let world: World;
let execution: ExecutionContext;
beforeEach(async () => {
  world = await createWorld(SENDING_CLUB);
  execution = {
    club: world.club.slug,
    sending: { id: SENDING, scheduled_at: null },
    snapshot: { channel: { type: 'push' }, marketing: false },
    now: NOW,
  } as unknown as ExecutionContext;
});

const ref = () => ({ club: world.club.slug, sending: SENDING });

/** A member with so many devices, each with a dispatch; the cursor is after it. */
const devicesOf = (id: number, count: number): PreparationBatch['groups'][number] => ({
  dispatches: Array.from({ length: count }, (_, n) =>
    newDispatch(execution, {
      key: dispatchKeyOf('push', id, `token ${n}`),
      member: id,
      recipientPlace: null,
    }),
  ),
  isMember: true,
  position: { indexNumber: 0, after: `after ${id}` },
});

const END = { indexNumber: 0, after: 'the end' };

describe('a batch of the preparation', () => {
  const prepared = async (
    groups: PreparationBatch['groups'],
    position: PreparationBatch['position'] = END,
  ) => {
    const cursor = newPreparationCursor(0);
    await transact(world.db, [preparationCursorWrite(world.db, ref(), cursor, NOW.toISOString())]);
    return prepareNextBatch(world.db, execution, cursor, async () => ({ groups, position }));
  };

  it('is as large as a transaction, and never a part of a member', async () => {
    const half = BATCH_DISPATCHES / 2;
    expect(await prepared([devicesOf(1, half), devicesOf(2, half)])).toMatchObject({
      dispatches: BATCH_DISPATCHES,
      members: 2,
      position: END,
    });
  });

  it('ends before the member who does not fit', async () => {
    const half = BATCH_DISPATCHES / 2;
    const groups = [devicesOf(1, half), devicesOf(2, half - 1), devicesOf(3, 2)];
    expect(await prepared(groups)).toMatchObject({
      dispatches: BATCH_DISPATCHES - 1,
      members: 2,
      position: { after: 'after 2' },
    });
  });

  it('leaves out who has a dispatch already, and no one else', async () => {
    const [dispatch] = devicesOf(2, 1).dispatches;
    if (!dispatch) throw new Error('No dispatch');
    await transact(world.db, [newDispatchWrite(world.db, world.club.slug, { ...dispatch, id: 1 })]);
    expect(await prepared([devicesOf(1, 2), devicesOf(2, 1), devicesOf(3, 1)])).toMatchObject({
      dispatches: 3,
      members: 2,
    });
  });

  it('is none where another worker has moved the cursor', async () => {
    const cursor = newPreparationCursor(0);
    await transact(world.db, [
      preparationCursorWrite(world.db, ref(), { ...cursor, version: 2 }, NOW.toISOString()),
    ]);
    const groups = [devicesOf(1, 1)];
    const source = async () => ({ groups, position: undefined });
    expect(await prepareNextBatch(world.db, execution, cursor, source)).toBeUndefined();
    expect(await findPreparationCursor(world.db, ref(), 0)).toMatchObject({ version: 2, dispatches: 0 });
  });

  it('fails when a write without a name fails, rather than go on without it', async () => {
    const cursorWrite = () =>
      preparationCursorWrite(world.db, ref(), newPreparationCursor(0), NOW.toISOString());
    const { write } = newDispatchWrite(world.db, world.club.slug, {
      ...(devicesOf(1, 1).dispatches[0] as never as object),
      id: 1,
    } as never);
    await transact(world.db, [{ write }]);
    await expect(commitWithCursor(world.db, cursorWrite, [{ writes: [{ write }] }])).rejects.toThrow();
  });
});

describe('a batch of the transmission', () => {
  const cursor = { ...newTransmissionCursor(0), after: 'before' };
  const item = (recipientKey: string) => ({ dispatch: { recipientKey } }) as never;
  it('moves the cursor to its last dispatch, and an empty one leaves it', () => {
    const position = (keys: string[], isLast: boolean) =>
      nextPosition(cursor, { items: keys.map(item), isLast }, []);
    expect(position(['a', 'b'], false)).toMatchObject({ state: 'open', pass: 1, after: 'b' });
    expect(position([], false)).toMatchObject({ state: 'open', pass: 1, after: 'before' });
    expect(position(['a'], true)).toMatchObject({ state: 'done', after: '' });
  });

  it('takes as many as the quota has', () => {
    const items = [1, 2, 3];
    expect(firstOf({ items, isLast: true }, 2)).toEqual({ items: [1, 2], isLast: false });
    expect(firstOf({ items, isLast: true }, 3)).toEqual({ items, isLast: true });
    expect(firstOf({ items, isLast: false }, 4)).toEqual({ items, isLast: false });
  });
});

describe('what a worker caches', () => {
  const cache = () => world.runtime.use(sendingCache);

  it('has no texts of a template that is not there, and no members of such an audience', async () => {
    expect(await cache().texts(world.club, 999)).toEqual({});
    const matches = await cache().matcher(world.club, 999);
    expect(
      matches(plainMember({ id: 1, club: world.club.slug, properties: {}, now: NOW.toISOString() })),
    ).toBe(false);
  });

  it('has the texts of a template within its wrapper', async () => {
    const templateOf = async (body: string, more: object = {}): Promise<number> => {
      const template = inline({ type: 'plain', content: { body }, ...more });
      const message = await createMessage(world, { channels: [{ type: 'sms', template }] });
      return message.channels[0].template.id;
    };
    const wrapper_id = await templateOf('Hei! {{ content }}');
    const texts = await cache().texts(world.club, await templateOf('x', { wrapper_id }));
    expect(texts['body']).toContain('Hei!');
    expect(texts['body']).toContain('x');
  });
});
