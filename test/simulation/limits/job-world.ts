import { CHUNK_MAX_ROWS } from '#shared/domain/bulk/bulk-request.ts';
import { metrics } from '#shared/ports/metrics.ts';
import { passwords } from '#shared/ports/secrets.ts';
import type { Client } from '../api.ts';
import { cheapPasswords } from '../cheap-crypto.ts';
import type { Simulation, World } from '../world.ts';
import { bulkWorld } from '../worlds/bulk.ts';
import { boundOf, CHAINS } from './bound.ts';
import type { Limits } from './capacity.ts';
import { PASSWORD_MS } from './latencies.ts';
import { limitedNetwork } from './limited-network.ts';
import type { LimitedTable } from './limited-table.ts';

export interface Scenario {
  readonly members: number;
  /** The same members came before, half an hour ago. */
  readonly unchanged?: boolean;
  readonly withPasswords?: boolean;
  readonly limits: Limits;
}

/** What a job came to. Milliseconds of virtual time. */
export interface JobResult {
  /** From the record of the first request to the last end of a chunk. */
  readonly jobMs: number;
  /** The least that it can take (docs/reliability.md, AWS's limits). */
  readonly boundMs: number;
  /** Of that, what the busiest partition needs for what it served. */
  readonly capacityMs: number;
  readonly tableCalls: number;
  readonly queueCalls: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly throttled: number;
  readonly conflicts: number;
  /** Deliveries of batches of chunks. */
  readonly receives: number;
  readonly chunksFailed: number;
  readonly status: Readonly<Record<string, unknown>>;
}

interface State {
  job: string;
  begunAt: number;
  chunksFailed: number;
  measured?: Omit<JobResult, 'status' | 'chunksFailed'> | undefined;
}

/** As many as one request may have. */
const MOST_ROWS = 5000;
const HALF_AN_HOUR = 30 * 60 * 1000;
const CREATE = 'member-bulks.create-or-update';
const STATUS = 'member-bulks.status';

const rowOf = (n: number, withPassword: boolean): object => ({
  properties: {
    email: `person.number.${n}@example.com`,
    msisdn: `4740${String(n).padStart(6, '0')}`,
    first_name: 'Kari',
    last_name: `Nordmann ${n}`,
    birthday: '1990-10-23',
    interests: ['sportwear'],
  },
  ...(withPassword && { password: `secret ${n}` }),
});

const submit = async (client: Client, job: string, { members, withPasswords = false }: Scenario) => {
  for (let number = 1, from = 0; from < members; number += 1, from += MOST_ROWS) {
    const length = Math.min(MOST_ROWS, members - from);
    const rows = Array.from({ length }, (_, n) => rowOf(from + n, withPasswords));
    const { status } = await client.insist(CREATE, {
      body: { job_id: job, request_number: number, members: rows },
    });
    if (status !== 200) throw new Error(`A request was not accepted: ${status}`);
  }
};

const measure = (
  simulation: Simulation,
  table: LimitedTable,
  scenario: Scenario,
  { begunAt }: State,
): State['measured'] => {
  const changes = simulation.changes.filter(({ at }) => at >= begunAt);
  const recordedAt = changes.find(({ after }) => after?.['kind'] === 'bulk-request')?.at ?? Number.NaN;
  const queue = simulation.queues.get('bulk');
  if (!queue) throw new Error('There is no queue');
  const { calls, filledAt } = queue;
  const { throughput, counts } = table;
  return {
    jobMs: (changes.at(-1)?.at ?? Number.NaN) - recordedAt,
    boundMs: boundOf({
      chunks: Math.ceil(scenario.members / CHUNK_MAX_ROWS),
      chain: scenario.unchanged ? CHAINS.unchanged : CHAINS.created,
      capacityMs: throughput.shortest,
      filledMs: filledAt - recordedAt,
      passwords: scenario.withPasswords ? CHUNK_MAX_ROWS : 0,
    }),
    capacityMs: throughput.shortest,
    tableCalls: counts.calls,
    queueCalls: Object.values(calls).reduce((sum, count) => sum + count, 0),
    writeUnits: throughput.writeUnits,
    readUnits: throughput.readUnits,
    throttled: counts.throttled,
    conflicts: counts.conflicts,
    receives: calls.receive,
  };
};

/** One job of many members on a table with AWS's limits. @param ended hears what it came to */
export const jobWorld = (scenario: Scenario, ended: (result: JobResult) => void): World<State> => {
  let table: LimitedTable;
  const state: State = { job: 'first', begunAt: 0, chunksFailed: 0 };
  return {
    ...bulkWorld,
    name: 'limits',
    endpoints: [CREATE, STATUS],
    streams: [],
    scheduled: [],
    maxSteps: 10_000_000,
    network: limitedNetwork(scenario.limits, (opened) => {
      table = opened;
    }),
    provide(runtime, running, { scheduler }) {
      runtime.provide(metrics, {
        count(name: string) {
          if (name === 'ChunksFailed') state.chunksFailed += 1;
        },
      });
      runtime.provide(passwords, {
        ...cheapPasswords,
        async hash(password) {
          await scheduler.sleep(running(), PASSWORD_MS);
          return cheapPasswords.hash(password);
        },
      });
    },
    start(simulation) {
      state.begunAt = simulation.scheduler.now;
      simulation.client('sender', 0, async (client) => {
        await submit(client, state.job, scenario);
        if (!scenario.unchanged) return;
        await client.sleep(HALF_AN_HOUR);
        Object.assign(state, { job: 'second', begunAt: simulation.scheduler.now });
        table.reset();
        for (const queue of simulation.queues.values())
          Object.assign(queue.calls, { send: 0, receive: 0, delete: 0, changeVisibility: 0 });
        await submit(client, state.job, scenario);
      });
      return state;
    },
    settle(simulation) {
      state.measured = measure(simulation, table, scenario, state);
    },
    async check(simulation, _, auditor) {
      const { body } = await auditor.call(STATUS, { path: { job_id: state.job } });
      if (!state.measured) return ['nothing was measured'];
      ended({ ...state.measured, chunksFailed: state.chunksFailed, status: body });
      return [...simulation.queues].flatMap(([name, { size }]) => (size > 0 ? [`${name} is not empty`] : []));
    },
  };
};
