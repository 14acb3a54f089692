import type { SendingStatus } from '#shared/vocabulary.ts';
import type { Exclusions } from './deliverability.ts';
import type { MessageSnapshot, SendingState } from './sending.ts';
import { mayFollow } from './sending-status.ts';

/** Minutes after its time at which a sending that has not ended fails (contract §5.2.6). */
const TIME_LIMIT_MINUTES = 20;

/** Seconds after which the sweeper checks a sending in progress again; longer than any lease. */
export const RECHECK_SECONDS = 120;

/**
 * Preparation partitions 0 to 15 are the shards of the identifier indexes, for the audience; this one has the
 * recipients. Transmission partitions are parts of the dispatches, and differ from them.
 */
export const RECIPIENTS_PARTITION = 16;
const AUDIENCE_PARTITIONS = Array.from({ length: RECIPIENTS_PARTITION }, (_, partition) => partition);

const later = (from: number, seconds: number): string => new Date(from + seconds * 1000).toISOString();

const deadlineOf = ({ scheduled_at, updated_at }: SendingState): string =>
  later(Date.parse(scheduled_at ?? updated_at), TIME_LIMIT_MINUTES * 60);

/** Whether the deadline of the sending has passed. */
export const isOverdue = (sending: SendingState, now: Date): boolean =>
  now.toISOString() >= deadlineOf(sending);

/** When the sweeper checks a sending in progress next: at its deadline at the latest. */
const nextRecheck = (sending: SendingState, now: Date): string => {
  const recheck = later(now.getTime(), RECHECK_SECONDS);
  const deadline = deadlineOf(sending);
  return recheck < deadline ? recheck : deadline;
};

/** Whether the sending was aborted, by a cancellation or by its time limit: no more of it is sent. */
export const isAborted = ({ status }: Pick<SendingState, 'status'>): boolean =>
  status === 'cancelled' || status === 'failed';

/** @throws TypeError when the status may not follow: a bug */
const withStatus = <S extends SendingState>(sending: S, status: SendingStatus, now: Date): S => {
  if (!mayFollow(sending.status, status))
    throw new TypeError(`No transition from ${sending.status} to ${status}`);
  return { ...sending, status, next_at: null, updated_at: now.toISOString() };
};

/** Preparation begins, with a snapshot of the message. */
export const toPreparing = (sending: SendingState, snapshot: MessageSnapshot, now: Date): SendingState => ({
  ...withStatus(sending, 'preparing', now),
  next_at: nextRecheck(sending, now),
  snapshot,
  preparationPartitions: [
    ...(sending.recipients_count > 0 ? [RECIPIENTS_PARTITION] : []),
    ...(sending.audience_id === null ? [] : AUDIENCE_PARTITIONS),
  ],
});

/** What preparation made. */
export interface Prepared {
  readonly dispatches: number;
  readonly members: number;
  readonly exclusions: Exclusions;
  readonly transmissionPartitions: readonly number[];
}

/** All dispatches are stored: the sending waits for its time, or is skipped when it has none. */
export const toPrepared = (
  sending: SendingState,
  { dispatches, members, exclusions, transmissionPartitions }: Prepared,
  now: Date,
): SendingState => ({
  ...withStatus(sending, dispatches === 0 ? 'skipped' : 'prepared', now),
  next_at: dispatches === 0 ? null : sending.scheduled_at,
  dispatches_count: dispatches,
  members_count: members,
  exclusions,
  transmissionPartitions,
});

export const toTransmitting = (sending: SendingState, now: Date): SendingState => ({
  ...withStatus(sending, 'transmitting', now),
  next_at: nextRecheck(sending, now),
});

/** @param smsParts of its dispatches */
export const toTransmitted = (sending: SendingState, smsParts: number, now: Date): SendingState => ({
  ...withStatus(sending, 'transmitted', now),
  sms_parts: sending.snapshot?.channel.type === 'sms' ? smsParts : null,
  transmitted_at: now.toISOString(),
});

/** A worker may have dispatches in flight: the sweeper checks the sending once more. */
const toAborted = <S extends SendingState>(sending: S, status: 'cancelled' | 'failed', now: Date): S => ({
  ...withStatus(sending, status, now),
  next_at: sending.status === 'transmitting' ? later(now.getTime(), RECHECK_SECONDS) : null,
});

export const toCancelled = <S extends SendingState>(sending: S, now: Date): S =>
  toAborted(sending, 'cancelled', now);
export const toFailed = (sending: SendingState, now: Date): SendingState => toAborted(sending, 'failed', now);

/** A sending whose message was deleted ends whatever its status (contract §5.3). */
export const toCancelledAfterDeletion = (sending: SendingState, now: Date): SendingState => ({
  ...sending,
  status: 'cancelled',
  next_at: sending.status === 'transmitting' ? later(now.getTime(), RECHECK_SECONDS) : null,
  updated_at: now.toISOString(),
});

/** The sweeper checks the sending in progress again later. */
export const scheduleRecheck = (sending: SendingState, now: Date): SendingState => ({
  ...sending,
  next_at: nextRecheck(sending, now),
});

/** A worker still has dispatches in flight: the sweeper checks the sending again later. */
export const recheckAborted = (sending: SendingState, now: Date): SendingState => ({
  ...sending,
  next_at: later(now.getTime(), RECHECK_SECONDS),
});

/** The sweeper need not check the sending again. */
export const withoutRecheck = (sending: SendingState): SendingState => ({ ...sending, next_at: null });
