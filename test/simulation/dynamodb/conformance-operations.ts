import {
  BatchExecuteStatementCommand,
  DeleteCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { insert, remove, update } from '#shared/data/table/batch-statements.ts';
import { change, condition } from './conformance-clauses.ts';
import { batchGet, get, queryIndex, queryTable } from './conformance-reads.ts';
import { attributes, keyIn, type Operation, place, prefixed, small, word } from './conformance-shapes.ts';
import { parametersOf, statementOf } from './partiql.ts';

/** Random operations in the forms that this project uses, over a small key space, so that they meet. */

type Input = any;

/** Maps of no entries are left out: DynamoDB refuses them. */
const merged = (...parts: readonly Input[]): Input => {
  const all = Object.assign({}, ...parts);
  for (const map of ['ExpressionAttributeNames', 'ExpressionAttributeValues']) {
    all[map] = Object.assign({}, ...parts.map((part) => part[map]));
    if (Object.keys(all[map]).length === 0) delete all[map];
  }
  return all;
};

const maybe = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | object> => fc.oneof(one, fc.constant({}));

const onRefusal = fc.constantFrom({}, { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });

const put = fc.tuple(place, attributes, maybe(condition), onRefusal).map(
  ([at, item, guard, refusal]) =>
    (TableName: string, prefix: string) =>
      merged({ TableName, Item: { ...keyIn(prefix, at), ...prefixed(prefix, item) } }, guard, refusal),
);

const returns = (...values: string[]) => fc.constantFrom(...values).map((ReturnValues) => ({ ReturnValues }));

const updateOf = fc.tuple(place, change, maybe(condition), onRefusal).map(
  ([at, what, guard, refusal]) =>
    (TableName: string, prefix: string) =>
      merged({ TableName, Key: keyIn(prefix, at) }, what, guard, refusal),
);

const deleteOf = fc.tuple(place, maybe(condition), onRefusal).map(
  ([at, guard, refusal]) =>
    (TableName: string, prefix: string) =>
      merged({ TableName, Key: keyIn(prefix, at) }, guard, refusal),
);

const check = fc.tuple(place, condition, onRefusal).map(
  ([at, guard, refusal]) =>
    (TableName: string, prefix: string) =>
      merged({ TableName, Key: keyIn(prefix, at) }, guard, refusal),
);

type Build = (table: string, prefix: string) => Input;

const as = (builds: fc.Arbitrary<Build>, Command: new (input: any) => any, more = fc.constant({})) =>
  fc.tuple(builds, more).map(
    ([build, extra]): Operation =>
      (table, prefix) =>
        new Command({ ...build(table, prefix), ...extra }),
  );

const step = fc.oneof(
  put.map((build) => ['Put', build] as const),
  updateOf.map((build) => ['Update', build] as const),
  deleteOf.map((build) => ['Delete', build] as const),
  check.map((build) => ['ConditionCheck', build] as const),
);

const itemOf = ([, build]: readonly [string, Build]): string => {
  const { Item, Key = Item } = build('', '');
  return `${Key.pk} ${Key.sk}`;
};

/** A transaction takes one write an item; DynamoDB Local does not always mind. */
const steps = fc.uniqueArray(step, { minLength: 1, maxLength: 4, selector: itemOf });

const transaction = fc.tuple(steps, fc.option(fc.constantFrom('t1', 't2'), { nil: undefined })).map(
  ([steps, token]): Operation =>
    (table, prefix) =>
      new TransactWriteCommand({
        TransactItems: steps.map(([kind, build]) => ({ [kind]: build(table, prefix) })) as Input,
        ...(token !== undefined && { ClientRequestToken: `${prefix}${token}` }),
      }),
);

const only = fc.record({ version: small, owner: small, kind: word }, { requiredKeys: [] });
const setting = fc.record({ owner: small, at: word, list: fc.constant([1]) }, { requiredKeys: ['owner'] });

const statement = fc.oneof(
  fc.tuple(place, attributes).map(
    ([at, item]) =>
      (table: string, prefix: string) =>
        insert({ table } as Input, { ...keyIn(prefix, at), ...prefixed(prefix, item) }),
  ),
  fc.tuple(place, setting, only).map(
    ([at, set, guard]) =>
      (table: string, prefix: string) =>
        update({ table } as Input, keyIn(prefix, at), set, guard),
  ),
  fc.tuple(place, only).map(
    ([at, guard]) =>
      (table: string, prefix: string) =>
        remove({ table } as Input, keyIn(prefix, at), guard),
  ),
);

/** A batch takes one statement an item; DynamoDB Local runs those before the second all the same. */
const statements = fc
  .uniqueArray(statement, {
    minLength: 1,
    maxLength: 4,
    selector: (build) => {
      const { Statement, Parameters } = build('t', '');
      return JSON.stringify(statementOf(Statement).key(parametersOf(Parameters)), ['pk', 'sk']);
    },
  })
  .map(
    (all): Operation =>
      (table, prefix) =>
        new BatchExecuteStatementCommand({ Statements: all.map((build) => build(table, prefix)) }),
  );
export const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 5, arbitrary: as(put, PutCommand, returns('NONE', 'ALL_OLD')) },
  { weight: 6, arbitrary: as(updateOf, UpdateCommand, returns('NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_NEW')) },
  { weight: 2, arbitrary: as(deleteOf, DeleteCommand, returns('NONE', 'ALL_OLD')) },
  { weight: 4, arbitrary: transaction },
  { weight: 4, arbitrary: statements },
  { weight: 2, arbitrary: queryTable },
  { weight: 2, arbitrary: queryIndex },
  { weight: 1, arbitrary: batchGet },
  { weight: 1, arbitrary: get },
);
