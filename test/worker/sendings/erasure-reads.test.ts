import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { erasureWorker } from '#shared/contracts/queues.ts';
import { findRecipients } from '#shared/data/messaging/sendings.ts';
import { memberKey } from '#shared/data/table/keys.ts';
import { messagesPartition, openRecipientsKey } from '#shared/data/table/messaging-keys.ts';
import { call } from '../../support/api.ts';
import { createMessage, createSending, SENDING_CLUB } from '../../support/messaging.ts';
import { recounted } from '../../support/recount.ts';
import { createMembers } from '../../support/sendings.ts';
import { imageOf, streamRecord, streamTo } from '../../support/stream.ts';
import { createWorld, type World } from '../../support/world.ts';

/** Removes a member. @returns partitions that its erasure has queried */
const remove = async ({ db, ...world }: World, id: number): Promise<readonly string[]> => {
  const key = memberKey(world.club.slug, id);
  const before = await imageOf(key);
  await call({ db, ...world }, 'members.destroy', { path: { id: String(id) } });
  const queried: string[] = [];
  const send = db.doc.send.bind(db.doc);
  Object.assign(db.doc, {
    send: (command: { input: { ExpressionAttributeValues?: Record<string, unknown> } }) => {
      if (command.constructor.name === 'QueryCommand')
        queried.push(String(command.input.ExpressionAttributeValues?.[':pk']));
      return send(command as never);
    },
  });
  await streamTo({ db, ...world }, erasureWorker.id, [streamRecord(before, await imageOf(key))]);
  Object.assign(db.doc, { send });
  return queried;
};

const sendingTo = async (world: World, message: number, member: number): Promise<number> =>
  (await createSending(world, message, { recipients: [{ member_id: member, properties: { nick: 'x' } }] }))
    .id;

const nicksOf = async ({ db, club }: World, sending: number) =>
  (await findRecipients(db, club.slug, sending)).map(({ properties }) => properties);

describe('the erasure of a member', () => {
  it('reads the sendings that may name it, and no message', async () => {
    const world = await createWorld(SENDING_CLUB);
    await recounted(world);
    const [ann = 0, bob = 0] = await createMembers(world, 2);
    const message = await createMessage(world);
    const draft = await sendingTo(world, message.id, ann);
    const other = await sendingTo(world, message.id, bob);
    const queried = await remove(world, ann);
    expect([await nicksOf(world, draft), await nicksOf(world, other)]).toEqual([[{}], [{ nick: 'x' }]]);
    expect(queried).toContain(openRecipientsKey(world.club.slug, 0).pk);
    expect(queried).not.toContain(messagesPartition(world.club.slug));
  });

  it('finds those of an earlier release, before and after the club has been counted', async () => {
    const world = await createWorld(SENDING_CLUB);
    const [ann = 0, bob = 0] = await createMembers(world, 2);
    const message = await createMessage(world);
    const drafts = [
      await sendingTo(world, message.id, ann),
      await sendingTo(world, message.id, bob),
    ] as const;
    for (const draft of drafts) {
      const Key = { ...openRecipientsKey(world.club.slug, draft) };
      await world.db.doc.send(new DeleteCommand({ TableName: world.db.table, Key }));
    }
    await remove(world, ann);
    expect(await nicksOf(world, drafts[0])).toEqual([{}]);
    await recounted(world);
    await remove(world, bob);
    expect(await nicksOf(world, drafts[1])).toEqual([{}]);
  });
});
