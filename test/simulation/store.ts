import { randomUUID } from 'node:crypto';
import { awsError, NO_REASON, transactionCancelled } from './dynamodb/errors.ts';
import { type Command, commandName, type Model, type PartialFaults } from './dynamodb/model.ts';
import type { Faults } from './faults.ts';
import type { Chance } from './random.ts';
import type { Process, Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

/** What a call came to. */
export type Outcome = { readonly answer: object } | { readonly error: unknown };

export interface StoreParts {
  readonly model: Model;
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly chance: Chance;
  readonly trace: Trace;
}

const THROTTLED = ['ThrottlingException', 'ProvisionedThroughputExceededException', 'RequestLimitExceeded'];
const TROUBLE = ['InternalServerError', 'TimeoutError', 'ServiceUnavailable'];
const STATEMENT_CODES = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];
const SINGLE_WRITES = new Set(['Put', 'Update', 'Delete']);

/** How long a caller waits for an answer that does not come. */
const LOST_AFTER_MS = 3000;

const keyText = (item: { pk?: unknown; sk?: unknown } = {}): string => `${item.pk}/${item.sk}`;

/** What a command is about, for the trace. */
const aboutOf = ({ input }: Command): string => {
  if (input.TransactItems)
    return input.TransactItems.map((step: object) => {
      const [[kind = '', write = {}] = []] = Object.entries(step);
      return `${kind} ${keyText(write.Item ?? write.Key)}`;
    }).join(' + ');
  if (input.Statements)
    return input.Statements.map(
      ({ Statement, Parameters }: { Statement: string; Parameters: unknown[] }) =>
        `${Statement.slice(0, 6)} ${Parameters.filter((one) => typeof one === 'string' && /^(CLUB|MEMBER|CLAIM|CHUNK)/.test(one)).join('/')}`,
    ).join(' + ');
  if (input.RequestItems)
    return Object.values(input.RequestItems)
      .flatMap((request) => (request as { Keys: object[] }).Keys.map(keyText))
      .join(' + ');
  if (input.KeyConditionExpression)
    return `${input.IndexName ?? ''} ${Object.values(input.ExpressionAttributeValues).join(' ')}`;
  return keyText(input.Item ?? input.Key);
};

const toldOf = (outcome: Outcome): string => {
  if ('answer' in outcome) {
    const { Responses, Item, Items } = outcome.answer as Record<string, any>;
    if (Array.isArray(Responses)) return Responses.map((one) => one.Error?.Code ?? 'ok').join(', ');
    if (Item || Items) return JSON.stringify(Item ?? Items).slice(0, 300);
    return Responses ? JSON.stringify(Responses).slice(0, 300) : 'ok';
  }
  const { name, CancellationReasons } = outcome.error as {
    name: string;
    CancellationReasons?: { Code: string }[];
  };
  return CancellationReasons ? `${name} [${CancellationReasons.map(({ Code }) => Code)}]` : name;
};

/** Only indexes are read so: the product reads the table itself strongly consistent, everywhere. */
const isEventual = (command: Command): boolean => {
  const { ConsistentRead, IndexName, RequestItems } = command.input;
  if (commandName(command) === 'BatchGet')
    return Object.values(RequestItems).some((one) => !(one as { ConsistentRead?: boolean }).ConsistentRead);
  return ['Get', 'Query'].includes(commandName(command)) && !ConsistentRead && IndexName === undefined;
};

/** Says in the trace what a call was about, what befell it and what it came to. */
export const tellCall = (
  trace: Trace,
  process: Process,
  command: Command,
  fault: string,
  outcome: Outcome,
): void =>
  trace.say(process.name, () => [`${commandName(command)} ${aboutOf(command)}`, fault, toldOf(outcome)]);

/** The table behind a network that fails: each call is an event of the scheduler. */
export class Store {
  readonly #parts: StoreParts;

  constructor(parts: StoreParts) {
    this.#parts = parts;
  }

  send(process: Process, command: Command): Promise<unknown> {
    const { scheduler, faults } = this.#parts;
    // What the SDK does with a transaction that has no token.
    if (commandName(command) === 'TransactWrite') command.input.ClientRequestToken ??= randomUUID();
    if (isEventual(command)) throw new Error('An eventually consistent read of the table is not modelled');
    return new Promise((resolve, reject) => {
      const respond = (outcome: Outcome) =>
        'answer' in outcome ? resolve(outcome.answer) : reject(outcome.error);
      scheduler.after(faults.latency(), undefined, () => this.#arrive(process, command, respond));
    });
  }

  #arrive(process: Process, command: Command, respond: (outcome: Outcome) => void): void {
    const { scheduler, faults, chance } = this.#parts;
    // A request of a process that died meanwhile may be on its way all the same.
    if (!process.alive) {
      if (chance.happens(0.5)) this.#run(process, command, 'sender is dead');
      return;
    }
    const answer = (outcome: Outcome, later = 0) => scheduler.after(later, process, () => respond(outcome));
    if (faults.happens('killed')) {
      const before = chance.happens(0.5);
      if (!before) this.#run(process, command, 'killed after');
      else this.#tell(process, command, 'killed before', { error: awsError('Killed') });
      scheduler.kill(process);
      return;
    }
    const refusal = this.#refusal(command);
    if (refusal) {
      this.#tell(process, command, 'refused', { error: refusal });
      answer({ error: refusal });
    } else if (faults.happens('answerLost')) {
      this.#run(process, command, 'answer lost');
      answer({ error: awsError('TimeoutError') }, LOST_AFTER_MS);
    } else if (faults.happens('appliedTwice')) {
      this.#run(process, command, 'first of two');
      scheduler.after(faults.latency(), process, () => respond(this.#run(process, command, 'second of two')));
    } else answer(this.#run(process, command, ''));
  }

  /** Why the table does not even begin. */
  #refusal(command: Command): Error | undefined {
    const { faults, chance } = this.#parts;
    const name = commandName(command);
    if (faults.happens('failsBefore')) return awsError(chance.pick(TROUBLE));
    if (faults.happens('throttled')) return awsError(chance.pick(THROTTLED));
    if (name === 'TransactWrite') {
      const { length } = command.input.TransactItems;
      const cancelled = (Code: string) => {
        const at = chance.int(0, length - 1);
        return transactionCancelled(Array.from({ length }, (_, n) => (n === at ? { Code } : NO_REASON)));
      };
      if (faults.happens('conflict')) return cancelled('TransactionConflict');
      if (faults.happens('reasonThrottled')) return cancelled('ThrottlingError');
    }
    if (SINGLE_WRITES.has(name) && faults.happens('conflict'))
      return awsError('TransactionConflictException');
    return undefined;
  }

  #run(process: Process, command: Command, fault: string): Outcome {
    const { model, faults, chance } = this.#parts;
    const parts: PartialFaults = {
      unprocessed: () => faults.happens('keyUnprocessed'),
      statement: () => (faults.happens('statementFails') ? chance.pick(STATEMENT_CODES) : undefined),
    };
    let outcome: Outcome;
    try {
      outcome = { answer: model.execute(command, parts) };
    } catch (error) {
      outcome = { error };
    }
    this.#tell(process, command, fault, outcome);
    return outcome;
  }

  #tell(process: Process, command: Command, fault: string, outcome: Outcome): void {
    tellCall(this.#parts.trace, process, command, fault, outcome);
  }
}
