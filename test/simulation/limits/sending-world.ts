import { PERMITS } from '#shared/contracts/permits.ts';
import { createMember } from '#shared/data/members/members.ts';
import type { Db } from '#shared/data/table/db.ts';
import { runOperation } from '#shared/messaging/editing/run-operations.ts';
import { sendingRates } from '#shared/messaging/execution/send-quota.ts';
import { database } from '#shared/ports/database.ts';
import { createRuntime } from '#shared/runtime.ts';
import type { Channel } from '#shared/vocabulary.ts';
import { plainMember } from '../../support/plain-member.ts';
import { EVERYBODY, IMMEDIATE } from '../../support/sendings.ts';
import { prepare, simulate } from '../simulate.ts';
import type { Simulation, World } from '../world.ts';
import { ACCESS, prepareClub } from '../worlds/club.ts';
import type { Limits } from './capacity.ts';
import { limitedNetwork } from './limited-network.ts';
import type { LimitedTable } from './limited-table.ts';

const BEFORE = '2026-02-01T08:00:00.000Z';

interface Scenario {
  readonly channel: Exclude<Channel, 'push'>;
  readonly members: number;
  readonly limits: Limits;
}

/** What a sending came to. Milliseconds of virtual time. */
interface SendingResult {
  readonly preparedMs: number;
  readonly transmittedMs: number;
  /** Transmission alone. */
  readonly recipientsASecond: number;
  readonly writeUnits: number;
  readonly tableCalls: number;
  readonly throttled: number;
  /** Messages that the provider took. */
  readonly sent: number;
}

const CHANNELS = {
  sms: { sender_type: 'alphanumeric', sender_value: 'Simulated' },
  email: { from_name: 'Simulated', from_email: 'club@example.com' },
} as const;

const DEFINITIONS = {
  email: { type: 'email', content: { subject: 'News', body: '<p>Hi {{member.first_name}}</p>' } },
  sms: { type: 'plain', content: { body: 'Hi {{member.first_name}}' } },
} as const;

const storeMembers = async (db: Db, members: number): Promise<void> => {
  for (let n = 1; n <= members; n += 1)
    await createMember(
      db,
      plainMember({
        id: n,
        club: ACCESS.slug,
        properties: {
          email: `person.number.${n}@example.com`,
          msisdn: `4740${String(n).padStart(6, '0')}`,
          first_name: 'Kari',
          last_name: `Nordmann ${n}`,
        },
        now: BEFORE,
      }),
    );
};

/** When a sending reached a status first. */
const reached = ({ changes }: Simulation, status: string): number =>
  changes.find(({ after }) => after?.['kind'] === 'sending' && after['status'] === status)?.at ?? Number.NaN;

/** One sending to every member of a club on a table with AWS's limits, with a provider that takes all. */
const sendingWorld = (scenario: Scenario, ended: (result: SendingResult) => void): World<undefined> => {
  const { channel, members } = scenario;
  let table: LimitedTable;
  let message = 0;
  return {
    name: 'sending within limits',
    endpoints: ['sendings.create'],
    queues: ['sending'],
    streams: [],
    scheduled: [],
    access: ACCESS,
    maxSteps: 10_000_000,
    network: limitedNetwork(scenario.limits, (opened) => {
      table = opened;
    }),
    async prepare(db) {
      const club = await prepareClub(db, { channels: CHANNELS });
      const runtime = createRuntime({ now: () => new Date(BEFORE) });
      runtime.provide(database, db);
      await storeMembers(db, members);
      const template = { type: 'inline', definition: DEFINITIONS[channel] };
      const { body } = await runOperation(
        runtime,
        { club, permits: Object.keys(PERMITS) },
        {
          name: 'message.create',
          target: undefined,
          payload: { name: 'News', channels: [{ type: channel, template }] },
        },
      );
      message = Number((body['message'] as { id: number }).id);
    },
    provide(runtime) {
      runtime.provide(sendingRates, { email: 100_000, sms: 100_000, push: 100_000 });
    },
    start(simulation) {
      simulation.client('sender', 0, async (client) => {
        const sending = { schedule: IMMEDIATE, audience: EVERYBODY };
        const { status } = await client.call('sendings.create', {
          path: { id: String(message) },
          body: { sending },
        });
        if (status !== 200) throw new Error(`The sending was not accepted: ${status}`);
      });
      return undefined;
    },
    settle() {},
    async check(simulation) {
      const [preparing, prepared, transmitting, transmitted] = [
        'preparing',
        'prepared',
        'transmitting',
        'transmitted',
      ].map((status) => reached(simulation, status)) as [number, number, number, number];
      ended({
        preparedMs: prepared - preparing,
        transmittedMs: transmitted - transmitting,
        recipientsASecond: (members * 1000) / (transmitted - transmitting),
        writeUnits: table.throughput.writeUnits,
        tableCalls: table.counts.calls,
        throttled: table.counts.throttled,
        sent: simulation.provider.handOvers.filter(({ taken }) => taken).length,
      });
      return [];
    },
  };
};

/** @throws when the simulation found something that must not be */
export const runSending = async (scenario: Scenario, seed = 1): Promise<SendingResult> => {
  let result: SendingResult | undefined;
  const world = sendingWorld(scenario, (ended) => {
    result = ended;
  });
  const { violations } = await simulate(await prepare(world), seed);
  if (violations.length > 0 || !result)
    throw new Error(violations.join('\n') || 'The sending reported nothing');
  return result;
};
