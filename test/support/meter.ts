import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from '../../shared/data/db.ts';
import { TABLE } from '../../shared/data/table-shape.ts';
import { openTestDb } from './db.ts';
import { itemBytes } from './item-bytes.ts';

type Item = Record<string, unknown>;

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

const units = (item: Item): number => Math.max(1, Math.ceil(itemBytes(item) / 1024));

/** Index entries that hold the item: a write that changes them costs another unit each (keys only, < 1 KB). */
const entries = (item: Item | undefined): string[] =>
  Object.values(TABLE.indexes).flatMap(({ name, partitionKey, sortKey }) =>
    item?.[partitionKey] !== undefined && item[sortKey] !== undefined
      ? [`${name}/${item[partitionKey]}/${item[sortKey]}`]
      : [],
  );

/**
 * Units of a standard write: the larger of old and new item, plus index entries removed and added.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
const priceOf = (before: Item | undefined, after: Item | undefined): number => {
  const [was, is] = [entries(before), entries(after)];
  const removed = was.filter((entry) => !is.includes(entry)).length;
  const added = is.filter((entry) => !was.includes(entry)).length;
  return Math.max(before ? units(before) : 1, after ? units(after) : 1) + removed + added;
};

interface Write {
  readonly key: { pk: string; sk: string };
  /** Transactional writes cost twice, their index entries once. */
  readonly factor: 1 | 2;
}

const keyOf = (source: Item): Write['key'] => ({ pk: String(source['pk']), sk: String(source['sk']) });

/** `INSERT INTO t VALUE {'pk': ?, …}` and `… WHERE "pk" = ? AND "sk" = ?`: the place of a parameter tells its name. */
const statementKey = ({
  Statement = '',
  Parameters = [],
}: {
  Statement?: string;
  Parameters?: unknown[];
}) => {
  const names = [...Statement.matchAll(/['"](\w+)['"](?::| =) \?/g)].map(([, name]) => name);
  return keyOf(Object.fromEntries(names.map((name, index) => [name, Parameters[index]])));
};

type Input = any;

/** What each operation writes; reads write nothing. */
const WRITES: Readonly<Record<string, (input: Input) => Write[]>> = {
  PutCommand: ({ Item }) => [{ key: keyOf(Item), factor: 1 }],
  UpdateCommand: ({ Key }) => [{ key: keyOf(Key), factor: 1 }],
  DeleteCommand: ({ Key }) => [{ key: keyOf(Key), factor: 1 }],
  TransactWriteCommand: ({ TransactItems }) =>
    TransactItems.map(({ Put, Update, Delete, ConditionCheck }: Input) => ({
      key: keyOf(Put?.Item ?? (Update ?? Delete ?? ConditionCheck).Key),
      factor: 2,
    })),
  BatchExecuteStatementCommand: ({ Statements }) =>
    Statements.map((statement: Input) => ({ key: statementKey(statement), factor: 1 })),
};

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
    const writes = WRITES[name]?.(command.input) ?? [];
    const before = await Promise.all(writes.map(({ key }) => peek(key)));
    calls += 1;
    byOperation[name] = (byOperation[name] ?? 0) + 1;
    const reply = await send(command).finally(async () => {
      const after = await Promise.all(writes.map(({ key }) => peek(key)));
      for (const [index, { factor }] of writes.entries()) {
        const [was, is] = [before[index], after[index]];
        const index2 = priceOf(was, is) - Math.max(was ? units(was) : 1, is ? units(is) : 1);
        writeUnits += (priceOf(was, is) - index2) * factor + index2;
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
