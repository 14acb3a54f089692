import { GetCommand, PutCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import type { Command } from '../dynamodb/model.ts';
import { Model } from '../dynamodb/model.ts';
import { Faults } from '../faults.ts';
import { Chance } from '../random.ts';
import { type Process, Scheduler } from '../scheduler.ts';
import { SILENT } from '../trace.ts';
import { FRESH, type Limits } from './capacity.ts';
import { LimitedTable } from './limited-table.ts';

const TableName = 'simulated';
const BEGINNING = 1_000_000;
const ONE = { pk: 'one', sk: 'item' };

interface Ended {
  readonly at: number;
  readonly error?: string;
  readonly reasons?: readonly string[];
}

const open = (limits: Limits = FRESH) => {
  const chance = new Chance(1);
  const scheduler = new Scheduler(BEGINNING, chance.fork());
  const parts = { model: new Model(), scheduler, faults: new Faults(chance), chance, trace: SILENT };
  const table = new LimitedTable(parts, limits);
  const caller: Process = { name: 'caller', runtime: undefined, alive: true };
  const ended: Ended[] = [];
  const send = (afterMs: number, command: unknown) =>
    scheduler.after(afterMs, caller, () => {
      table.send(caller, command as Command).then(
        () => ended.push({ at: scheduler.now }),
        ({ name, CancellationReasons }) =>
          ended.push({
            at: scheduler.now,
            error: name,
            reasons: CancellationReasons?.map(({ Code }: { Code: string }) => Code),
          }),
      );
    });
  const run = async (): Promise<Ended[]> => {
    await scheduler.run(Number.POSITIVE_INFINITY, 1_000_000);
    return ended.splice(0);
  };
  return { table, send, run };
};

const put = (key: object, more: object = {}) => new PutCommand({ TableName, Item: { ...key, ...more } });

const count = (ended: readonly Ended[], error?: string): number =>
  ended.filter((one) => one.error === error).length;

it('lets one key have the thousand writes a second of its partition, and no more', async () => {
  const { send, run } = open();
  for (let n = 0; n < 1500; n += 1) send(0, put({ pk: 'hot', sk: `${n}` }));
  const first = await run();
  expect(count(first)).toBeGreaterThanOrEqual(1000);
  expect(count(first)).toBeLessThan(1050);
  expect(count(first) + count(first, 'ThrottlingException')).toBe(1500);
  // A second later all of it is there again.
  for (let n = 0; n < 1500; n += 1) send(1000, put({ pk: 'hot', sk: `${n}` }));
  expect(count(await run())).toBeGreaterThanOrEqual(1000);
});

it('serves four times as much where keys are spread', async () => {
  const { send, run } = open();
  for (let n = 0; n < 6000; n += 1) send(0, put({ pk: `key ${n}`, sk: 'item' }));
  const served = count(await run());
  expect(served).toBeGreaterThan(3900);
  expect(served).toBeLessThan(4200);
});

it('takes reads and writes from one bucket, a write for three reads', async () => {
  const { send, run } = open();
  for (let n = 0; n < 500; n += 1) send(0, put({ pk: 'hot', sk: `${n}` }));
  for (let n = 0; n < 3000; n += 1)
    send(0, new GetCommand({ TableName, Key: { pk: 'hot', sk: `${n}` }, ConsistentRead: true }));
  const { length } = (await run()).filter(({ error }) => error === undefined);
  // Whatever the order was: 3,000 read units, and what the fastest second brings.
  expect(length).toBeGreaterThanOrEqual(1000);
  expect(length).toBeLessThan(2600);
});

it('keeps what an idle table did not use for five minutes', async () => {
  const { send, run } = open({ partitions: 4, burstSeconds: 300 });
  for (let n = 0; n < 10_000; n += 1) send(0, put({ pk: 'hot', sk: `${n}` }));
  expect(count(await run(), 'ThrottlingException')).toBe(0);
});

it('throttles the write of an item whose index has no room for it', async () => {
  const { send, run } = open();
  for (let n = 0; n < 1500; n += 1)
    send(0, put({ pk: `key ${n}`, sk: 'item' }, { shard: 'one shard', email: `${n}@example.com` }));
  expect(count(await run(), 'ThrottlingException')).toBeGreaterThan(400);
});

const transaction = (...keys: object[]) =>
  new TransactWriteCommand({ TransactItems: keys.map((Key) => ({ Put: { TableName, Item: { ...Key } } })) });

it('cancels the later of two transactions that meet, and refuses a plain write', async () => {
  const { table, send, run } = open();
  send(0, transaction(ONE, { pk: 'two', sk: 'item' }));
  send(0, transaction({ pk: 'three', sk: 'item' }, ONE));
  const both = await run();
  expect(count(both)).toBe(1);
  const [cancelled] = both.filter(({ error }) => error === 'TransactionCanceledException');
  expect([...(cancelled?.reasons ?? [])].sort()).toEqual(['None', 'TransactionConflict']);
  // In flight from 5 ms at the earliest; a plain write arrives within 3 to 15 ms.
  send(0, transaction(ONE));
  send(6, put(ONE));
  expect(count(await run(), 'TransactionConflictException')).toBe(1);
  expect(table.counts.conflicts).toBe(2);
});

it('does plain updates of one item one after the other, and loses none', async () => {
  const { send, run } = open();
  for (let n = 0; n < 200; n += 1)
    send(
      0,
      new UpdateCommand({
        TableName,
        Key: ONE,
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': 1 },
      }),
    );
  const ended = await run();
  expect(count(ended)).toBe(200);
  expect(Math.max(...ended.map(({ at }) => at)) - BEGINNING).toBeGreaterThanOrEqual(200);
});
