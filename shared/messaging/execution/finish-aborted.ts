import { readTransmissionCursors } from '#shared/data/messaging/sending-cursors.ts';
import { sendingStateWrites } from '#shared/data/messaging/sendings.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { Versioned } from '#shared/data/table/versioned.ts';
import type { SendingState } from '#shared/domain/messaging/sending.ts';
import { recheckAborted, withoutRecheck } from '#shared/domain/messaging/sending-execution.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { recordExpiredAttempt } from './record-expired-attempt.ts';

/** Ends what an aborted sending has in flight: its worker records the outcomes, or the attempt expires and they are unknown. */
export const finishAborted = async (
  runtime: Runtime,
  club: string,
  seen: Versioned<SendingState>,
): Promise<void> => {
  const db = runtime.use(database);
  const now = runtime.now();
  const { entity: sending } = seen;
  if (sending.next_at === null || sending.next_at > now.toISOString()) return;
  const ref = { club, sending: sending.id };
  const cursors = await readTransmissionCursors(db, ref);
  const expired = await Promise.all(cursors.map((cursor) => recordExpiredAttempt(runtime, ref, cursor)));
  const after = expired.every(Boolean) ? withoutRecheck(sending) : recheckAborted(sending, now);
  await transact(db, sendingStateWrites(db, club, { seen, after }));
};
