import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { changeBlock } from '#shared/data/members/member-blocks.ts';
import { memberBlockKey } from '#shared/data/table/keys.ts';
import { restoreIds, withChanges } from '#shared/domain/members/member-block.ts';
import { BYTES, memberPage } from '../../bench/scale/counts.ts';
import { call } from '../support/api.ts';
import { itemBytes } from '../support/item-bytes.ts';
import { listMembers, storeMembers } from '../support/listed-members.ts';
import { type MeteredDb, meteredDb } from '../support/meter.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

const PER_PAGE = 5;

interface Club {
  readonly world: World;
  readonly db: MeteredDb;
}

/**
 * A club whose blocks have all of these members, of whom only those of the pages that a test reads are stored: a call
 * that reads another one is a call more.
 */
const clubOf = async (members: number, stored: readonly number[]): Promise<Club> => {
  const { club, client } = await createWorld();
  const db = await meteredDb();
  const world = worldOf(db, club, client);
  await listMembers(world, 1, members);
  await storeMembers(world, stored);
  return { world, db };
};

const FIRST = [1, 2, 3, 4, 5];
const SECOND = [6, 7, 8, 9, 10];
const LAST_OF_5000 = [4996, 4997, 4998, 4999, 5000];

let small: Club;
let large: Club;
beforeAll(async () => {
  small = await clubOf(100, [...FIRST, ...SECOND, 11]);
  large = await clubOf(5000, [...FIRST, ...SECOND, 11, ...LAST_OF_5000]);
});

const page = async ({ world, db }: Club, query: object) => {
  db.reset();
  const { body, status } = await call(world, 'members.list', {
    query: { per_page: String(PER_PAGE), ...query },
  });
  expect(status).toBe(200);
  const { calls, writeUnits, readUnits } = db.read();
  const cost = { calls, writeUnits, readUnits };
  return { ids: body.members.map(({ id }: { id: number }) => id), cost, body };
};

describe('a page of members', () => {
  it('costs the same in a club of 100 and of 5,000, by number and by cursor', async () => {
    await page(large, {});
    await page(small, {});
    const costs: object[] = [];
    for (const club of [small, large]) {
      const first = await page(club, {});
      expect(first.ids).toEqual(FIRST);
      const next = await page(club, { cursor: first.body.next_cursor });
      expect(next.ids).toEqual(SECOND);
      expect(next.body.pagination_info).toMatchObject({ current_page: 2, prev_page: 1 });
      costs.push(first.cost, next.cost);
    }
    expect(costs).toEqual(Array(4).fill(memberPage(PER_PAGE)));
  });

  it('is the one of its number, also far from the first', async () => {
    const { ids, cost, body } = await page(large, { page_no: '1000' });
    expect(ids).toEqual(LAST_OF_5000);
    expect(body.pagination_info).toMatchObject({ total_count: 5000, is_last_page: true });
    expect(body).not.toHaveProperty('next_cursor');
    expect(cost).toEqual(memberPage(PER_PAGE));
  });

  it('skips and repeats no member by cursor, whoever comes or goes meanwhile', async () => {
    const { db, club } = large.world;
    const gone = [2, 3, 7];
    const first = await page(large, {});
    await changeBlock(db, club.slug, 0, (block) => withChanges(block, { created: [], removed: gone }));
    const next = await page(large, { cursor: first.body.next_cursor });
    expect(next.ids).toEqual([6, 8, 9, 10, 11]);
    await changeBlock(db, club.slug, 0, (block) => restoreIds(block, gone));
  });

  it('by cursor says what it shows, however many were removed before it', async () => {
    const { db, club } = small.world;
    const first = await page(small, {});
    const removed = Array.from({ length: 100 }, (_, at) => at + 1).filter((id) => id < 6 || id > 11);
    await changeBlock(db, club.slug, 0, (block) => withChanges(block, { created: [], removed }));
    const next = await page(small, { cursor: first.body.next_cursor });
    expect([next.ids, next.body.pagination_info]).toMatchObject([
      SECOND,
      { total_count: 6, next_page: 2, is_last_page: false, is_out_of_range: false },
    ]);
    const last = await page(small, { cursor: next.body.next_cursor });
    expect([last.ids, last.body.pagination_info]).toMatchObject([[11], { is_last_page: true }]);
    await changeBlock(db, club.slug, 0, (block) => withChanges(block, { created: [], removed: [11] }));
    const none = await page(small, { cursor: next.body.next_cursor });
    expect([none.ids, none.body.pagination_info]).toMatchObject([[], { is_out_of_range: true }]);
    await changeBlock(db, club.slug, 0, (block) => restoreIds(block, [11, ...removed]));
  });

  it('reads as many bytes of a block as the table of bytes says', async () => {
    const { db, world } = large;
    const Key = { ...memberBlockKey(world.club.slug, 1) };
    const { Item = {} } = await db.doc.send(new GetCommand({ TableName: db.table, Key }));
    expect(Math.ceil(itemBytes(Item) / 50) * 50).toBe(BYTES.block);
  });

  it.each([
    ['of another page size', (cursor: string) => ({ cursor, per_page: '6' })],
    ['with ids', (cursor: string) => ({ cursor, 'ids[]': '1' })],
    ['with a number', (cursor: string) => ({ cursor, page_no: '2' })],
    ['that was cut', (cursor: string) => ({ cursor: cursor.slice(0, -1) })],
    ['that is none', () => ({ cursor: 'é%00' })],
    ['that is empty', () => ({ cursor: '' })],
  ])('refuses a cursor %s', async (_, query) => {
    const { body } = await page(large, {});
    const reply = await call(large.world, 'members.list', {
      query: { per_page: String(PER_PAGE), ...query(body.next_cursor) },
    });
    expect([reply.status, reply.headers['x-error-code']]).toEqual([422, 'parameter_invalid']);
  });

  it('refuses the cursor of another club', async () => {
    const { body } = await page(large, {});
    const reply = await call(small.world, 'members.list', {
      query: { per_page: String(PER_PAGE), cursor: body.next_cursor },
    });
    expect(reply.status).toBe(422);
  });
});
