import type { QueueName, StreamWorkerContract } from '#shared/contracts/queues.ts';
import type { ScheduledWorkerContract } from '#shared/contracts/scheduled-workers.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { Client } from './api.ts';
import type { Model } from './dynamodb/model.ts';
import type { Change } from './dynamodb/table.ts';
import type { Item } from './dynamodb/values.ts';
import type { Faults } from './faults.ts';
import type { Network } from './network.ts';
import type { Provider } from './provider.ts';
import type { Queue } from './queue.ts';
import type { Chance } from './random.ts';
import type { Process, Scheduler } from './scheduler.ts';

/** A change of an item, with the moment at which it was committed. */
export interface TimedChange extends Change {
  readonly at: number;
}

/** One schedule, as its world sees it. */
export interface Simulation {
  readonly seed: number;
  readonly chance: Chance;
  readonly faults: Faults;
  readonly scheduler: Scheduler;
  readonly model: Model;
  /** What was there at the beginning. */
  readonly first: readonly Item[];
  /** What was committed, in order. */
  readonly changes: readonly TimedChange[];
  /** Main queues and, named `<queue>-dead`, their dead letters. */
  readonly queues: ReadonlyMap<string, Queue>;
  /** SES and SNS. */
  readonly provider: Provider;
  /** Starts a caller of the API after some milliseconds. */
  client(name: string, afterMs: number, script: (client: Client) => Promise<void>): void;
  /** Deletes, after some milliseconds, some of the items whose time to live has passed; the service does so late, in no order. */
  expire(afterMs: number): void;
  /** Lets the workers on the stream read it once more from its beginning, after some milliseconds. */
  readStreamAgain(afterMs: number): void;
  /** Starts a run of a scheduled worker after some milliseconds. */
  tick(worker: ScheduledWorkerContract, afterMs: number): void;
}

/**
 * What is simulated: who runs, and what must hold whatever the schedule was. `prepare` is done once and its items
 * are there at the beginning of every schedule.
 */
export interface World<State = unknown> {
  readonly name: string;
  /** Functions that its processes call, by id. */
  readonly endpoints: readonly string[];
  readonly queues: readonly QueueName[];
  readonly streams: readonly StreamWorkerContract[];
  /** Shards of the stream; one, unless given. */
  readonly shards?: number;
  readonly scheduled: readonly ScheduledWorkerContract[];
  readonly access: { readonly slug: string; readonly secret: string };
  /** How calls travel and fail; by chance, unless given. */
  readonly network?: Network;
  /** Part of the gate's schedules that it runs, for a world whose schedules are long; all, unless given. */
  readonly gateShare?: number;
  /** Events after which a schedule counts as one that does not end. */
  readonly maxSteps?: number;
  prepare(db: Db): Promise<unknown>;
  /** Ports of a new container beside the usual ones. */
  provide?(runtime: Runtime, running: () => Process, simulation: Simulation): void;
  /** Starts the processes. */
  start(simulation: Simulation): State;
  /** Nothing fails any more and all is at rest: what must happen in the quiet time that follows. */
  settle(simulation: Simulation, state: State): void;
  /** @returns what does not hold */
  check(simulation: Simulation, state: State, auditor: Client): Promise<readonly string[]>;
}
