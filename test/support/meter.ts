import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from '#shared/data/table/db.ts';
import { openTestDb } from './db.ts';
import { priceOf, type Write, writesOf } from './write-units.ts';

export interface Reading {
  /** Requests to the table. */
  readonly calls: number;
  readonly writeUnits: number;
  readonly byOperation: Readonly<Record<string, number>>;
}

export interface MeteredDb extends Db {
  read(): Reading;
  reset(): void;
}

type Input = any;

/**
 * Counts calls and prices writes by the documented rules. DynamoDB Local under-reports transactions and
 * does not report PartiQL at all, so each written item is looked at before and after.
 */
export const meteredDb = async (): Promise<MeteredDb> => {
  const plain = await openTestDb();
  const db = await openTestDb();
  let calls = 0;
  let writeUnits = 0;
  let byOperation: Record<string, number> = {};
  const peek = async (key: Write['key']) =>
    (await plain.doc.send(new GetCommand({ TableName: plain.table, Key: key, ConsistentRead: true }))).Item;

  const send = db.doc.send.bind(db.doc) as (command: Input) => Promise<unknown>;
  const metered = async (command: Input): Promise<unknown> => {
    const name: string = command.constructor.name;
    const writes = writesOf(command);
    const before = await Promise.all(writes.map(({ key }) => peek(key)));
    calls += 1;
    byOperation[name] = (byOperation[name] ?? 0) + 1;
    const reply = await send(command).finally(async () => {
      const after = await Promise.all(writes.map(({ key }) => peek(key)));
      for (const [index, { factor }] of writes.entries()) {
        const { table, entries } = priceOf(before[index], after[index], factor);
        writeUnits += table + entries.length;
      }
    });
    return reply;
  };
  const doc = new Proxy(db.doc, {
    get: (target, name) => (name === 'send' ? metered : Reflect.get(target, name)),
  }) as DynamoDBDocumentClient & DynamoDBClient;
  return {
    ...db,
    doc,
    read: () => ({ calls, writeUnits, byOperation: { ...byOperation } }),
    reset: () => {
      calls = 0;
      writeUnits = 0;
      byOperation = {};
    },
  };
};
