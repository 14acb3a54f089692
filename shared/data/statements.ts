import { BatchExecuteStatementCommand } from '@aws-sdk/lib-dynamodb';
import { busy } from '../errors.ts';
import type { Db } from './db.ts';
import type { Item } from './read.ts';
import { atTheStore } from './store-errors.ts';

/** One PartiQL write; conditional, not transactional: 1 unit instead of 2, and its neighbours do not mind. */
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

const equals = (attributes: Item): string =>
  Object.keys(attributes)
    .map((name) => `${quoted(name)} = ?`)
    .join(' AND ');

/** Sets attributes of the item of this key where the condition's attributes have the given values. */
export const update = (db: Db, key: Item, set: Item, condition: Item): Statement => ({
  Statement: `UPDATE ${quoted(db.table)} ${Object.keys(set)
    .map((name) => `SET ${quoted(name)} = ?`)
    .join(' ')} WHERE ${equals({ ...key, ...condition })}`,
  Parameters: [...Object.values(set), ...Object.values({ ...key, ...condition })],
});

/** Deletes the item of this key where the condition's attributes have the given values. */
export const remove = (db: Db, key: Item, condition: Item): Statement => ({
  Statement: `DELETE FROM ${quoted(db.table)} WHERE ${equals({ ...key, ...condition })}`,
  Parameters: Object.values({ ...key, ...condition }),
});

const REFUSALS = new Set(['DuplicateItem', 'ConditionalCheckFailed']);
const PASSING = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
  'InternalServerError',
]);

const MAX_STATEMENTS = 25;
const MAX_ATTEMPTS = 5;

const runOnce = async (
  db: Db,
  statements: readonly Statement[],
): Promise<(StatementOutcome | undefined)[]> => {
  const { Responses } = await atTheStore(
    db.doc.send(new BatchExecuteStatementCommand({ Statements: [...statements] })),
  );
  return statements.map((_, index) => {
    const error = Responses?.[index]?.Error;
    if (!error) return 'done';
    if (REFUSALS.has(error.Code ?? '')) return 'refused';
    if (PASSING.has(error.Code ?? '')) return undefined;
    throw new Error(`A statement failed: ${error.Code}`);
  });
};

const runSlice = async (db: Db, slice: readonly Statement[]): Promise<StatementOutcome[]> => {
  const outcomes: (StatementOutcome | undefined)[] = slice.map(() => undefined);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const open = slice.flatMap((statement, at) => (outcomes[at] === undefined ? [{ statement, at }] : []));
    if (open.length === 0) break;
    if (attempt > 1) await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
    const results = await runOnce(
      db,
      open.map(({ statement }) => statement),
    );
    for (const [index, { at }] of open.entries()) outcomes[at] = results[index];
  }
  return outcomes.map((outcome) => {
    if (outcome === undefined) throw busy(new Error('Statements are left'));
    return outcome;
  });
};

/**
 * Runs statements 25 a call, in order, and says of each whether it was done. Passing failures (conflicts,
 * throttling) are tried again; what is left then is a 503, never dropped.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html
 */
export const runStatements = async (
  db: Db,
  statements: readonly Statement[],
): Promise<StatementOutcome[]> => {
  const outcomes: StatementOutcome[] = [];
  for (let at = 0; at < statements.length; at += MAX_STATEMENTS) {
    outcomes.push(...(await runSlice(db, statements.slice(at, at + MAX_STATEMENTS))));
  }
  return outcomes;
};
