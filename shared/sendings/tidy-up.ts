import type { Db } from '../data/db.ts';
import { readLanes } from '../data/sending-cursors.ts';
import { sendingStateSteps } from '../data/sendings.ts';
import { transact } from '../data/transact.ts';
import type { Seen } from '../data/versioned.ts';
import type { SendingState } from '../domain/messaging/sending.ts';
import { lookedAfter, settled } from '../domain/messaging/sending-execution.ts';
import { settleDead } from './settle-dead.ts';

/** After an execution was broken off: who was at it settles what was in flight, or has died and it is unknown. */
export const tidyUp = async (db: Db, club: string, seen: Seen<SendingState>, now: Date): Promise<void> => {
  const { entity: sending } = seen;
  if (sending.next_at === null || sending.next_at > now.toISOString()) return;
  const ref = { club, sending: sending.id };
  const lanes = await readLanes(db, ref);
  const states = await Promise.all(lanes.map((lane) => settleDead(db, ref, lane, now)));
  const after = states.includes('alive') ? lookedAfter(sending, now) : settled(sending);
  await transact(db, sendingStateSteps(db, club, { seen, after }));
};
