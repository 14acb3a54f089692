import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from '#shared/data/table/db.ts';
import type { Key } from '#shared/data/table/keys.ts';
import { openTestDb } from './db.ts';
import { RANGE_READS, rangeUnits, readsOf, readUnits } from './read-units.ts';
import { priceOf, writesOf } from './write-units.ts';

interface Reading {
  /** Requests to the table. */
  readonly calls: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly byOperation: Readonly<Record<string, number>>;
}

export interface MeteredDb extends Db {
  read(): Reading;
  reset(): void;
}

type Input = any;

/**
 * Counts calls and prices them by the documented rules. DynamoDB Local under-reports transactions and does not
 * report PartiQL at all, so each written item is looked at before and after. Of reads it leaves out what finds
 * nothing; of queries and scans it tells what they read.
 */
export const meteredDb = async (): Promise<MeteredDb> => meterOf(await openTestDb(), await openTestDb());

/** @param plain the same table, for looking at items without counting it */
export const meterOf = (db: Db, plain: Db): MeteredDb => {
  const nothing = () => ({
    calls: 0,
    writeUnits: 0,
    readUnits: 0,
    byOperation: {} as Record<string, number>,
  });
  let spent = nothing();
  const peek = async (key: Key) =>
    (await plain.doc.send(new GetCommand({ TableName: plain.table, Key: key, ConsistentRead: true }))).Item;
  const peekAll = (ofKeys: readonly { readonly key: Key }[]) =>
    Promise.all(ofKeys.map(({ key }) => peek(key)));

  const send = db.doc.send.bind(db.doc) as (command: Input) => Promise<Input>;
  const metered = async (command: Input): Promise<unknown> => {
    const name: string = command.constructor.name;
    const [writes, reads] = [writesOf(command), readsOf(command)];
    const [before, found] = await Promise.all([peekAll(writes), peekAll(reads)]);
    if (RANGE_READS.includes(name)) command.input.ReturnConsumedCapacity = 'TOTAL';
    spent.calls += 1;
    spent.byOperation[name] = (spent.byOperation[name] ?? 0) + 1;
    for (const [index, { consistent }] of reads.entries())
      spent.readUnits += readUnits([found[index] ?? {}], consistent);
    const reply = await send(command).finally(async () => {
      const after = await peekAll(writes);
      for (const [index, { factor }] of writes.entries()) {
        const { table, entries } = priceOf(before[index], after[index], factor);
        spent.writeUnits += table + entries.length;
      }
    });
    if (RANGE_READS.includes(name)) spent.readUnits += rangeUnits(command.input, reply);
    return reply;
  };
  const doc = new Proxy(db.doc, {
    get: (target, name) => (name === 'send' ? metered : Reflect.get(target, name)),
  }) as DynamoDBDocumentClient & DynamoDBClient;
  return {
    ...db,
    doc,
    read: () => ({ ...spent, byOperation: { ...spent.byOperation } }),
    reset: () => {
      spent = nothing();
    },
  };
};
