import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { changeBlock } from '#shared/data/members/member-blocks.ts';
import { memberItem } from '#shared/data/members/member-item.ts';
import { send } from '#shared/data/table/send.ts';
import { BLOCK_IDS, blockNumberOf, firstIdOf, withChanges } from '#shared/domain/members/member-block.ts';
import { plainMember } from './plain-member.ts';
import { recounted } from './recount.ts';
import type { World } from './world.ts';

/** Counts a club and records members in its blocks. @param from the first id; @param to the last one */
export const listMembers = async (
  { db, club }: Pick<World, 'db' | 'club'>,
  from: number,
  to: number,
): Promise<void> => {
  await recounted({ db, club });
  for (let block = blockNumberOf(from); block <= blockNumberOf(to); block += 1) {
    const ids = Array.from({ length: BLOCK_IDS }, (_, at) => firstIdOf(block) + at);
    const created = ids.filter((id) => id >= from && id <= to);
    await changeBlock(db, club.slug, block, (before) => withChanges(before, { created, removed: [] }));
  }
};

/** Stores members, each with an address, as their own items only. */
export const storeMembers = async (
  { db, club }: Pick<World, 'db' | 'club'>,
  ids: readonly number[],
): Promise<void> => {
  for (const id of ids) {
    const properties = { email: `m${id}@example.com` };
    const member = plainMember({ club: club.slug, id, properties, now: new Date().toISOString() });
    await send(db, new PutCommand({ TableName: db.table, Item: memberItem(member) }));
  }
};
