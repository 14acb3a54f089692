import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { memberItem } from '#shared/data/members/member-item.ts';
import { allocateIds, raiseMemberIds } from '#shared/data/table/counters.ts';
import { listCountKey } from '#shared/data/table/keys.ts';
import { countWrite } from '#shared/data/table/list-counts.ts';
import { send } from '#shared/data/table/send.ts';
import { transact } from '#shared/data/table/transact.ts';
import { HIGHEST_RESTORED_ID } from '#shared/domain/bulk/restored-row.ts';
import { BLOCK_IDS } from '#shared/domain/members/member-block.ts';
import { counted, create, created, listed, removal, stream } from '../support/member-ids.ts';
import { plainMember } from '../support/plain-member.ts';
import { recounted } from '../support/recount.ts';
import type { StreamRecord } from '../support/stream.ts';
import { createWorld, type World } from '../support/world.ts';

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

  it('outlasts a number that keeps moving, and corrects the others meanwhile', async () => {
    const world = await createWorld();
    const { club, db } = world;
    await create(world);
    for (const place of [0, 3]) await transact(db, countWrite(db, club.slug, 'members', 7, place));
    let moves = 0;
    const doc = {
      async send(command: { readonly input: object }) {
        if (command instanceof UpdateCommand && command.input.ConditionExpression && moves < 10) {
          if (command.input.Key?.['sk'] === listCountKey(club.slug, 'members', 0).sk) {
            moves += 1;
            await transact(db, countWrite(db, club.slug, 'members', 1));
          }
        }
        return db.doc.send(command as UpdateCommand);
      },
    };
    const retryOptions = () => ({ ...db.retryOptions(), sleep: async () => undefined });
    const beside = { club, db: { ...db, doc, retryOptions } as unknown as World['db'] };
    expect(await recounted(beside)).toMatchObject({ complete: true, members: 1, corrected_counts: 2 });
    expect(moves).toBe(10);
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
