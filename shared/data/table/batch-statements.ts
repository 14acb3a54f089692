import type { BatchStatementError } from '@aws-sdk/client-dynamodb';
import { BatchExecuteStatementCommand } from '@aws-sdk/lib-dynamodb';
import { failureKind } from '#shared/aws-failures.ts';
import { serviceUnavailable } from '#shared/errors.ts';
import { pauses } from '#shared/retry.ts';
import type { Db } from './db.ts';
import { batchesOf, type Item } from './read.ts';
import { send } from './send.ts';

/** One PartiQL write; conditional, not transactional: 1 unit instead of 2, and its failure fails no other. */
export interface Statement {
  readonly Statement: string;
  readonly Parameters: unknown[];
}

/** `refused`: the item exists already (INSERT) or its condition does not hold (UPDATE, DELETE). */
export type StatementOutcome = 'done' | 'refused';

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Inserts the item unless its key exists. */
export const insert = (db: Db, item: Item): Statement => {
  const entries = Object.entries(item).filter(([, value]) => value !== undefined);
  const fields = entries.map(([name]) => `'${name}': ?`).join(', ');
  return {
    Statement: `INSERT INTO ${quoted(db.table)} VALUE {${fields}}`,
    Parameters: entries.map(([, value]) => value),
  };
};

const valuesOf = (attributes: Item): unknown[] =>
  Object.values(attributes).filter((value) => value !== undefined);

/** Attributes have the given values; those without one are missing. */
const equals = (attributes: Item): string =>
  Object.entries(attributes)
    .map(([name, value]) => `${quoted(name)} ${value === undefined ? 'IS MISSING' : '= ?'}`)
    .join(' AND ');

/**
 * Sets attributes of the item of this key where the condition's attributes have the given values.
 * @param condition an attribute with `undefined` must be missing
 */
export const update = (db: Db, key: Item, set: Item, condition: Item): Statement => ({
  Statement: `UPDATE ${quoted(db.table)} ${Object.keys(set)
    .map((name) => `SET ${quoted(name)} = ?`)
    .join(' ')} WHERE ${equals({ ...key, ...condition })}`,
  Parameters: [...Object.values(set), ...valuesOf({ ...key, ...condition })],
});

/** Deletes the item of this key where the condition's attributes have the given values. */
export const remove = (db: Db, key: Item, condition: Item): Statement => ({
  Statement: `DELETE FROM ${quoted(db.table)} WHERE ${equals({ ...key, ...condition })}`,
  Parameters: valuesOf({ ...key, ...condition }),
});

const MAX_STATEMENTS = 25;

/** The outcome of one statement; nothing when it must be sent again. @throws a failure that does not pass */
const outcomeOf = (error: BatchStatementError | undefined): StatementOutcome | undefined => {
  if (!error) return 'done';
  const failure = Object.assign(new Error('A statement failed'), { name: error.Code ?? 'Unknown' });
  const kind = failureKind(failure);
  if (kind === 'answer') return 'refused';
  if (kind === 'passes') return undefined;
  throw failure;
};

/** Sends the statements that have no outcome yet, until each has one or time is up. */
const runBatch = async (db: Db, slice: readonly Statement[]): Promise<StatementOutcome[]> => {
  const outcomes = new Map<Statement, StatementOutcome>();
  const pause = pauses(db.retryOptions());
  for (;;) {
    const open = slice.filter((statement) => !outcomes.has(statement));
    const { Responses } = await send(db, new BatchExecuteStatementCommand({ Statements: open }));
    for (const [index, statement] of open.entries()) {
      const outcome = outcomeOf(Responses?.[index]?.Error);
      if (outcome) outcomes.set(statement, outcome);
    }
    if (outcomes.size === slice.length) return slice.map((one) => outcomes.get(one) ?? 'refused');
    if (!(await pause())) throw serviceUnavailable(new Error('Statements are left'));
  }
};

/**
 * Runs statements of different items, 25 a call and all calls side by side, and returns for each whether it was done.
 * It repeats those that conflicts or throttling refused; what is left when time is up is a 503, never dropped. A
 * statement whose answer was lost is sent again, and then refused if it was done: its caller must read the item.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html
 */
export const runStatements = async (db: Db, statements: readonly Statement[]): Promise<StatementOutcome[]> =>
  (await Promise.all(batchesOf(statements, MAX_STATEMENTS).map((slice) => runBatch(db, slice)))).flat();
