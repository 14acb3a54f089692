import { QUEUES, type QueueName, WORKERS } from '#shared/contracts/queues.ts';
import { dbOf } from '#shared/data/table/db.ts';
import { processPlatform } from '#shared/platform.ts';
import { senders } from '#shared/ports/delivery.ts';
import { openQueue, sendRetryOptions } from '#shared/ports/message-queue.ts';
import { PORTS } from '../support/queues.ts';
import { Client } from './api.ts';
import { clientThrough, Model } from './dynamodb/model.ts';
import type { Item } from './dynamodb/values.ts';
import type { Faults } from './faults.ts';
import { type Handler, Lambda } from './lambda.ts';
import { byChance } from './network.ts';
import { Provider } from './provider.ts';
import { Queue, type Worker } from './queue.ts';
import { QueueClient } from './queue-client.ts';
import { Chance } from './random.ts';
import { type Process, Scheduler } from './scheduler.ts';
import { StreamReader } from './stream.ts';
import { SILENT, traceTo } from './trace.ts';
import type { Simulation, TimedChange, World } from './world.ts';

export interface Result {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly faults: Faults['counts'];
  readonly steps: number;
}

/** A world with its functions loaded and its first items made. */
export interface Stage {
  readonly world: World;
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly items: readonly Item[];
}

const load = async (id: string): Promise<[string, Handler]> => {
  const { handler } = await import(
    new URL(`../../functions/${id.replace('.', '/')}.ts`, import.meta.url).href
  );
  return [id, handler];
};

export const prepare = async (world: World): Promise<Stage> => {
  const ids = [
    ...world.endpoints,
    ...WORKERS.filter(({ queue }) => world.queues.includes(queue)).map(({ id }) => id),
    ...world.streams.map(({ id }) => id),
    ...world.scheduled.map(({ id }) => id),
  ];
  const model = new Model();
  const doc = clientThrough(async (command) => model.execute(command));
  await world.prepare(dbOf(doc, 'simulated', processPlatform));
  return { world, handlers: new Map(await Promise.all(ids.map(load))), items: [...model.table.all()] };
};

const BEGINNING = Date.parse('2026-03-01T08:00:00.000Z');
const MAX_STEPS = 200_000;

const queuesOf = (
  names: readonly QueueName[],
  handlers: Stage['handlers'],
  parts: ConstructorParameters<typeof Queue>[1],
): Map<string, Queue> => {
  const workerOf = (queue: QueueName, deadLetters: boolean): Worker | undefined => {
    const contract = WORKERS.find((one) => one.queue === queue && one.deadLetters === deadLetters);
    const handler = contract && handlers.get(contract.id);
    return contract && handler && { ...contract, handler, timeoutMs: contract.timeout * 1000 };
  };
  const queues = new Map<string, Queue>();
  for (const name of names) {
    const { visibilityTimeout, maxReceiveCount } = QUEUES[name];
    const visibilityMs = visibilityTimeout * 1000;
    const deadLetters = new Queue(
      {
        name: `${name}-dead`,
        visibilityMs,
        maxReceiveCount: Number.POSITIVE_INFINITY,
        deadLetters: undefined,
        worker: workerOf(name, true),
      },
      parts,
    );
    queues.set(`${name}-dead`, deadLetters);
    queues.set(
      name,
      new Queue({ name, visibilityMs, maxReceiveCount, deadLetters, worker: workerOf(name, false) }, parts),
    );
  }
  return queues;
};

/** Runs one schedule from its beginning to its judgement. @param write takes the lines of the trace */
export const simulate = async (
  stage: Stage,
  seed: number,
  write?: (line: string) => void,
): Promise<Result> => {
  const { world, handlers } = stage;
  const { network = byChance, maxSteps = MAX_STEPS, shards = 1 } = world;
  const chance = new Chance(seed);
  const faults = network.faults(chance.fork());
  const scheduler = new Scheduler(BEGINNING, chance.fork());
  const trace = write ? traceTo(write, () => scheduler.now - BEGINNING) : SILENT;
  const changes: TimedChange[] = [];
  const readers: StreamReader[] = [];
  const model = new Model({
    onChange: (change) => {
      changes.push({ ...change, at: scheduler.now });
      for (const reader of readers) reader.offer(change);
    },
    replicate: (apply) =>
      scheduler.after(faults.happens('indexLag') ? chance.spread(100, 300_000) : 0, undefined, apply),
  });
  model.table.load(stage.items);
  const parts = { model, scheduler, faults, trace, chance: chance.fork() };
  const store = network.store(parts);
  const provider = new Provider(parts);
  const lambda: Lambda = new Lambda({
    ...parts,
    store,
    provide: (runtime, running: () => Process) => {
      for (const name of world.queues) {
        const { queue, postpone } = PORTS[name];
        const client = new QueueClient(queues.get(name) as Queue, running, parts);
        runtime.provide(
          queue,
          openQueue(client.sdk(), name, () => sendRetryOptions(runtime)),
        );
        if (postpone) runtime.provide(postpone, (receipt, seconds) => client.postpone(receipt, seconds));
      }
      runtime.provide(senders, provider.senders(running));
      world.provide?.(runtime, running, simulation);
    },
  });
  const queues = queuesOf(world.queues, handlers, { ...parts, lambda });
  for (const contract of world.streams) {
    const handler = handlers.get(contract.id) as Handler;
    for (let number = 0; number < shards; number += 1)
      readers.push(new StreamReader(contract, handler, { ...parts, lambda }, { number, of: shards }));
  }
  const api = { ...parts, lambda, handlers, access: world.access };
  const simulation: Simulation = {
    seed,
    chance: chance.fork(),
    faults,
    scheduler,
    model,
    first: stage.items,
    changes,
    queues,
    provider,
    client(name, afterMs, script) {
      const client = new Client(name, api);
      scheduler.after(afterMs, client.process, () => void script(client));
    },
    expire(afterMs) {
      const some = () => simulation.chance.happens(0.5);
      scheduler.after(afterMs, undefined, () => model.table.expire(scheduler.now / 1000, some));
    },
    readStreamAgain(afterMs) {
      const again = () => {
        for (const reader of readers) reader.readAgain();
      };
      scheduler.after(afterMs, undefined, again);
    },
    tick({ id, timeout }, afterMs) {
      const run = () => lambda.invoke(id, handlers.get(id) as Handler, {}, timeout * 1000, () => {});
      scheduler.after(afterMs, undefined, run);
    },
  };
  const violations: string[] = [];
  try {
    const state = world.start(simulation);
    await scheduler.run(Number.POSITIVE_INFINITY, maxSteps);
    faults.stop();
    world.settle(simulation, state);
    await scheduler.run(Number.POSITIVE_INFINITY, 2 * maxSteps);
    let judged = false;
    simulation.client('auditor', 0, async (auditor) => {
      violations.push(...(await world.check(simulation, state, auditor)));
      judged = true;
    });
    await scheduler.run(Number.POSITIVE_INFINITY, 3 * maxSteps);
    if (!judged) violations.push('the judgement did not end');
  } catch (error) {
    violations.push(
      `the simulation broke: ${error instanceof Error ? (error.stack ?? error.message) : error}`,
    );
  }
  return { seed, violations, faults: faults.counts, steps: scheduler.steps };
};
