import { writesOf } from '../../support/write-units.ts';
import { NO_REASON, transactionCancelled } from '../dynamodb/errors.ts';
import { type Command, commandName } from '../dynamodb/model.ts';
import type { Reachable } from '../network.ts';
import type { Process } from '../scheduler.ts';
import { type StoreParts, tellCall } from '../store.ts';
import type { Limits } from './capacity.ts';
import { Flights } from './flights.ts';
import { latencyOf, SHAPES } from './latencies.ts';
import { type Counts, type Done, type Limited, run, serve } from './requests.ts';
import { Throughput } from './throughput.ts';

const NOTHING: Counts = { calls: 0, throttled: 0, conflicts: 0 };

type Answer = (done: Done, afterMs: number) => void;

/**
 * The table with AWS's limits, and without any other fault: partitions throttle what goes beyond their capacity, and
 * transactions in flight refuse whatever else would write to their items.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 */
export class LimitedTable implements Reachable {
  readonly throughput: Throughput;
  readonly counts: Counts = { ...NOTHING };
  readonly #parts: StoreParts;
  readonly #limited: Limited;
  #transactions = 0;

  constructor(parts: StoreParts, limits: Limits) {
    const now = () => parts.scheduler.now;
    this.#parts = parts;
    this.throughput = new Throughput(limits, now);
    const { throughput, counts } = this;
    this.#limited = { model: parts.model, now, throughput, counts, flights: new Flights() };
  }

  /** Begins to count anew, with all the capacity that may stand unused. */
  reset(): void {
    this.throughput.reset();
    Object.assign(this.counts, NOTHING);
  }

  send(process: Process, command: Command): Promise<unknown> {
    const { scheduler, chance, trace } = this.#parts;
    const name = commandName(command);
    const latency = latencyOf(SHAPES[name] ?? 'single', chance);
    this.counts.calls += 1;
    return new Promise((resolve, reject) => {
      const answer: Answer = ({ outcome, at = scheduler.now }, afterMs) => {
        tellCall(trace, process, command, '', outcome);
        const respond = () => ('answer' in outcome ? resolve(outcome.answer) : reject(outcome.error));
        scheduler.after(at - scheduler.now + afterMs, process, respond);
      };
      const arrive =
        name === 'TransactWrite'
          ? () => this.#prepare(command, latency / 2, answer)
          : () => answer(serve(this.#limited, command), latency / 2);
      scheduler.after(latency / (name === 'TransactWrite' ? 4 : 2), undefined, arrive);
    });
  }

  /** From its arrival to its commit a transaction holds its items: of two that meet over one, the later is cancelled. */
  #prepare(command: Command, inFlightMs: number, answer: Answer): void {
    const { flights, throughput, counts, model } = this.#limited;
    const writes = writesOf(command);
    const reasons = writes.map(({ key }, index) => {
      if (flights.isHeld(key)) return { Code: 'TransactionConflict' };
      const item = command.input.TransactItems[index].Put?.Item;
      return throughput.letsIn(key, item) ? NO_REASON : { Code: 'ThrottlingError' };
    });
    if (reasons.some((reason) => reason !== NO_REASON)) {
      const meets = reasons.some(({ Code }) => Code === 'TransactionConflict');
      counts[meets ? 'conflicts' : 'throttled'] += 1;
      answer({ outcome: { error: transactionCancelled(reasons) } }, inFlightMs / 2);
      return;
    }
    const keys = writes.map(({ key }) => key);
    flights.hold(keys);
    this.#transactions += 1;
    // What the SDK does with a transaction that has no token.
    command.input.ClientRequestToken ??= `transaction-${this.#transactions}`;
    this.#parts.scheduler.after(inFlightMs, undefined, () => {
      const before = keys.map((key) => model.table.find(key));
      const outcome = run(this.#limited, command);
      for (const [index, write] of writes.entries())
        throughput.chargeWrite(write, before[index], model.table.find(write.key));
      flights.release(keys);
      answer({ outcome }, inFlightMs / 2);
    });
  }
}
