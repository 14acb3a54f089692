import { writesOf } from '../../support/write-units.ts';
import { awsError } from '../dynamodb/errors.ts';
import { type Command, commandName, type Model, type PartialFaults } from '../dynamodb/model.ts';
import { parametersOf, statementOf } from '../dynamodb/partiql.ts';
import { partitionOf } from '../dynamodb/reads.ts';
import type { Key } from '../dynamodb/table.ts';
import type { Item } from '../dynamodb/values.ts';
import { bindingsOf } from '../dynamodb/writes.ts';
import type { Outcome } from '../store.ts';
import type { Flights } from './flights.ts';
import type { Throughput } from './throughput.ts';

/** What was asked of the table since the count began. */
export interface Counts {
  calls: number;
  /** Calls, keys and statements that were throttled. */
  throttled: number;
  /** Calls and statements that met a transaction in flight. */
  conflicts: number;
}

/** The table and what limits it. */
export interface Limited {
  readonly model: Model;
  readonly now: () => number;
  readonly throughput: Throughput;
  readonly flights: Flights;
  readonly counts: Counts;
}

/** What a request came to. */
export interface Done {
  readonly outcome: Outcome;
  /** When the leaders of its items have done it, where they had others to do before. */
  readonly at?: number;
}

type Input = any;

const refusedAs = (name: string): Done => ({ outcome: { error: awsError(name) } });

const throttled = ({ counts }: Limited): Done => {
  counts.throttled += 1;
  return refusedAs('ThrottlingException');
};

export const run = ({ model }: Limited, command: Command, faults?: PartialFaults): Outcome => {
  try {
    return { answer: model.execute(command, faults) };
  } catch (error) {
    return { error };
  }
};

const get = (limited: Limited, command: Command): Done => {
  const { model, throughput } = limited;
  const { Key, ConsistentRead = false } = command.input;
  if (!throughput.letsIn(Key)) return throttled(limited);
  throughput.chargeRead(
    Key.pk,
    [model.table.find(Key)].filter((item) => item !== undefined),
    ConsistentRead,
  );
  return { outcome: run(limited, command) };
};

/** Keys without room stay unprocessed; where none has any the call is throttled. */
const batchGet = (limited: Limited, command: Command): Done => {
  const { model, throughput, counts } = limited;
  const requests = Object.values<Input>(command.input.RequestItems);
  if (!requests.some(({ Keys }) => Keys.some((key: Key) => throughput.letsIn(key))))
    return throttled(limited);
  const consistent = requests.every(({ ConsistentRead }) => ConsistentRead);
  const unprocessed = (key: Key): boolean => {
    if (!throughput.letsIn(key)) {
      counts.throttled += 1;
      return true;
    }
    throughput.chargeRead(
      key.pk,
      [model.table.find(key)].filter((item) => item !== undefined),
      consistent,
    );
    return false;
  };
  return { outcome: run(limited, command, { unprocessed, statement: () => undefined }) };
};

const query = (limited: Limited, command: Command): Done => {
  const { model, throughput } = limited;
  const { input } = command;
  const { partitionKey } = model.table.keysOf(input.IndexName);
  const partition = partitionOf(input.KeyConditionExpression, partitionKey, bindingsOf(input));
  if (!throughput.hasRoomToQuery(partition, input.IndexName)) return throttled(limited);
  const outcome = run(limited, command);
  const items = 'answer' in outcome ? (outcome.answer as { Items: Item[] }).Items : [];
  throughput.chargeRead(partition, items, input.ConsistentRead ?? false, input.IndexName);
  return { outcome };
};

/** A plain write waits for those before it at its item's leader, and fails by a transaction in flight. */
const writeOne = (limited: Limited, command: Command): Done => {
  const { model, throughput, flights, counts } = limited;
  const [write] = writesOf(command);
  if (!write) throw new TypeError(`${commandName(command)} writes nothing`);
  if (flights.isHeld(write.key)) {
    counts.conflicts += 1;
    return refusedAs('TransactionConflictException');
  }
  if (!throughput.letsIn(write.key, command.input.Item)) return throttled(limited);
  const before = model.table.find(write.key);
  const outcome = run(limited, command);
  throughput.chargeWrite(write, before, model.table.find(write.key));
  return { outcome, at: flights.queue(write.key, limited.now()) };
};

/** The item that a statement would make: an index without room for its entries refuses it. */
const madeBy = ({ Statement, Parameters }: Input): Item | undefined =>
  Statement.startsWith('INSERT')
    ? (statementOf(Statement).apply({}, parametersOf(Parameters)) as Item)
    : undefined;

/** Statements beside each other, each for itself. */
const statements = (limited: Limited, command: Command): Done => {
  const { model, throughput, flights, counts } = limited;
  const writes = writesOf(command);
  let at = limited.now();
  let charge = () => {};
  const statement = (index: number): string | undefined => {
    charge();
    charge = () => {};
    const write = writes[index];
    if (!write) throw new TypeError('A statement without a write');
    if (flights.isHeld(write.key)) {
      counts.conflicts += 1;
      return 'TransactionConflict';
    }
    if (!throughput.letsIn(write.key, madeBy(command.input.Statements[index]))) {
      counts.throttled += 1;
      return 'ThrottlingError';
    }
    const before = model.table.find(write.key);
    at = Math.max(at, flights.queue(write.key, limited.now()));
    charge = () => throughput.chargeWrite(write, before, model.table.find(write.key));
    return undefined;
  };
  const outcome = run(limited, command, { unprocessed: () => false, statement });
  charge();
  return { outcome, at };
};

const REQUESTS: Readonly<Record<string, (limited: Limited, command: Command) => Done>> = {
  Get: get,
  BatchGet: batchGet,
  Query: query,
  Put: writeOne,
  Update: writeOne,
  Delete: writeOne,
  BatchExecuteStatement: statements,
};

/** A request that is no transaction, at the moment at which it reaches the table. */
export const serve = (limited: Limited, command: Command): Done => {
  const request = REQUESTS[commandName(command)];
  if (!request) throw new TypeError(`${commandName(command)} is not modelled`);
  return request(limited, command);
};
