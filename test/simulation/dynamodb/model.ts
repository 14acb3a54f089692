import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { executeStatements, transactWrite } from './batch-writes.ts';
import { batchGet, query, shown } from './reads.ts';
import { type Key, Table, type TableOptions } from './table.ts';
import { bindingsOf, keyOf, writeOne } from './writes.ts';

type Input = any;

/** How single parts of a call fail while the call itself succeeds. */
export interface PartialFaults {
  /** Whether a key of a batch read stays unprocessed. */
  readonly unprocessed: (key: Key) => boolean;
  /** The error code of a statement that is not run, by its place. */
  readonly statement: (index: number) => string | undefined;
}

const NO_FAULTS: PartialFaults = { unprocessed: () => false, statement: () => undefined };

type Operation = (model: Model, input: Input, faults: PartialFaults) => object;

/** The operations that this project uses, by the name of their command. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  GetCommand: ({ table }, input) => {
    const item = table.find(keyOf(input.Key));
    return item ? { Item: shown(item, input.ProjectionExpression, bindingsOf(input)) } : {};
  },
  BatchGetCommand: ({ table }, input, { unprocessed }) => batchGet(table, input, unprocessed),
  QueryCommand: ({ table }, input) => query(table, input, bindingsOf(input)),
  PutCommand: ({ table }, input) => writeOne(table, 'Put', input),
  UpdateCommand: ({ table }, input) => writeOne(table, 'Update', input),
  DeleteCommand: ({ table }, input) => writeOne(table, 'Delete', input),
  TransactWriteCommand: ({ table, tokens }, input) => transactWrite(table, input, tokens),
  BatchExecuteStatementCommand: ({ table }, input, { statement }) =>
    executeStatements(table, input, statement),
};

export interface Command {
  readonly input: Input;
}

export const commandName = (command: Command): string => command.constructor.name.replace(/Command$/, '');

/**
 * DynamoDB in memory, as far as this project uses it. A test drives it and DynamoDB Local through the same random
 * operations; both must answer alike.
 */
export class Model {
  readonly table: Table;
  /** Requests of transactions by their idempotency token. */
  readonly tokens = new Map<string, Input>();

  constructor(options: TableOptions = {}) {
    this.table = new Table(options);
  }

  /** Runs one command, at once and as a whole. @throws what the service would */
  execute(command: Command, faults: PartialFaults = NO_FAULTS): object {
    const operation = OPERATIONS[command.constructor.name];
    if (!operation) throw new TypeError(`${command.constructor.name} is not modelled`);
    return operation(this, command.input, faults);
  }
}

/** A document client whose every command is given to a function. */
export const clientThrough = (send: (command: Command) => Promise<unknown>): DynamoDBDocumentClient =>
  ({ send }) as unknown as DynamoDBDocumentClient;
