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
import * as execution from '#shared/domain/messaging/sending-execution.ts';
import { RetryLater } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import { metrics } from '#shared/ports/metrics.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { SendingStatus } from '#shared/vocabulary.ts';
import { enqueueExecution } from '../enqueue-steps.ts';
import { updateSendingState } from '../move-sending.ts';
import { cancelWithMessage } from '../withdraw-sendings.ts';
import { finishCancelled } from './finish-cancelled.ts';
import { preparationMessages, transmissionMessages } from './sending-messages.ts';

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

const continueAfter = async (moving: Promise<boolean>): Promise<Progress> => {
  await moving;
  return 'continue';
};

const fail = async (context: SendingContext): Promise<Progress> => {
  const { runtime } = context;
  if (await transition(context, execution.failed(context.sending.entity, context.now))) {
    runtime.use(metrics).count('SendingsFailed');
    runtime.log.error('sending was not finished in time', refOf(context));
  }
  return 'continue';
};

/** Stores the snapshot of the message and opens the cursors. The message's version is raised, so that a concurrent deletion starts over. */
const begin = async (context: SendingContext): Promise<Progress> => {
  const { runtime, db, club, sending, message, now } = context;
  if (!isDue(context)) return 'done';
  const [channel] = message.entity.channels;
  if (!channel) throw new TypeError('A message without channels');
  const snapshot = { channel, marketing: isMarketing(message.entity.service) };
  const after = execution.preparing(sending.entity, snapshot, now);
  const cursors = after.preparationPartitions.map(newPreparationCursor);
  const extraWrites = cursors.map((cursor) =>
    preparationCursorWrite(db, refOf(context), cursor, now.toISOString()),
  );
  if (!(await transition(context, after, { extraWrites, touches: true }))) return 'continue';
  await enqueueExecution(runtime, preparationMessages(club, after.id, cursors));
  return 'done';
};

const sum = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** Queues the open cursors again: a worker may have ended early, or a message was never sent (faults F13, F15). */
const wakeUp = async (context: SendingContext, enqueue: () => Promise<void>): Promise<Progress> => {
  if (!isDue(context)) return 'done';
  if (execution.isOverdue(context.sending.entity, context.now)) return fail(context);
  if (!(await transition(context, execution.wakeUp(context.sending.entity, context.now)))) return 'continue';
  await enqueue();
  return 'done';
};

const prepare = async (context: SendingContext): Promise<Progress> => {
  const { runtime, db, club, sending, now } = context;
  const cursors = await readPreparationCursors(db, refOf(context));
  if (cursors.some(({ state }) => state === 'open')) {
    return wakeUp(context, () =>
      enqueueExecution(runtime, preparationMessages(club, sending.entity.id, cursors)),
    );
  }
  const made = {
    dispatches: sum(cursors.map(({ dispatches }) => dispatches)),
    members: sum(cursors.map(({ members }) => members)),
    exclusions: sumExclusions(cursors.map(({ exclusions }) => exclusions)),
    partitions: [...new Set(cursors.flatMap(({ partitions }) => partitions))].sort((a, b) => a - b),
  };
  return continueAfter(transition(context, execution.prepared(sending.entity, made, now)));
};

/** Its time may be some minutes off: the step comes back then, and if it should not, the sweeper finds it. */
const start = async (context: SendingContext): Promise<Progress> => {
  const { runtime, db, club, sending, now } = context;
  if (execution.isOverdue(sending.entity, now)) return fail(context);
  const { id } = sending.entity;
  if (!isDue(context)) {
    const delay = (Date.parse(sending.entity.next_at ?? '') - now.getTime()) / 1000;
    await enqueueExecution(runtime, [{ type: 'sending.advance', club, sending: id }], delay);
    return 'done';
  }
  const after = execution.transmitting(sending.entity, now);
  const partitions = after.partitions.map(newTransmissionCursor);
  const extraWrites = partitions.map((partition) =>
    transmissionCursorWrite(db, refOf(context), partition, now.toISOString()),
  );
  if (!(await transition(context, after, { extraWrites }))) return 'continue';
  await enqueueExecution(runtime, transmissionMessages(club, id, partitions));
  return 'done';
};

const transmit = async (context: SendingContext): Promise<Progress> => {
  const { runtime, db, club, sending, now } = context;
  const partitions = await readTransmissionCursors(db, refOf(context));
  if (partitions.some(({ state }) => state === 'open')) {
    return wakeUp(context, () =>
      enqueueExecution(runtime, transmissionMessages(club, sending.entity.id, partitions)),
    );
  }
  return continueAfter(transition(context, execution.transmitted(sending.entity, now)));
};

const nothing = async (): Promise<Progress> => 'done';

/** What a sending needs in each status. */
const ACTIONS: Readonly<Record<SendingStatus, (context: SendingContext) => Promise<Progress>>> = {
  draft: nothing,
  scheduled: begin,
  preparing: prepare,
  prepared: start,
  transmitting: transmit,
  transmitted: nothing,
  skipped: nothing,
  cancelled: nothing,
  failed: nothing,
};

const MAX_TRANSITIONS = 20;

/** Does for a sending what its status and the time ask for; done twice, it is done once. */
export const advance = async (runtime: Runtime, club: string, id: number): Promise<void> => {
  const db = runtime.use(database);
  for (let turn = 0; turn < MAX_TRANSITIONS; turn += 1) {
    const sending = await findSendingState(db, club, id);
    if (!sending) return;
    const now = runtime.now();
    if (execution.isAborted(sending.entity)) return finishCancelled(runtime, club, sending);
    const message = await findMessage(db, club, sending.entity.message_id);
    // Its message was deleted, and the deletion ended before it cancelled this sending.
    if (!message) return cancelWithMessage(db, club, sending, now);
    const context: SendingContext = { runtime, db, club, sending, message, now };
    if ((await ACTIONS[sending.entity.status](context)) === 'done') return;
  }
  throw new RetryLater('The sending does not come to rest');
};
