import {
  conditionReason,
  idempotencyMismatch,
  NO_REASON,
  type Reason,
  transactionCancelled,
  ValidationException,
} from './errors.ts';
import { parametersOf, statementOf } from './partiql.ts';
import type { Table } from './table.ts';
import { copied, type Item } from './values.ts';
import { evaluatorOf, keyOf, refusedItem } from './writes.ts';

type Input = any;

const withSets = (_: string, value: unknown): unknown => (value instanceof Set ? [...value] : value);

const said = (input: Input): string => JSON.stringify(input, withSets);

/** All writes or none. @throws TransactionCanceledException */
export const transactWrite = (table: Table, input: Input, tokens: Map<string, Input>) => {
  const steps: [string, Input][] = input.TransactItems.map((step: Input) => Object.entries(step)[0]);
  if (steps.length > 100) throw new ValidationException('Member must have length less than or equal to 100');
  const token = input.ClientRequestToken;
  if (token !== undefined && tokens.has(token)) {
    if (said(tokens.get(token)) !== said(input)) throw idempotencyMismatch();
    return {};
  }
  const keys = steps.map(([kind, step]) => keyOf(kind === 'Put' ? step.Item : step.Key));
  if (new Set(keys.map(({ pk, sk }) => `${pk}\n${sk}`)).size < steps.length)
    throw new ValidationException('Transaction request cannot include multiple operations on one item');
  const result = steps.map(([kind, step]) => evaluatorOf(kind)(table, step));
  if (result.some(({ refused }) => refused)) {
    throw transactionCancelled(
      result.map(
        (one, index): Reason =>
          one.refused ? conditionReason(refusedItem(steps[index]?.[1], one)) : NO_REASON,
      ),
    );
  }
  table.commit(result.map(({ change }) => change));
  if (token !== undefined) tokens.set(token, input);
  return {};
};

/** What a statement answers: nothing, or why it was refused. */
interface StatementAnswer {
  readonly Error?: { readonly Code: string; readonly Message: string };
  readonly TableName?: string;
}

const refusal = (Code: string): StatementAnswer => ({ Error: { Code, Message: Code } });

const runStatement = (table: Table, { Statement, Parameters }: Input): StatementAnswer => {
  const statement = statementOf(Statement);
  const bindings = parametersOf((Parameters ?? []).map(copied));
  const key = keyOf(statement.key(bindings) as unknown as Item);
  const before = table.find(key);
  if (statement.verb === 'INSERT' && before) return refusal('DuplicateItem');
  if (statement.verb === 'UPDATE' && !before) return refusal('ConditionalCheckFailed');
  if (before && !statement.condition(before, bindings)) return refusal('ConditionalCheckFailed');
  const after = statement.verb === 'DELETE' ? undefined : statement.apply(before ?? {}, bindings);
  try {
    if (after) table.check(after);
  } catch {
    return refusal('ValidationError');
  }
  table.commit([{ key, before, after }]);
  return { TableName: statement.table };
};

/** Writes beside each other, each for itself. @param fails gives a statement another fate, for faults */
export const executeStatements = (
  table: Table,
  { Statements }: Input,
  fails: (index: number) => string | undefined,
) => {
  if (Statements.length > 25)
    throw new ValidationException('Member must have length less than or equal to 25');
  const keys = Statements.map(({ Statement, Parameters }: Input) => {
    const { pk, sk } = statementOf(Statement).key(parametersOf(Parameters));
    return `${pk}\n${sk}`;
  });
  if (new Set(keys).size < keys.length)
    throw new ValidationException('Provided list of item keys contains duplicates');
  return {
    Responses: Statements.map((statement: Input, index: number) => {
      const code = fails(index);
      return code === undefined ? runStatement(table, statement) : refusal(code);
    }),
  };
};
