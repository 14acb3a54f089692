import type { Context } from 'aws-lambda';
import { dbOf } from '#shared/data/table/db.ts';
import { ENV } from '#shared/env-names.ts';
import { database } from '#shared/ports/database.ts';
import { metrics } from '#shared/ports/metrics.ts';
import { removePushDevices } from '#shared/ports/push-devices.ts';
import {
  deliverySealer,
  oneTimeTokens,
  passwords,
  sealer,
  secretIds,
  sessionTokens,
  unsubscribeTokens,
  webhookSealer,
} from '#shared/ports/secrets.ts';
import { createRuntime, type Runtime } from '#shared/runtime.ts';
import {
  cheapOneTimeTokens,
  cheapPasswords,
  cheapSealer,
  cheapSecretIds,
  cheapSessionTokens,
  cheapUnsubscribeTokens,
} from './cheap-crypto.ts';
import { clientThrough } from './dynamodb/model.ts';
import type { Faults } from './faults.ts';
import type { Reachable } from './network.ts';
import type { Chance } from './random.ts';
import type { Process, Scheduler } from './scheduler.ts';

export type Handler = (event: any, context: Context) => Promise<any>;

/** How an invocation ended. */
export type Ending =
  | { readonly state: 'returned'; readonly value: any }
  | { readonly state: 'threw'; readonly error: unknown }
  /** Killed, or out of time: no caller got an answer. */
  | { readonly state: 'died' };

interface Container {
  readonly runtime: Runtime;
  process: Process | undefined;
}

const SILENT_LOG = { debug() {}, info() {}, warn() {}, error() {} };
/** So low that sendings use it up. */
const RATES = JSON.stringify({ email: 2, sms: 2, push: 2 });

const VARIABLES: Readonly<Record<string, string>> = {
  [ENV.sendingRates]: RATES,
  [ENV.publicUrl]: 'https://members.simulated',
};

interface Parts {
  readonly scheduler: Scheduler;
  readonly store: Reachable;
  readonly faults: Faults;
  readonly chance: Chance;
  /** Gives a new container its queues and what else a world has. */
  readonly provide: (runtime: Runtime, running: () => Process) => void;
}

/** Lambda: containers with caches and clocks of their own, one invocation at a time, each with a time limit. */
export class Lambda {
  readonly #parts: Parts;
  readonly #idle = new Map<string, Container[]>();
  #invocations = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  #container(): Container {
    const { scheduler, store, chance, faults, provide } = this.#parts;
    const container = {} as { runtime: Runtime; process: Process | undefined };
    // Set anew now and then, so that it jumps while code runs.
    let ahead = 0;
    const now = (): Date => {
      if (faults.happens('clockOff')) ahead = chance.int(-5000, 5000);
      return new Date(scheduler.now + ahead);
    };
    const running = (): Process => {
      if (!container.process) throw new Error('Code runs in a container that is idle');
      return container.process;
    };
    const runtime = createRuntime({
      log: SILENT_LOG,
      now,
      sleep: (milliseconds) => scheduler.sleep(running(), milliseconds),
      random: () => chance.next(),
      uuid: () => `${Math.floor(chance.next() * 2 ** 32)}-${Math.floor(chance.next() * 2 ** 32)}`,
      env: (name) => VARIABLES[name] ?? name,
    });
    runtime.provide(
      database,
      dbOf(
        clientThrough((command) => store.send(running(), command)),
        'simulated',
        runtime,
      ),
    );
    runtime.provide(metrics, { count() {} });
    runtime.provide(passwords, cheapPasswords);
    runtime.provide(sealer, cheapSealer);
    runtime.provide(sessionTokens, cheapSessionTokens);
    runtime.provide(unsubscribeTokens, cheapUnsubscribeTokens);
    runtime.provide(oneTimeTokens, cheapOneTimeTokens);
    runtime.provide(secretIds, cheapSecretIds);
    runtime.provide(deliverySealer, cheapSealer);
    runtime.provide(webhookSealer, cheapSealer);
    runtime.provide(removePushDevices, async () => {});
    provide(runtime, running);
    container.runtime = runtime;
    return container;
  }

  /** Runs a handler in a container; `ended` is called once, as an event of the surroundings. */
  invoke(
    id: string,
    handler: Handler,
    event: unknown,
    timeoutMs: number,
    ended: (ending: Ending) => void,
  ): void {
    const { scheduler, chance } = this.#parts;
    const idle = this.#idle.get(id) ?? [];
    this.#idle.set(id, idle);
    const container = (chance.happens(0.9) ? idle.pop() : undefined) ?? this.#container();
    this.#invocations += 1;
    const process: Process = { name: `${id}/${this.#invocations}`, runtime: container.runtime, alive: true };
    container.process = process;
    let over = false;
    const end = (ending: Ending) => {
      if (over) return;
      over = true;
      process.alive = false;
      if (ending.state !== 'died') idle.push(container);
      ended(ending);
    };
    process.onDeath = () => end({ state: 'died' });
    const deadline = scheduler.now + timeoutMs;
    const context = {
      functionName: id,
      awsRequestId: process.name,
      // middy would set a timer of the real clock; here functions of the API are ended from outside alone.
      ...(id.startsWith('workers.') && { getRemainingTimeInMillis: () => deadline - scheduler.now }),
    };
    scheduler.after(timeoutMs, undefined, () => scheduler.kill(process));
    scheduler.after(0, process, () => {
      const answer = (ending: Ending) => scheduler.after(0, undefined, () => end(ending));
      handler(event, context as unknown as Context).then(
        (value) => answer({ state: 'returned', value }),
        (error) => answer({ state: 'threw', error }),
      );
    });
  }
}
