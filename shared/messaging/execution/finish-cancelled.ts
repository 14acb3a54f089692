import { readLanes } from '#shared/data/messaging/sending-cursors.ts';
import { sendingStateSteps } from '#shared/data/messaging/sendings.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { Seen } from '#shared/data/table/versioned.ts';
import type { SendingState } from '#shared/domain/messaging/sending.ts';
import { lookedAfter, settled } from '#shared/domain/messaging/sending-execution.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { settleDead } from './expire-in-flight.ts';

/** After an execution was broken off: who was at it settles what was in flight, or has died and it is unknown. */
export const tidyUp = async (runtime: Runtime, club: string, seen: Seen<SendingState>): Promise<void> => {
  const db = runtime.use(database);
  const now = runtime.now();
  const { entity: sending } = seen;
  if (sending.next_at === null || sending.next_at > now.toISOString()) return;
  const ref = { club, sending: sending.id };
  const lanes = await readLanes(db, ref);
  const states = await Promise.all(lanes.map((lane) => settleDead(runtime, ref, lane)));
  const after = states.includes('alive') ? lookedAfter(sending, now) : settled(sending);
  await transact(db, sendingStateSteps(db, club, { seen, after }));
};
