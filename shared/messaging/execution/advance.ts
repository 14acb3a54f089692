import { findMessage } from '#shared/data/messaging/messages.ts';
import {
  preparationCursorWrite,
  readPreparationCursors,
  readTransmissionCursors,
  transmissionCursorWrite,
} from '#shared/data/messaging/sending-cursors.ts';
import { findSendingState } from '#shared/data/messaging/sendings.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Versioned } from '#shared/data/table/versioned.ts';
import { newPreparationCursor, newTransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import { sumExclusions } from '#shared/domain/messaging/deliverability.ts';
import type { Message } from '#shared/domain/messaging/message.ts';
import { isMarketing } from '#shared/domain/messaging/message-services.ts';
import type { SendingState } from '#shared/domain/messaging/sending.ts';
import {
  isAborted,
  isOverdue,
  scheduleRecheck,
  toFailed,
  toPrepared,
  toPreparing,
  toTransmitted,
  toTransmitting,
} from '#shared/domain/messaging/sending-execution.ts';
import { RetryLater } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import { metrics } from '#shared/ports/metrics.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { SendingStatus } from '#shared/vocabulary.ts';
import { cancelSendingOfDeletedMessage } from '../cancel-sendings.ts';
import { type ExecutionStep, enqueueSteps } from '../execution-steps.ts';
import { updateSendingState } from '../update-sending-state.ts';
import { finishAborted } from './finish-aborted.ts';
import { preparationSteps, transmissionSteps } from './partition-steps.ts';

interface SendingContext {
  readonly runtime: Runtime;
  readonly db: Db;
  readonly club: string;
  readonly sending: Versioned<SendingState>;
  readonly message: Versioned<Message>;
  readonly now: Date;
}

/** `continue`: the sending has changed, by this worker or another one; read it again. */
type Progress = 'continue' | 'done';

const refOf = ({ club, sending }: SendingContext) => ({ club, sending: sending.entity.id });

const isDue = ({ sending, now }: SendingContext): boolean =>
  sending.entity.next_at !== null && sending.entity.next_at <= now.toISOString();

const transition = async (
  { db, club, sending, message }: SendingContext,
  after: SendingState,
  options?: Parameters<typeof updateSendingState>[4],
): Promise<boolean> => updateSendingState(db, club, { sending, message }, after, options);

const fail = async (context: SendingContext): Promise<Progress> => {
  const { runtime, sending, now } = context;
  if (await transition(context, toFailed(sending.entity, now))) {
    runtime.use(metrics).count('SendingsFailed');
    runtime.log.error('sending was not finished in time', refOf(context));
  }
  return 'continue';
};

/** Stores the snapshot of the message and the cursors, and raises the message's version, so that a concurrent deletion starts over. */
const startPreparation = async (context: SendingContext): Promise<Progress> => {
  const { runtime, db, club, sending, message, now } = context;
  if (!isDue(context)) return 'done';
  const [channel] = message.entity.channels;
  if (!channel) throw new TypeError('A message without channels');
  const snapshot = { channel, marketing: isMarketing(message.entity.service) };
  const after = toPreparing(sending.entity, snapshot, now);
  const cursors = after.preparationPartitions.map(newPreparationCursor);
  const extraWrites = cursors.map((cursor) =>
    preparationCursorWrite(db, refOf(context), cursor, now.toISOString()),
  );
  if (!(await transition(context, after, { extraWrites, raiseMessageVersion: true }))) return 'continue';
  await enqueueSteps(runtime, preparationSteps(club, after.id, cursors));
  return 'done';
};

/** Queues the steps of the open cursors again: a worker may have ended early, or a step was never queued (faults F13, F15). */
const enqueueAgain = async (context: SendingContext, steps: readonly ExecutionStep[]): Promise<Progress> => {
  const { runtime, sending, now } = context;
  if (!isDue(context)) return 'done';
  if (isOverdue(sending.entity, now)) return fail(context);
  if (!(await transition(context, scheduleRecheck(sending.entity, now)))) return 'continue';
  await enqueueSteps(runtime, steps);
  return 'done';
};

const sum = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

const continuePreparation = async (context: SendingContext): Promise<Progress> => {
  const { db, club, sending, now } = context;
  const cursors = await readPreparationCursors(db, refOf(context));
  const steps = preparationSteps(club, sending.entity.id, cursors);
  if (steps.length > 0) return enqueueAgain(context, steps);
  const totals = {
    dispatches: sum(cursors.map(({ dispatches }) => dispatches)),
    members: sum(cursors.map(({ members }) => members)),
    exclusions: sumExclusions(cursors.map(({ exclusions }) => exclusions)),
    transmissionPartitions: [
      ...new Set(cursors.flatMap(({ transmissionPartitions }) => transmissionPartitions)),
    ].sort((a, b) => a - b),
  };
  await transition(context, toPrepared(sending.entity, totals, now));
  return 'continue';
};

/** A sending that was prepared early comes back at its time by a delayed step, or else by the sweeper. */
const startTransmission = async (context: SendingContext): Promise<Progress> => {
  const { runtime, db, club, sending, now } = context;
  const { id } = sending.entity;
  if (!isDue(context)) {
    const delay = (Date.parse(sending.entity.next_at ?? '') - now.getTime()) / 1000;
    await enqueueSteps(runtime, [{ type: 'advance', club, sending: id }], delay);
    return 'done';
  }
  if (isOverdue(sending.entity, now)) return fail(context);
  const after = toTransmitting(sending.entity, now);
  const cursors = after.transmissionPartitions.map(newTransmissionCursor);
  const extraWrites = cursors.map((cursor) =>
    transmissionCursorWrite(db, refOf(context), cursor, now.toISOString()),
  );
  if (!(await transition(context, after, { extraWrites }))) return 'continue';
  await enqueueSteps(runtime, transmissionSteps(club, id, cursors));
  return 'done';
};

const continueTransmission = async (context: SendingContext): Promise<Progress> => {
  const { db, club, sending, now } = context;
  const cursors = await readTransmissionCursors(db, refOf(context));
  const steps = transmissionSteps(club, sending.entity.id, cursors);
  if (steps.length > 0) return enqueueAgain(context, steps);
  const smsParts = sum(cursors.map(({ sms_parts }) => sms_parts));
  await transition(context, toTransmitted(sending.entity, smsParts, now));
  return 'continue';
};

const noAction = async (): Promise<Progress> => 'done';

/** The action that a sending needs in each status. */
const ACTIONS: Readonly<Record<SendingStatus, (context: SendingContext) => Promise<Progress>>> = {
  draft: noAction,
  scheduled: startPreparation,
  preparing: continuePreparation,
  prepared: startTransmission,
  transmitting: continueTransmission,
  transmitted: noAction,
  skipped: noAction,
  cancelled: noAction,
  failed: noAction,
};

const MAX_TRANSITIONS = 20;

/** Makes the transitions that the status of a sending and the time require. Idempotent. */
export const advance = async (runtime: Runtime, club: string, id: number): Promise<void> => {
  const db = runtime.use(database);
  for (let transitions = 0; transitions < MAX_TRANSITIONS; transitions += 1) {
    const sending = await findSendingState(db, club, id);
    if (!sending) return;
    const now = runtime.now();
    if (isAborted(sending.entity)) return finishAborted(runtime, club, sending);
    const message = await findMessage(db, club, sending.entity.message_id);
    // The deletion of the message ended before it cancelled this sending.
    if (!message) return cancelSendingOfDeletedMessage(db, club, sending, now);
    const context: SendingContext = { runtime, db, club, sending, message, now };
    if ((await ACTIONS[sending.entity.status](context)) === 'done') return;
  }
  throw new RetryLater(`The sending changed ${MAX_TRANSITIONS} times`);
};
