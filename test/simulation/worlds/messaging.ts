import { PERMITS } from '#shared/contracts/permits.ts';
import { sendingSweeper } from '#shared/contracts/scheduled-workers.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { runOperation } from '#shared/messaging/editing/run-operations.ts';
import { database } from '#shared/ports/database.ts';
import { createRuntime } from '#shared/runtime.ts';
import type { Simulation } from '../world.ts';

/** By channel; their texts show the property `ticket` of a recipient. */
const DEFINITIONS = {
  email: { type: 'email', content: { subject: '{{ticket}}', body: '<p>Hi</p>' } },
  sms: { type: 'plain', content: { body: '{{ticket}}' } },
  push: { type: 'push', content: { body: '{{ticket}}' } },
} as const;

/** Creates a message of one channel. @param now ISO 8601 @returns its id */
export const storeMessage = async (
  db: Db,
  club: Club,
  type: keyof typeof DEFINITIONS,
  now: string,
): Promise<number> => {
  const runtime = createRuntime({ now: () => new Date(now) });
  runtime.provide(database, db);
  const template = { type: 'inline', definition: DEFINITIONS[type] };
  const { body } = await runOperation(
    runtime,
    { club, permits: Object.keys(PERMITS) },
    { name: 'message.create', target: undefined, payload: { name: type, channels: [{ type, template }] } },
  );
  return Number((body['message'] as { id: number }).id);
};

/** The clock, as far as it looks after sendings. */
export const sweeps = (simulation: Simulation, minutes: number, every: number): void => {
  for (let at = every; at <= minutes; at += every) simulation.tick(sendingSweeper, at * 60_000);
};
