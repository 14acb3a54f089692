import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { insert, runStatements } from '#shared/data/table/batch-statements.ts';
import { allocateIds } from '#shared/data/table/counters.ts';
import { type Db, withTime } from '#shared/data/table/db.ts';
import { readItem, readItems } from '#shared/data/table/read.ts';
import { type TransactWrite, transact } from '#shared/data/table/transact.ts';
import { openTestDb } from '../support/db.ts';
import {
  cancelled,
  type Fault,
  type Faults,
  failure,
  flakyDb,
  sleepingClock,
} from '../support/failing-client.ts';

let db: Db;
beforeAll(async () => {
  db = await openTestDb();
});

const key = () => ({ pk: `CLUB#${randomUUID()}`, sk: 'X' });

const newItem = (item: { pk: string; sk: string }): TransactWrite => ({
  write: { Put: { TableName: db.table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' } },
  checkName: 'there already',
});

/** The first so many commands of a name meet the fault. */
const first =
  (count: number, of: string, fault: Fault): Faults =>
  (name, call) =>
    name === of && call <= count ? fault : undefined;

describe('a call that is throttled', () => {
  it.each([
    'ThrottlingException',
    'ProvisionedThroughputExceededException',
    'RequestLimitExceeded',
    'InternalServerError',
    'TransactionConflictException',
  ])('is repeated until it is done (%s)', async (name) => {
    const club = randomUUID();
    const flaky = flakyDb(db, first(3, 'Update', { before: failure(name) }));
    expect(await allocateIds(flaky, club, 'members', 10)).toBe(1);
    expect(await allocateIds(db, club, 'members', 10)).toBe(11);
  });

  it('is a 503 when the caller has waited long enough, and goes on for a worker that has time', async () => {
    const { slept, surroundings } = sleepingClock();
    let left = 20;
    const throttled: Faults = () => (left-- > 0 ? { before: failure('ThrottlingException') } : undefined);
    const flaky = flakyDb(db, throttled, surroundings);
    await expect(readItem(flaky, key())).rejects.toMatchObject({ code: 'busy' });
    expect(slept.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(2500);
    expect(left).toBeGreaterThan(5);
    expect(
      await readItem(
        withTime(flaky, () => 50_000),
        key(),
      ),
    ).toBeUndefined();
    expect(left).toBeLessThan(0);
  });

  it('is not repeated when the reason does not pass, and keeps its name', async () => {
    const { slept, surroundings } = sleepingClock();
    const denied = flakyDb(db, () => ({ before: failure('AccessDeniedException') }), surroundings);
    await expect(readItem(denied, key())).rejects.toThrow('AccessDeniedException');
    await expect(transact(denied, [newItem(key())])).rejects.toThrow('AccessDeniedException');
    await expect(runStatements(denied, [insert(db, key())])).rejects.toThrow('AccessDeniedException');
    expect(slept).toEqual([]);
  });
});

describe('a transaction', () => {
  it.each([
    [['TransactionConflict', 'None']],
    [['ThrottlingError', 'None']],
    [['ProvisionedThroughputExceeded', 'TransactionConflict']],
    [['None', 'ThrottlingError']],
  ])('is repeated when it was cancelled for %j', async (codes) => {
    const [a, b] = [key(), key()];
    const flaky = flakyDb(db, first(9, 'TransactWrite', { before: cancelled(...codes) }));
    expect(
      await transact(
        withTime(flaky, () => 50_000),
        [newItem(a), newItem(b)],
      ),
    ).toEqual([]);
    expect(await readItems(db, [a, b])).toHaveLength(2);
  });

  it('is busy when the conflicts outlast the caller', async () => {
    const flaky = flakyDb(db, () => ({ before: cancelled('TransactionConflict') }));
    await expect(transact(flaky, [newItem(key())])).rejects.toMatchObject({ code: 'busy' });
  });

  it('reports a failed check whatever happened to the other writes', async () => {
    const flaky = flakyDb(db, () => ({ before: cancelled('ConditionalCheckFailed', 'TransactionConflict') }));
    expect(await transact(flaky, [newItem(key()), newItem(key())])).toEqual(['there already']);
  });

  it('fails no check of its own when its answer was lost', async () => {
    const item = key();
    const flaky = flakyDb(db, first(1, 'TransactWrite', { after: failure('TimeoutError') }));
    expect(await transact(flaky, [newItem(item)])).toEqual([]);
    expect(await transact(db, [newItem(item)])).toEqual(['there already']);
  });

  it('fails for good when a step can never be done', async () => {
    const flaky = flakyDb(db, () => ({ before: cancelled('None', 'ValidationError') }));
    await expect(transact(flaky, [newItem(key()), newItem(key())])).rejects.toThrow(
      'TransactionCanceledException',
    );
  });
});

describe('statements', () => {
  it.each(['ThrottlingError', 'ProvisionedThroughputExceeded', 'TransactionConflict'])(
    'that were not done for %s are sent again, and only those',
    async (Code) => {
      const items = Array.from({ length: 60 }, key);
      const sent: number[] = [];
      const flaky = flakyDb(db, (name, call, command) => {
        if (name !== 'BatchExecuteStatement') return undefined;
        sent.push(command.input.Statements.length);
        // The second half of each of the first calls is left undone.
        if (call > 3) return undefined;
        const undone = Math.floor(command.input.Statements.length / 2);
        command.input.Statements = command.input.Statements.slice(undone);
        return {
          answer: (reply) => ({
            Responses: [...Array.from({ length: undone }, () => ({ Error: { Code } })), ...reply.Responses],
          }),
        };
      });
      const outcomes = await runStatements(
        flaky,
        items.map((item) => insert(db, item)),
      );
      expect(new Set(outcomes)).toEqual(new Set(['done']));
      expect(await readItems(db, items)).toHaveLength(60);
      expect(sent.slice(0, 3)).toEqual([25, 25, 10]);
      expect(sent.slice(3).reduce((sum, one) => sum + one, 0)).toBe(12 + 12 + 5);
    },
  );
});

describe('keys that were not processed', () => {
  it('are asked for again, and are never taken for missing', async () => {
    const items = Array.from({ length: 30 }, key);
    await runStatements(
      db,
      items.map((item) => insert(db, item)),
    );
    const half: Fault = {
      answer: (reply) => {
        const all = reply.Responses[db.table];
        const late = all.slice(Math.floor(all.length / 2)).map(({ pk, sk }: any) => ({ pk, sk }));
        return {
          Responses: { [db.table]: all.slice(0, Math.floor(all.length / 2)) },
          UnprocessedKeys: { [db.table]: { Keys: late } },
        };
      },
    };
    expect(await readItems(flakyDb(db, first(4, 'BatchGet', half)), items)).toHaveLength(30);
    await expect(
      readItems(
        flakyDb(db, () => half),
        items,
      ),
    ).rejects.toMatchObject({ code: 'busy' });
  });
});
