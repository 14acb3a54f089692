import { bulkChunkWorker } from '#shared/contracts/queues.ts';
import { call } from '../test/support/api.ts';
import { deliver } from '../test/support/deliver.ts';
import { type World, worldOf } from '../test/support/world.ts';
import type { Engine } from './engine.ts';
import { worldIn } from './engine.ts';
import { oneTable } from './peers/onetable.ts';
import { type Person, people, sideBySide } from './peers/people.ts';
import { createInTransaction, PER_TRANSACTION } from './peers/transactions.ts';
import { recorderOf, replay, replayOf } from './replay.ts';

/** Members of a round. */
export const MEMBERS = 400;
/** Chunks at a time, and calls of OneTable. */
const AT_ONCE = 10;

const WORK = { worker: bulkChunkWorker.id };

const rowOf = ({ id, ...properties }: Person): object => ({ properties });

/** Accepts members; @returns the deliveries of their chunks */
const accepted = async (world: World, from: number): Promise<readonly (() => Promise<unknown>)[]> => {
  const body = { members: people(MEMBERS, from).map(rowOf) };
  const { status } = await call(world, 'member-bulks.create-or-update', { body });
  if (status !== 200) throw new Error(`The bulk was refused: ${status}`);
  const messages = world.queue.sent.splice(0);
  return messages.map((message) => async () => {
    const back = await deliver(world, [message], WORK);
    if (back.length > 0) throw new Error('A chunk went back to the queue');
  });
};

/** The same members made by us and by each peer, on tables of one engine; each function is one round. */
export const bulkRounds = async (engine: Engine) => {
  const ours = recorderOf(await engine.table('ours'));
  const bare = await engine.table('bare');
  const plain = await worldIn(ours.db);
  const world = worldOf(ours.db, plain.club, plain.client, plain.queues);
  const transactions = await engine.table('transactions');
  const createOne = await oneTable(engine, 'onetable');
  let next = 1;
  const numbered = (): number => {
    next += MEMBERS;
    return next - MEMBERS;
  };
  let calls = replayOf([], '', '');
  return {
    /** Prepares a round of ours: what is measured begins with the messages of the queue. */
    accept: async () => {
      const works = await accepted(world, numbered());
      ours.take();
      return async () => {
        await sideBySide(works, AT_ONCE);
        calls = replayOf(ours.take(), 'ours', 'bare');
      };
    },
    'bare SDK': async () => {
      const waves = calls;
      return () => replay(bare, waves);
    },
    OneTable: async () => {
      const works = people(MEMBERS, numbered()).map((person) => () => createOne(person));
      return () => sideBySide(works, AT_ONCE);
    },
    'TransactWrite-99': async () => {
      const all = people(MEMBERS, numbered());
      const parts = Array.from({ length: Math.ceil(MEMBERS / PER_TRANSACTION) }, (_, n) =>
        all.slice(n * PER_TRANSACTION, (n + 1) * PER_TRANSACTION),
      );
      const works = parts.map((part) => () => createInTransaction(transactions, part));
      // DynamoDB Local lets transactions wait for each other, so they come one by one.
      return () => sideBySide(works, 1);
    },
  };
};
