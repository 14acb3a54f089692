import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { sendingKey } from '#shared/data/table/messaging-keys.ts';
import { call } from '../../test/support/api.ts';
import { dispatched, dispatchTo } from '../../test/support/dispatched.ts';
import { createMessage, createSending, SENDING_CLUB, toMembers } from '../../test/support/messaging.ts';
import { recounted } from '../../test/support/recount.ts';
import type { Goal, Row } from '../goal.ts';
import { type ModelWorld, modelWorld } from '../model.ts';

/** Messages of a club, and dispatches of one of its sendings. */
const SMALL = 100;
const LARGE = 1000;
const PER_PAGE = 5;

const PAGES = ['first page of 5', 'the next one by cursor'];

type Strings = Readonly<Record<string, string>>;

const pageOf = async ({ world, db }: ModelWorld, id: string, path: Strings, more: Strings) => {
  db.reset();
  const { status, body } = await call(world, id, { path, query: { per_page: `${PER_PAGE}`, ...more } });
  if (status !== 200) throw new Error(`${id} was refused: ${status}, ${JSON.stringify(body)}`);
  return { units: db.read().readUnits, cursor: String(body.next_cursor) };
};

/** Read units of each of the pages. */
const pagesOf = async (club: ModelWorld, id: string, path: Strings = {}): Promise<readonly number[]> => {
  const first = await pageOf(club, id, path, {});
  const next = await pageOf(club, id, path, { cursor: first.cursor });
  return [first.units, next.units];
};

/** A sending whose preparation has made so many dispatches. @returns its id */
const sendingTo = async ({ world }: ModelWorld, message: number, members: number): Promise<number> => {
  const { db, club } = world;
  const { id } = await createSending(world, message, toMembers(1));
  for (let member = 1; member <= members; member += 1)
    await dispatched(world, dispatchTo(member, member, { sending_id: id }), { body: 'Hi' });
  await db.doc.send(
    new UpdateCommand({
      TableName: db.table,
      Key: sendingKey(club.slug, id),
      UpdateExpression: 'SET dispatches_count = :members, members_count = :members',
      ExpressionAttributeValues: { ':members': members },
    }),
  );
  return id;
};

/** Of each list, in a club of a size. */
const unitsOf = async (
  club: ModelWorld,
  size: number,
): Promise<Readonly<Record<string, readonly number[]>>> => {
  const message = await createMessage(club.world);
  for (let n = 1; n < size; n += 1) await createMessage(club.world);
  const path = { id: String(await sendingTo(club, message.id, size)) };
  return {
    messages: await pagesOf(club, 'messages.list'),
    dispatches: await pagesOf(club, 'dispatches.list', path),
    'members of dispatches': await pagesOf(club, 'dispatches.members', path),
  };
};

const countedClub = async (): Promise<ModelWorld> => {
  const club = await modelWorld(SENDING_CLUB);
  await recounted(club.world);
  return club;
};

export const goal: Goal = {
  id: 'G3',
  measures: `Read units of a page of messages, of dispatches and of the members of dispatches, where there are ${LARGE} of them, beside the same page where there are ${SMALL}. Counted on the model of the table.`,
  unit: 'read units a page',
  bound: { atMost: 1 },
  measure: async () => {
    const small = await unitsOf(await countedClub(), SMALL);
    const large = await unitsOf(await countedClub(), LARGE);
    return Object.entries(large).flatMap(([list, units]) =>
      units.map(
        (ours, at): Row => ({
          of: `${list}, ${PAGES[at]}`,
          ours,
          peer: { name: `of ${SMALL}`, value: small[list]?.[at] ?? Number.NaN },
        }),
      ),
    );
  },
};
