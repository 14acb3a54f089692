import type { SendingStatus } from '#shared/vocabulary.ts';
import type { Exclusions } from './deliverability.ts';
import type { MessageChannel } from './message.ts';
import type { RecipientPayload } from './recipient-rules.ts';
import { dueTimeOf, type Schedule } from './schedule.ts';

/** What a sending keeps of its message from the moment it is prepared (contract §5.2.6). */
export interface MessageSnapshot {
  /** Names its template, which never changes. */
  readonly channel: MessageChannel;
  readonly marketing: boolean;
}

/** A sending without its recipients; times are UTC ISO 8601 with milliseconds. */
export interface SendingState {
  readonly id: number;
  readonly message_id: number;
  readonly status: SendingStatus;
  /** Not to be scheduled, even with a schedule. */
  readonly draft: boolean;
  readonly priority: number | null;
  readonly schedule: Schedule | null;
  /** Set while a schedule is in force. */
  readonly scheduled_at: string | null;
  readonly audience_id: number | null;
  readonly recipients_count: number;
  /** Known when the dispatches are built. */
  readonly dispatches_count: number | null;
  readonly members_count: number | null;
  readonly exclusions: Exclusions | null;
  /** Known when it is transmitted; nothing for other channels. */
  readonly sms_parts: number | null;
  readonly transmitted_at: string | null;
  /** When the sweeper must check it again; nothing when it need not. */
  readonly next_at: string | null;
  /** Nothing before it is prepared. */
  readonly snapshot: MessageSnapshot | null;
  /** Each has a cursor while the sending is prepared. */
  readonly preparationPartitions: readonly number[];
  /** Those that have dispatches; each has a cursor while the sending is transmitted. */
  readonly transmissionPartitions: readonly number[];
  readonly created_at: string;
  readonly updated_at: string;
}

export interface Sending extends SendingState {
  readonly recipients: readonly RecipientPayload[];
}

/** What a creation or an update decides; the rest follows. */
export interface SendingPlan {
  readonly draft: boolean;
  readonly priority: number | null;
  readonly schedule: Schedule | null;
  readonly audience_id: number | null;
  readonly recipients: readonly RecipientPayload[];
}

/** Minutes before its time at which a sending is prepared (contract §5.2.6). */
const PREPARATION_MINUTES = 5;

/** When the preparation of a scheduled sending begins. */
export const preparationTimeOf = (scheduledAt: string): string =>
  new Date(Date.parse(scheduledAt) - PREPARATION_MINUTES * 60_000).toISOString();

const attributesOfPlan = (plan: SendingPlan) => ({
  draft: plan.draft,
  priority: plan.priority,
  schedule: plan.schedule,
  audience_id: plan.audience_id,
  recipients: plan.recipients,
  recipients_count: plan.recipients.length,
});

/** Its time, and when its preparation begins. */
const timesOf = (moment: string | null) => ({
  scheduled_at: moment,
  next_at: moment === null ? null : preparationTimeOf(moment),
});

const isScheduled = ({ draft, schedule }: Pick<SendingPlan, 'draft' | 'schedule'>): boolean =>
  !draft && schedule !== null;

export const newSending = (
  ids: Pick<Sending, 'id' | 'message_id'>,
  plan: SendingPlan,
  now: Date,
): Sending => ({
  ...ids,
  ...attributesOfPlan(plan),
  status: isScheduled(plan) ? 'scheduled' : 'draft',
  ...timesOf(plan.schedule && !plan.draft ? dueTimeOf(plan.schedule, now) : null),
  dispatches_count: null,
  members_count: null,
  exclusions: null,
  sms_parts: null,
  transmitted_at: null,
  snapshot: null,
  preparationPartitions: [],
  transmissionPartitions: [],
  created_at: now.toISOString(),
  updated_at: now.toISOString(),
});

/**
 * The sending after an update. Its time is computed anew when the update brings a schedule or turns a draft
 * into a scheduled sending (contract §5.4); otherwise it stays.
 */
export const changedSending = (
  sending: Sending,
  plan: SendingPlan,
  hasNewSchedule: boolean,
  now: Date,
): Sending => {
  const scheduled = isScheduled(plan);
  const stays = scheduled && sending.status === 'scheduled' && !hasNewSchedule;
  const moment = plan.schedule && scheduled ? dueTimeOf(plan.schedule, now) : null;
  return {
    ...sending,
    ...attributesOfPlan(plan),
    status: scheduled ? 'scheduled' : 'draft',
    ...timesOf(stays ? sending.scheduled_at : moment),
    updated_at: now.toISOString(),
  };
};
