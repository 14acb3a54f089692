import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '#shared/data/table/create-table.ts';
import { type Db, openDb } from '#shared/data/table/db.ts';
import { startDynamo } from '../local/engines/dynamodb.ts';
import { storedClient } from '../test/support/clients.ts';
import { type ClubOverrides, storedClub } from '../test/support/clubs.ts';
import { type World, worldOf } from '../test/support/world.ts';

/** DynamoDB Local for one goal: ours and the peers have a table each, without readers of its stream. */
export interface Engine {
  readonly endpoint: string;
  /** @param name of a table, which is made */
  table(name: string): Promise<Db>;
  stop(): Promise<void>;
}

const configOf = (endpoint: string) => ({
  endpoint,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
});

const startEngine = async (): Promise<Engine> => {
  const { url, stop } = await startDynamo({ longLived: true });
  return {
    endpoint: url,
    async table(name) {
      await createTable(new DynamoDBClient(configOf(url)), name, { stream: false });
      return openDb(name, configOf(url));
    },
    stop,
  };
};

/** Runs a work beside an engine that ends with it. */
export const withEngine = async <T>(work: (engine: Engine) => Promise<T>): Promise<T> => {
  const engine = await startEngine();
  try {
    return await work(engine);
  } finally {
    await engine.stop();
  }
};

/** A club with a client token in a table, and a runtime whose queues and providers are captured. */
export const worldIn = async (db: Db, overrides: ClubOverrides = {}): Promise<World> => {
  const club = await storedClub(db, overrides);
  return worldOf(db, club, await storedClient(db, { clubs: [club.slug] }));
};
