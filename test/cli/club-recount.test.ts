import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { listCountKey } from '#shared/data/table/keys.ts';
import { HIGHEST_RESTORED_ID } from '#shared/domain/bulk/restored-row.ts';
import { call } from '../support/api.ts';
import { createMembers } from '../support/sendings.ts';
import { createWorld } from '../support/world.ts';
import { loyaltyOn } from './loyalty-process.ts';

it('loyalty clubs recount counts the clubs that were not, or one', async () => {
  const world = await createWorld();
  const ids = await createMembers(world, 2);
  const { run } = loyaltyOn(world.db);
  // A slow run says on standard error how far it is.
  const first = await run(['--json', 'clubs', 'recount', '--uncounted']);
  expect(JSON.parse(first.stdout)).toMatchObject([
    { club: world.club.slug, complete: true, members: 2, messages: 0, corrected_blocks: 1 },
  ]);
  const { body } = await call(world, 'members.list', { query: { per_page: '1' } });
  expect([body.members[0].id, body.pagination_info.total_count]).toEqual([ids[0], 2]);
  const again = await run(['clubs', 'recount', '--uncounted']);
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('Every club has been counted.')]);
  // Interrupted between the two marks.
  const { db, club } = world;
  const key = listCountKey(club.slug, 'messages', 0);
  await db.doc.send(
    new UpdateCommand({ TableName: db.table, Key: { ...key }, UpdateExpression: 'REMOVE counted_at' }),
  );
  expect((await run(['clubs', 'recount', '--uncounted'])).stdout).toContain(club.slug);
  // Ids of restored members have up to 16 digits.
  const one = await run(['clubs', 'recount', club.slug, '--from-id', String(HIGHEST_RESTORED_ID)]);
  expect([one.code, one.stdout]).toEqual([0, expect.stringMatching(new RegExp(`${club.slug} +2 +0 +0`))]);
  expect((await run(['clubs', 'recount'])).code).toBe(2);
});
