import { PERMITS } from '#shared/contracts/permits.ts';
import type { Db } from '#shared/data/table/db.ts';
import { runOperation } from '#shared/messaging/editing/run-operations.ts';
import { database } from '#shared/ports/database.ts';
import { createRuntime } from '#shared/runtime.ts';
import type { World } from '../world.ts';
import { ACCESS, prepareClub } from './club.ts';
import { type IdempotencyState, keyedCaller } from './idempotency-callers.ts';
import { checkIdempotency } from './idempotency-invariants.ts';

const BEFORE = '2026-02-01T08:00:00.000Z';
const CHANNELS = { sms: { sender_type: 'alphanumeric', sender_value: 'Simulated' } } as const;
const PAYLOAD = {
  name: 'stored',
  channels: [
    { type: 'sms', template: { type: 'inline', definition: { type: 'plain', content: { body: 'Hi' } } } },
  ],
};

/** Ids are taken in order, so every schedule finds the message under the same one. */
const stored = { message: 0 };

const prepare = async (db: Db): Promise<void> => {
  const club = await prepareClub(db, { channels: CHANNELS });
  const runtime = createRuntime({ now: () => new Date(BEFORE) });
  runtime.provide(database, db);
  const { body } = await runOperation(
    runtime,
    { club, permits: Object.keys(PERMITS) },
    { name: 'message.create', target: undefined, payload: PAYLOAD },
  );
  stored.message = Number((body['message'] as { id: number }).id);
};

const DAY = 24 * 60 * 60 * 1000;

export const idempotencyWorld: World<IdempotencyState> = {
  name: 'idempotency',
  endpoints: [
    'members.create',
    'messages.create',
    'messages.bulks',
    'sendings.create',
    'member-bulks.create-or-update',
    'member-imports.create',
  ],
  queues: ['bulk'],
  streams: [],
  scheduled: [],
  access: ACCESS,
  prepare,
  start(simulation) {
    const { chance } = simulation;
    const state: IdempotencyState = { attempts: [], versions: 0, keys: 0 };
    for (let n = chance.int(1, 2); n > 0; n -= 1)
      simulation.client(`caller-${n}`, chance.next() * 1000, keyedCaller(simulation, state, stored));
    // The table removes what has expired when it comes to it.
    for (let n = chance.int(0, 3); n > 0; n -= 1) simulation.expire(chance.spread(1000, 3 * DAY));
    return state;
  },
  settle() {},
  async check(simulation, state) {
    return checkIdempotency(simulation, state);
  },
};
