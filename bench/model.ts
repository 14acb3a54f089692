import { dbOf } from '#shared/data/table/db.ts';
import { processPlatform } from '#shared/platform.ts';
import { clientThrough, Model } from '../test/simulation/dynamodb/model.ts';
import { call } from '../test/support/api.ts';
import type { ClubOverrides } from '../test/support/clubs.ts';
import { deliver } from '../test/support/deliver.ts';
import { type MeteredDb, meterOf } from '../test/support/meter.ts';
import { type World, worldOf } from '../test/support/world.ts';
import { worldIn } from './engine.ts';
import { people } from './peers/people.ts';

/** A club on the simulation's model of the table, which counts units: for what only depends on counts. */
export interface ModelWorld {
  readonly world: World;
  readonly db: MeteredDb;
  /** All that is stored. */
  items(): readonly Readonly<Record<string, unknown>>[];
}

const TABLE = 'table';
/** As many rows as a request may have. */
const MOST_ROWS = 5000;

export const modelWorld = async (overrides: ClubOverrides = {}): Promise<ModelWorld> => {
  const model = new Model();
  const open = () =>
    dbOf(
      clientThrough(async (command) => model.execute(command)),
      TABLE,
      processPlatform,
    );
  const db = meterOf(open(), open());
  const { club, client } = await worldIn(open(), overrides);
  return { db, world: worldOf(db, club, client), items: () => [...model.table.all()] };
};

/** Creates members by bulks. @param from the number of the first one's e-mail and MSISDN */
export const addMembers = async (world: World, count: number, from = 0): Promise<void> => {
  for (let done = 0; done < count; done += MOST_ROWS) {
    const some = people(Math.min(MOST_ROWS, count - done), from + done);
    const members = some.map(({ id, ...properties }) => ({ properties }));
    const { status } = await call(world, 'member-bulks.create-or-update', { body: { members } });
    if (status !== 200) throw new Error(`The bulk was refused: ${status}`);
    for (const message of world.queue.sent.splice(0)) await deliver(world, [message]);
  }
};
