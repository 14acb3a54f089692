import { expect } from 'vitest';
import { outboxWorker } from '#shared/contracts/queues.ts';
import { clubKey, type Key, memberKey } from '#shared/data/table/keys.ts';
import { readListCount } from '#shared/data/table/list-counts.ts';
import { call } from './api.ts';
import { imageOf, type StreamRecord, streamRecord, streamTo } from './stream.ts';
import type { World } from './world.ts';

let people = 0;

export const create = async (world: World): Promise<number> => {
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

export const created = async (world: World, id: number) =>
  streamRecord(undefined, await imageOf(memberKey(world.club.slug, id)));

export const removal = (world: World, id: number) =>
  during(memberKey(world.club.slug, id), () => call(world, 'members.destroy', { path: { id: String(id) } }));

export const stream = async (world: World, ...records: StreamRecord[]) => {
  expect(await streamTo(world, outboxWorker.id, records)).toEqual({ batchItemFailures: [] });
};

export const counted = async ({ db, club }: World) => {
  const { shards, isCounted } = await readListCount(db, club.slug, 'members');
  return { isCounted, members: shards.reduce((sum, { n }) => sum + n, 0) };
};

export const listed = async (world: World): Promise<number[]> => {
  const { body } = await call(world, 'members.list');
  expect(body.pagination_info.total_count).toBe(body.members.length);
  return body.members.map(({ id }: { id: number }) => id);
};

/** As the stream has it when a club is created. */
export const newClub = async (world: World) =>
  stream(world, streamRecord(undefined, await imageOf(clubKey(world.club.slug))));
