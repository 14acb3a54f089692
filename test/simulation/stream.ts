import { marshall } from '@aws-sdk/util-dynamodb';
import type { StreamWorkerContract } from '#shared/contracts/queues.ts';
import type { Change } from './dynamodb/table.ts';
import type { Item } from './dynamodb/values.ts';
import type { Faults } from './faults.ts';
import type { Ending, Handler, Lambda } from './lambda.ts';
import type { Chance } from './random.ts';
import type { Scheduler } from './scheduler.ts';

interface Parts {
  readonly scheduler: Scheduler;
  readonly lambda: Lambda;
  readonly faults: Faults;
  readonly chance: Chance;
}

const recordOf = ({ key, before, after }: Change, sequence: number, at: number) => ({
  eventName: before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT',
  dynamodb: {
    ApproximateCreationDateTime: Math.floor(at / 1000),
    Keys: marshall(key),
    ...(before && { OldImage: marshall(before) }),
    ...(after && { NewImage: marshall(after) }),
    SequenceNumber: String(sequence),
  },
});

type StreamRecord = ReturnType<typeof recordOf>;

/** Lists hold the values that an event filter lets through. */
const passes = (filter: unknown, record: unknown): boolean => {
  if (Array.isArray(filter)) return filter.includes(record);
  return Object.entries(filter as object).every(([name, inner]) =>
    passes(inner, (record as Record<string, unknown> | undefined)?.[name]),
  );
};

/** The attributes that event filters ask for. */
const asked = (item: Item | undefined): Item | undefined =>
  item &&
  Object.fromEntries(['kind', 'status'].flatMap((name) => (name in item ? [[name, item[name]]] : [])));

/** Of a stream with several shards: each has the changes of some partition keys. */
export interface Shard {
  readonly number: number;
  readonly of: number;
}

const isOf = ({ number, of }: Shard, pk: unknown): boolean =>
  [...String(pk)].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % of === number;

/** One reader of a shard of the table's stream: batches in order, repeated until they are done or given up. */
export class StreamReader {
  readonly #contract: StreamWorkerContract;
  readonly #handler: Handler;
  readonly #parts: Parts;
  readonly #shard: Shard;
  readonly #all: StreamRecord[] = [];
  #waiting: StreamRecord[] = [];
  #busy = false;
  #sequence = 0;

  constructor(
    contract: StreamWorkerContract,
    handler: Handler,
    parts: Parts,
    shard: Shard = { number: 0, of: 1 },
  ) {
    this.#shard = shard;
    this.#contract = contract;
    this.#handler = handler;
    this.#parts = parts;
  }

  offer(change: Change): void {
    this.#sequence += 1;
    if (!isOf(this.#shard, change.key['pk'])) return;
    const { now } = this.#parts.scheduler;
    // Most records reach no reader: only what filters name is looked at first.
    const { key, before, after } = change;
    const brief = recordOf({ key, before: asked(before), after: asked(after) }, 0, now);
    if (!this.#contract.filters.some((filter) => passes(filter, brief))) return;
    const record = recordOf(change, this.#sequence, now);
    this.#all.push(record);
    this.#waiting.push(record);
    this.#start(0);
  }

  /** A new event source mapping reads the shard from its beginning, beside the old one. */
  readAgain(): void {
    const again = new StreamReader(this.#contract, this.#handler, this.#parts);
    again.#waiting = [...this.#all];
    again.#start(0);
  }

  #start(failures: number): void {
    if (this.#busy || this.#waiting.length === 0) return;
    this.#busy = true;
    const { scheduler, faults, chance, lambda } = this.#parts;
    const delay = faults.latency() + this.#contract.batchWindow * 1000 * chance.next();
    scheduler.after(delay + Math.min(60_000, 100 * 2 ** failures), undefined, () => {
      const batch = this.#waiting.slice(0, chance.int(1, this.#contract.batchSize));
      lambda.invoke(
        this.#contract.id,
        this.#handler,
        { Records: batch },
        this.#contract.timeout * 1000,
        (ending) => {
          this.#busy = false;
          const done = this.#doneOf(batch, ending, failures);
          if (!faults.happens('recordAgain')) this.#waiting.splice(0, done);
          this.#start(done > 0 ? 0 : failures + 1);
        },
      );
    });
  }

  /** How many records need not come again. What fails too often goes to a queue for operators. */
  #doneOf(batch: readonly StreamRecord[], ending: Ending, failures: number): number {
    if (ending.state !== 'returned') return failures >= this.#contract.retryAttempts ? 1 : 0;
    const [first] = ending.value.batchItemFailures;
    if (!first) return batch.length;
    return batch.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === first.itemIdentifier);
  }
}
