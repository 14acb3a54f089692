/** The model of DynamoDB behind the SDK's own client: what would go over HTTP is answered in this process. */
import {
  BatchExecuteStatementCommand,
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { conditionOf } from '../simulation/dynamodb/conditions.ts';
import { type Command, Model } from '../simulation/dynamodb/model.ts';
import { bindingsOf } from '../simulation/dynamodb/writes.ts';

type Json = any;

const COMMANDS: Readonly<Record<string, new (input: Json) => unknown>> = {
  GetItem: GetCommand,
  BatchGetItem: BatchGetCommand,
  Query: QueryCommand,
  PutItem: PutCommand,
  UpdateItem: UpdateCommand,
  DeleteItem: DeleteCommand,
  TransactWriteItems: TransactWriteCommand,
  BatchExecuteStatement: BatchExecuteStatementCommand,
};

const WRITE = { removeUndefinedValues: true };
const itemIn = (item: Json): Json => item && unmarshall(item);
const itemOut = (item: Json): Json => item && marshall(item, WRITE);
const mapped = (object: Json, change: (part: Json) => Json): Json =>
  object && Object.fromEntries(Object.entries(object).map(([name, part]) => [name, change(part)]));

const VALUES = ['Item', 'Key', 'ExpressionAttributeValues', 'ExclusiveStartKey'];

const plain = (input: Json): Json => ({
  ...input,
  ...Object.fromEntries(VALUES.filter((name) => input[name]).map((name) => [name, itemIn(input[name])])),
});

const inputOf = (input: Json): Json => ({
  ...plain(input),
  ...(input.TransactItems && { TransactItems: input.TransactItems.map((step: Json) => mapped(step, plain)) }),
  ...(input.Statements && {
    Statements: input.Statements.map((one: Json) => ({
      ...one,
      Parameters: one.Parameters?.map((value: Json) => itemIn({ value }).value),
    })),
  }),
  ...(input.RequestItems && {
    RequestItems: mapped(input.RequestItems, (one) => ({ ...one, Keys: one.Keys.map(itemIn) })),
  }),
});

const outputOf = (output: Json): Json => ({
  ...output,
  ...mapped(
    Object.fromEntries(
      ['Item', 'Attributes', 'LastEvaluatedKey']
        .filter((name) => output[name])
        .map((name) => [name, output[name]]),
    ),
    itemOut,
  ),
  ...(output.Items && { Items: output.Items.map(itemOut) }),
  ...(output.Responses &&
    !Array.isArray(output.Responses) && {
      Responses: mapped(output.Responses, (items) => items.map(itemOut)),
    }),
  ...(output.UnprocessedKeys && {
    UnprocessedKeys: mapped(output.UnprocessedKeys, (one) => ({ ...one, Keys: one.Keys.map(itemOut) })),
  }),
});

declare global {
  var __tables: Map<string, Model> | undefined;
}

/** Vitest loads this module twice, for its runner and for the tests. */
globalThis.__tables ??= new Map();
const tables = globalThis.__tables;

/** A test file begins with empty tables. */
export const clear = (): void => tables.clear();

/** @returns a function that restores all tables of this moment, as often as it is called */
export const snapshot = (): (() => void) => {
  const models = new Map(tables);
  const parts = [...models.values()].map(({ table, tokens }) => ({
    restore: table.snapshot(),
    tokens,
    copy: new Map(tokens),
  }));
  return () => {
    tables.clear();
    for (const [name, model] of models) tables.set(name, model);
    for (const { restore, tokens, copy } of parts) {
      restore();
      tokens.clear();
      for (const [token, request] of copy) tokens.set(token, request);
    }
  };
};

const ACTIVE = { Table: { TableStatus: 'ACTIVE' }, TableDescription: { TableStatus: 'ACTIVE' } };

/** Operations on tables, and the scan that only tests do. */
const OTHERS: Readonly<Record<string, (input: Json, model: Model) => Json>> = {
  CreateTable: () => ACTIVE,
  DescribeTable: () => ACTIVE,
  UpdateTimeToLive: () => ({}),
  Scan: (input, { table }) => {
    const bindings = bindingsOf(plain(input));
    const condition = input.FilterExpression ? conditionOf(input.FilterExpression) : () => true;
    const all = [...table.all()];
    const Items = all.filter((item) => condition(item, bindings)).map(itemOut);
    return { Items, Count: Items.length, ScannedCount: all.length };
  },
};

const tableOf = (input: Json): string =>
  input.TableName ??
  Object.keys(input.RequestItems ?? {})[0] ??
  input.TransactItems?.map((step: Json) => Object.values<Json>(step)[0].TableName)[0] ??
  /"([^"]+)"/.exec(input.Statements?.[0]?.Statement)?.[1];

const answer = (operation: string, input: Json): Json => {
  const name = tableOf(input);
  const model = tables.get(name) ?? new Model();
  tables.set(name, model);
  const other = OTHERS[operation];
  if (other) return other(input, model);
  const Command = COMMANDS[operation];
  if (!Command) throw new TypeError(`${operation} is not in memory`);
  return outputOf(model.execute(new Command(inputOf(input)) as Command));
};

/** Binary values are Base64 on their way. */
const parsed = (text: string): Json =>
  JSON.parse(text, (name, value) =>
    name === 'B' && typeof value === 'string' ? Uint8Array.from(Buffer.from(value, 'base64')) : value,
  );
const printed = (value: Json): string =>
  JSON.stringify(value, (_, part) =>
    part instanceof Uint8Array ? Buffer.from(part).toString('base64') : part,
  );

const reply = (statusCode: number, body: Json) => ({
  response: {
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: new TextEncoder().encode(printed(body)),
  },
});

/** For the configuration of a client. */
export const inMemory = {
  handle: async (request: { headers: Record<string, string>; body?: unknown }) => {
    // Others get their turn, as they would beside a network.
    await new Promise((resolve) => setImmediate(resolve));
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    try {
      return reply(200, answer(operation, parsed(String(request.body))));
    } catch (error) {
      const { name, message, Item, CancellationReasons } = error as Json;
      const __type = `com.amazonaws.dynamodb.v20120810#${name}`;
      return reply(400, { __type, message, Item, CancellationReasons });
    }
  },
};
