import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { outboxWorker } from '#shared/contracts/queues.ts';
import { memberItem } from '#shared/data/members/member-item.ts';
import { allocateIds, raiseMemberIds } from '#shared/data/table/counters.ts';
import { clubKey, type Key, memberKey } from '#shared/data/table/keys.ts';
import { countWrite, readListCount } from '#shared/data/table/list-counts.ts';
import { send } from '#shared/data/table/send.ts';
import { transact } from '#shared/data/table/transact.ts';
import { HIGHEST_RESTORED_ID } from '#shared/domain/bulk/restored-row.ts';
import { BLOCK_IDS } from '#shared/domain/members/member-block.ts';
import { call } from '../support/api.ts';
import { meteredDb } from '../support/meter.ts';
import { plainMember } from '../support/plain-member.ts';
import { recounted } from '../support/recount.ts';
import { imageOf, type StreamRecord, streamRecord, streamTo } from '../support/stream.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

let people = 0;

const create = async (world: World): Promise<number> => {
  people += 1;
  const properties = { email: `counted${people}@example.com`, first_name: 'A', last_name: 'B' };
  return (await call(world, 'members.create', { body: { properties } })).body.id;
};

/** What the stream says of a change. */
const during = async (key: Key, change: () => Promise<unknown>): Promise<StreamRecord> => {
  const before = await imageOf(key);
  await change();
  return streamRecord(before, await imageOf(key));
};

const created = async (world: World, id: number) =>
  streamRecord(undefined, await imageOf(memberKey(world.club.slug, id)));

const removal = (world: World, id: number) =>
  during(memberKey(world.club.slug, id), () => call(world, 'members.destroy', { path: { id: String(id) } }));

const stream = async (world: World, ...records: StreamRecord[]) => {
  expect(await streamTo(world, outboxWorker.id, records)).toEqual({ batchItemFailures: [] });
};

const counted = async ({ db, club }: World) => {
  const { shards, isCounted } = await readListCount(db, club.slug, 'members');
  return { isCounted, members: shards.reduce((sum, { n }) => sum + n, 0) };
};

const listed = async (world: World): Promise<number[]> => {
  const { body } = await call(world, 'members.list');
  expect(body.pagination_info.total_count).toBe(body.members.length);
  return body.members.map(({ id }: { id: number }) => id);
};

/** As the stream has it when a club is created. */
const newClub = async (world: World) =>
  stream(world, streamRecord(undefined, await imageOf(clubKey(world.club.slug))));

describe('the ids of a club', () => {
  it('are recorded from its creation on, whatever comes twice, late or in another order', async () => {
    const world = await createWorld();
    await newClub(world);
    const [a, b, c] = [await create(world), await create(world), await create(world)];
    const creations = [await created(world, a), await created(world, b), await created(world, c)] as const;
    await stream(world, creations[0], creations[1]);
    const gone = await removal(world, b);
    await stream(world, gone, creations[2], creations[1], gone);
    // A removal may even come before the creation.
    const removedFirst = await create(world);
    const creation = await created(world, removedFirst);
    await stream(world, await removal(world, removedFirst));
    await stream(world, creation, creations[1]);
    expect(await listed(world)).toEqual([a, c]);
    expect(await counted(world)).toEqual({ isCounted: true, members: 2 });
  });

  it('are counted once by workers side by side', async () => {
    const world = await createWorld();
    await newClub(world);
    const ids = await Promise.all(Array.from({ length: 6 }, () => create(world)));
    const records = await Promise.all(ids.map((id) => created(world, id)));
    await Promise.all([...records, ...records].map((record) => stream(world, record)));
    expect(await counted(world)).toEqual({ isCounted: true, members: 6 });
    expect(await listed(world)).toEqual([...ids].sort((x, y) => x - y));
  });

  it('cost two calls and four write units a block, however many come at once', async () => {
    const { club, client } = await createWorld();
    const db = await meteredDb();
    const world = worldOf(db, club, client);
    const ids = [await create(world), await create(world), await create(world)];
    const records = await Promise.all(ids.map((id) => created(world, id)));
    db.reset();
    await stream(world, ...records);
    expect(db.read()).toMatchObject({ calls: 2, writeUnits: 4, readUnits: 1 });
    db.reset();
    await stream(world, ...records);
    expect(db.read()).toMatchObject({ calls: 1, writeUnits: 0 });
  });
});

describe('a recount', () => {
  it('corrects what no record of the stream has said, and goes on where it was interrupted', async () => {
    const world = await createWorld();
    const [a, b] = [await create(world), await create(world)];
    await removal(world, a);
    // The members are in the first block of two.
    await allocateIds(world.db, world.club.slug, 'members', BLOCK_IDS);
    const stopped = await recounted(world, 1, () => true);
    expect(stopped).toMatchObject({ complete: false, next_id: BLOCK_IDS, corrected_blocks: 1 });
    expect((await counted(world)).isCounted).toBe(false);
    const rest = await recounted(world, stopped.next_id);
    expect(rest).toMatchObject({ complete: true, members: 1, messages: 0, corrected_blocks: 0 });
    expect(await listed(world)).toEqual([b]);
    const unseen = await create(world);
    await removal(world, b);
    expect(await recounted(world)).toMatchObject({ members: 1, corrected_blocks: 2, corrected_counts: 0 });
    expect(await listed(world)).toEqual([unseen]);
    expect(await recounted(world)).toMatchObject({ corrected_blocks: 0, corrected_counts: 0 });
  });

  it('agrees with members who come and go meanwhile, whose records come later', async () => {
    const world = await createWorld();
    const early = await Promise.all(Array.from({ length: 4 }, () => create(world)));
    const meanwhile = async () => {
      const records: StreamRecord[] = [];
      for (const id of early.slice(0, 2)) {
        records.push(
          await created(world, id),
          await removal(world, id),
          await created(world, await create(world)),
        );
        await stream(world, ...records.slice(-1));
      }
      return records;
    };
    const [records] = await Promise.all([meanwhile(), recounted(world), recounted(world)]);
    await stream(world, ...records.reverse());
    expect((await counted(world)).members).toBe(4);
    expect(await listed(world)).toHaveLength(4);
  });

  it('looks at the blocks that have members, however far apart their ids are', async () => {
    const world = await createWorld();
    const { db, club } = world;
    const ids = [1, 123_456_789, HIGHEST_RESTORED_ID];
    for (const id of ids) {
      const properties = { email: `apart${id}@example.com` };
      const member = plainMember({ club: club.slug, id, properties, now: new Date().toISOString() });
      await send(db, new PutCommand({ TableName: db.table, Item: memberItem(member) }));
    }
    await raiseMemberIds(db, club.slug, HIGHEST_RESTORED_ID);
    let blocks = 0;
    const isTooMany = () => {
      blocks += 1;
      return blocks > 10;
    };
    const complete = { complete: true, members: 3, corrected_blocks: 3 };
    expect(await recounted(world, 1, isTooMany)).toMatchObject(complete);
    expect(await listed(world)).toEqual(ids);
  });

  it('corrects a count that is not the sum of its blocks', async () => {
    const world = await createWorld();
    await create(world);
    await recounted(world);
    await transact(world.db, countWrite(world.db, world.club.slug, 'members', 7, 3));
    expect((await counted(world)).members).toBe(8);
    expect(await recounted(world)).toMatchObject({ members: 1, corrected_blocks: 0, corrected_counts: 1 });
  });
});
