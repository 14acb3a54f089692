import { eraseRemovedMember } from '#shared/erasure/removed-member.ts';
import { dispatched, dispatchTo } from '../../test/support/dispatched.ts';
import { createMessage, createSending, SENDING_CLUB, toMembers } from '../../test/support/messaging.ts';
import { recounted } from '../../test/support/recount.ts';
import type { Goal } from '../goal.ts';
import { modelWorld } from '../model.ts';

/** Messages that the club sent to others. */
const SMALL = 10;
const LARGE = 500;
const HISTORY = 5;
const MEMBER = 1;
const OTHER = 2;

/** Read units of the erasure of a member with a history of its own, in a club that sent messages to others, too. */
const unitsAfter = async (messages: number): Promise<number> => {
  const { world, db } = await modelWorld(SENDING_CLUB);
  await recounted(world);
  for (let n = 1; n <= messages; n += 1) {
    const { id } = await createMessage(world);
    await dispatched(world, dispatchTo(OTHER, n, { sending_id: id }), { body: 'Hi' });
  }
  const message = await createMessage(world);
  for (let n = 1; n <= HISTORY; n += 1) {
    const { id } = await createSending(world, message.id, toMembers(OTHER));
    await dispatched(world, dispatchTo(MEMBER, messages + n, { sending_id: id }), { body: 'Hi' });
  }
  db.reset();
  await eraseRemovedMember(world.db, world.club.slug, MEMBER, world.runtime.now().toISOString());
  return db.read().readUnits;
};

export const goal: Goal = {
  id: 'G4',
  measures: `Read units of erasing what messaging keeps of a removed member who got ${HISTORY} messages, in a club that sent ${LARGE} others, beside one that sent ${SMALL}. Counted on the model of the table.`,
  unit: 'read units a member',
  bound: { atMost: 1 },
  measure: async () => [
    {
      of: `a member with ${HISTORY} messages`,
      ours: await unitsAfter(LARGE),
      peer: { name: `beside ${SMALL} other messages`, value: await unitsAfter(SMALL) },
    },
  ],
};
