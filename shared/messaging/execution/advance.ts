import { findMessage } from '#shared/data/messaging/messages.ts';
import { fillStep, laneStep, readFills, readLanes } from '#shared/data/messaging/sending-cursors.ts';
import { findSendingState } from '#shared/data/messaging/sendings.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Seen } from '#shared/data/table/versioned.ts';
import { newFill, newLane } from '#shared/domain/messaging/cursors.ts';
import type { Message } from '#shared/domain/messaging/message.ts';
import { isMarketing } from '#shared/domain/messaging/message-services.ts';
import type { SendingState } from '#shared/domain/messaging/sending.ts';
import * as execution from '#shared/domain/messaging/sending-execution.ts';
import type { SendingStatus } from '#shared/domain/messaging/sending-status.ts';
import { RetryLater } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import { metrics } from '#shared/ports/metrics.ts';
import type { Runtime } from '#shared/runtime.ts';
import { enqueueSteps } from '../enqueue-steps.ts';
import { moveSending } from '../move-sending.ts';
import { withdrawSending } from '../withdraw-sendings.ts';
import { tidyUp } from './finish-cancelled.ts';
import { fillMessages, laneMessages } from './sending-messages.ts';

interface Situation {
  readonly runtime: Runtime;
  readonly db: Db;
  readonly club: string;
  readonly sending: Seen<SendingState>;
  readonly message: Seen<Message>;
  readonly now: Date;
}

/** `again`: it has moved, by us or by somebody else; look once more. */
type Verdict = 'again' | 'enough';

const refOf = ({ club, sending }: Situation) => ({ club, sending: sending.entity.id });

const isDue = ({ sending, now }: Situation): boolean =>
  sending.entity.next_at !== null && sending.entity.next_at <= now.toISOString();

const move = async (
  { db, club, sending, message }: Situation,
  after: SendingState,
  options?: Parameters<typeof moveSending>[4],
): Promise<boolean> => moveSending(db, club, { sending, message }, after, options);

const again = async (moving: Promise<boolean>): Promise<Verdict> => {
  await moving;
  return 'again';
};

const fail = async (at: Situation): Promise<Verdict> => {
  const { runtime } = at;
  if (await move(at, execution.failed(at.sending.entity, at.now))) {
    runtime.use(metrics).count('SendingsFailed');
    runtime.log.error('sending was not finished in time', refOf(at));
  }
  return 'again';
};

/** Freezes the message and opens the cursors. Its version is raised: a deletion that has read it starts over. */
const begin = async (at: Situation): Promise<Verdict> => {
  const { runtime, db, club, sending, message, now } = at;
  if (!isDue(at)) return 'enough';
  const [channel] = message.entity.channels;
  if (!channel) throw new TypeError('A message without channels');
  const frozen = { channel, marketing: isMarketing(message.entity.service) };
  const after = execution.begun(sending.entity, frozen, now);
  const fills = after.slices.map(newFill);
  const along = fills.map((fill) => fillStep(db, refOf(at), fill, now.toISOString()));
  if (!(await move(at, after, { along, touches: true }))) return 'again';
  await enqueueSteps(runtime, fillMessages(club, after.id, fills));
  return 'enough';
};

const add = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** Pushes on what seems to stand still: a worker that died, a step that was never queued (faults F13, F15). */
const nudge = async (at: Situation, enqueue: () => Promise<void>): Promise<Verdict> => {
  if (!isDue(at)) return 'enough';
  if (execution.isOverdue(at.sending.entity, at.now)) return fail(at);
  if (!(await move(at, execution.nudged(at.sending.entity, at.now)))) return 'again';
  await enqueue();
  return 'enough';
};

const prepare = async (at: Situation): Promise<Verdict> => {
  const { runtime, db, club, sending, now } = at;
  const fills = await readFills(db, refOf(at));
  if (fills.some(({ state }) => state === 'open')) {
    return nudge(at, () => enqueueSteps(runtime, fillMessages(club, sending.entity.id, fills)));
  }
  const made = {
    dispatches: add(fills.map(({ dispatches }) => dispatches)),
    members: add(fills.map(({ members }) => members)),
    lanes: [...new Set(fills.flatMap(({ lanes }) => lanes))].sort((a, b) => a - b),
  };
  return again(move(at, execution.prepared(sending.entity, made, now)));
};

/** Its time may be some minutes off: the step comes back then, and if it should not, the sweeper finds it. */
const start = async (at: Situation): Promise<Verdict> => {
  const { runtime, db, club, sending, now } = at;
  if (execution.isOverdue(sending.entity, now)) return fail(at);
  const { id } = sending.entity;
  if (!isDue(at)) {
    const delay = (Date.parse(sending.entity.next_at ?? '') - now.getTime()) / 1000;
    await enqueueSteps(runtime, [{ type: 'sending.advance', club, sending: id }], delay);
    return 'enough';
  }
  const after = execution.transmitting(sending.entity, now);
  const lanes = after.lanes.map(newLane);
  const along = lanes.map((lane) => laneStep(db, refOf(at), lane, now.toISOString()));
  if (!(await move(at, after, { along }))) return 'again';
  await enqueueSteps(runtime, laneMessages(club, id, lanes));
  return 'enough';
};

const transmit = async (at: Situation): Promise<Verdict> => {
  const { runtime, db, club, sending, now } = at;
  const lanes = await readLanes(db, refOf(at));
  if (lanes.some(({ state }) => state === 'open')) {
    return nudge(at, () => enqueueSteps(runtime, laneMessages(club, sending.entity.id, lanes)));
  }
  return again(move(at, execution.transmitted(sending.entity, now)));
};

const nothing = async (): Promise<Verdict> => 'enough';

/** What a sending needs in each status. */
const WHAT_TO_DO: Readonly<Record<SendingStatus, (at: Situation) => Promise<Verdict>>> = {
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

const MOST_TURNS = 20;

/** Does for a sending what its status and the time ask for; done twice, it is done once. */
export const advance = async (runtime: Runtime, club: string, id: number): Promise<void> => {
  const db = runtime.use(database);
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const sending = await findSendingState(db, club, id);
    if (!sending) return;
    const now = runtime.now();
    if (execution.isBrokenOff(sending.entity)) return tidyUp(runtime, club, sending);
    const message = await findMessage(db, club, sending.entity.message_id);
    // Its message was deleted, and the deletion died before it got here.
    if (!message) return withdrawSending(db, club, sending, now);
    const at: Situation = { runtime, db, club, sending, message, now };
    if ((await WHAT_TO_DO[sending.entity.status](at)) === 'enough') return;
  }
  throw new RetryLater('The sending does not come to rest');
};
