import { PERMITS } from '#shared/contracts/permits.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import type { Sending } from '#shared/domain/messaging/sending.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { requireStoredSending } from '#shared/messaging/editing/require-sending.ts';
import { type RequestedOperation, runOperations } from '#shared/messaging/editing/run-operations.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { SendingStatus } from '#shared/vocabulary.ts';
import { OperationRefused } from './refusals.ts';

/** @throws OperationRefused `sending_unknown` */
export const findSendingOf = async (db: Db, club: Club, id: number): Promise<Sending> => {
  try {
    return await requireStoredSending(db, club.slug, id);
  } catch (error) {
    if (!(error instanceof LoyaltyError) || error.code !== 'sending_not_found') throw error;
    throw new OperationRefused('sending_unknown', `There is no sending ${id} in the club ${club.slug}.`);
  }
};

type Way = (id: number) => RequestedOperation;

const cancel: Way = (target) => ({ name: 'sending.cancel', target, payload: undefined });
/** What has not begun is no longer due as a draft (contract §5.2.6: it cannot be cancelled). */
const cancelUnsent: Way = (target) => ({ name: 'sending.update', target, payload: { draft: true } });

const WAYS: Readonly<Partial<Record<SendingStatus, Way>>> = {
  scheduled: cancelUnsent,
  preparing: cancel,
  prepared: cancel,
  transmitting: cancel,
};

const refused = ({ id, status }: Sending): OperationRefused =>
  new OperationRefused('sending_not_stoppable', `Sending ${id} is ${status}: there is nothing to stop.`);

/** It may move on between the look and the attempt; it has only so many statuses. */
const ATTEMPTS = 4;

/**
 * Stops a sending: one that is under way is cancelled, one that is scheduled becomes a draft again. What was
 * transmitted before stays transmitted.
 * @throws OperationRefused `sending_unknown`, `sending_not_stoppable`
 */
export const stopSending = async (runtime: Runtime, club: Club, id: number): Promise<Sending> => {
  const db = runtime.use(database);
  const caller = { club, permits: Object.keys(PERMITS) };
  for (let attempt = 1; ; attempt += 1) {
    const sending = await findSendingOf(db, club, id);
    const way = WAYS[sending.status];
    if (!way) throw refused(sending);
    const [outcome] = await runOperations(runtime, caller, [way(id)]);
    if (outcome && !('error' in outcome)) return findSendingOf(db, club, id);
    if (attempt === ATTEMPTS) throw outcome?.error ?? refused(sending);
  }
};
