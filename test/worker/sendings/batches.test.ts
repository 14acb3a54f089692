import { beforeEach, describe, expect, it } from 'vitest';
import { findPreparationCursor, preparationCursorWrite } from '#shared/data/messaging/sending-cursors.ts';
import { dispatchItem, readDispatches } from '#shared/data/messaging/sending-dispatches.ts';
import { transact } from '#shared/data/table/transact.ts';
import { newPreparationCursor, newTransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import {
  dispatchKeyOf,
  type ExecutionContext,
  newDispatch,
} from '#shared/messaging/execution/new-dispatch.ts';
import { nextPosition } from '#shared/messaging/execution/next-position.ts';
import type { PreparationBatch } from '#shared/messaging/execution/preparation-source.ts';
import { prepareNextBatch } from '#shared/messaging/execution/prepare-next-batch.ts';
import { firstOf } from '#shared/messaging/execution/read-batch.ts';
import { sendingCache } from '#shared/messaging/execution/sending-cache.ts';
import { createMessage, inline, putItem, SENDING_CLUB } from '../../support/messaging.ts';
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

const storedIds = async (): Promise<number[]> =>
  (await readDispatches(world.db, world.club.slug, SENDING)).map(({ id }) => id);

describe('a batch of the preparation', () => {
  const prepared = async (
    groups: PreparationBatch['groups'],
    position: PreparationBatch['position'] = END,
  ) => {
    const cursor = newPreparationCursor(0);
    await transact(world.db, [preparationCursorWrite(world.db, ref(), cursor, NOW.toISOString())]);
    return prepareNextBatch(world.db, execution, cursor, async () => ({ groups, position }));
  };

  it('plans its dispatches, stores them, and is at its position then', async () => {
    expect(await prepared([devicesOf(1, 60), devicesOf(2, 60)])).toMatchObject({
      version: 3,
      dispatches: 120,
      members: 2,
      position: END,
      plan: null,
    });
    expect(await storedIds()).toHaveLength(120);
  });

  it('leaves out who has a dispatch already, and no one else', async () => {
    const [dispatch] = devicesOf(2, 1).dispatches;
    if (!dispatch) throw new Error('No dispatch');
    await putItem(world.db, dispatchItem(world.club.slug, { ...dispatch, id: 1 }));
    const groups = [devicesOf(1, 2), devicesOf(2, 1), devicesOf(3, 1), devicesOf(3, 1)];
    expect(await prepared(groups)).toMatchObject({ dispatches: 3, members: 2 });
  });

  it('is continued by its plan where a worker has died, whatever there is to read by then', async () => {
    const cursor = newPreparationCursor(0);
    await transact(world.db, [preparationCursorWrite(world.db, ref(), cursor, NOW.toISOString())]);
    const { db } = world;
    let calls = 0;
    const dying = new Proxy(db.doc, {
      get: (target, name) =>
        name === 'send'
          ? async (command: any) => {
              calls += command.constructor.name === 'BatchExecuteStatementCommand' ? 1 : 0;
              if (calls > 1) throw new Error('The worker has died');
              return target.send(command);
            }
          : Reflect.get(target, name),
    });
    const groups = [devicesOf(1, 30), devicesOf(2, 30)];
    const source = async () => ({ groups, position: undefined });
    await expect(prepareNextBatch({ ...db, doc: dying }, execution, cursor, source)).rejects.toThrow();
    const planned = await findPreparationCursor(db, ref(), 0);
    expect(planned).toMatchObject({ version: 2, state: 'open', dispatches: 60 });
    const nothing = async () => ({ groups: [], position: undefined });
    const after = await prepareNextBatch(db, execution, planned ?? cursor, nothing);
    expect(after).toMatchObject({ version: 3, state: 'done', dispatches: 60, plan: null });
    expect(new Set(await storedIds())).toEqual(new Set(planned?.plan?.dispatches.map(({ id }) => id)));
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
    expect(await storedIds()).toEqual([]);
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
