import type { Channel as ChannelType } from '#shared/vocabulary.ts';
import type { Club } from '../clubs/club.ts';
import { type Problem, problem } from '../validation/problem.ts';
import type { Rule } from '../validation/rule.ts';
import { each, fields, isAbsent, isObject, optional, sequence, valueAt } from '../validation/rules.ts';
import { compare, isFlag, isInteger } from '../validation/value-rules.ts';
import { type AudienceContext, isAudience } from './audience.ts';
import { areRecipients, recipientFrom } from './recipient-rules.ts';
import { isSchedule, scheduleFrom, timeOn } from './schedule.ts';
import type { Sending, SendingPlan } from './sending.ts';

export interface SendingRulesContext extends AudienceContext {
  readonly now: Date;
  readonly club: Pick<Club, 'channels' | 'country'>;
  /** Channels of the message; empty where they are wrong themselves. */
  readonly channels: readonly ChannelType[];
}

const isPriority = sequence(isInteger, compare('greater_or_equal_to', 1), compare('less_or_equal_to', 10));

const attributes = (context: SendingRulesContext): Rule =>
  fields({
    draft: optional(isFlag),
    priority: optional(isPriority),
    schedule: optional(isSchedule(context.now)),
    audience: optional(isAudience(context)),
    recipients: optional(areRecipients(context.channels, context.club.country)),
  });

const given = (payload: unknown, key: string): boolean => valueAt(payload, key) !== undefined;

/** The value after a partial update: what was sent, `null` included, else what is stored. */
const merged = (payload: unknown, key: 'schedule' | 'audience' | 'recipients', stored: unknown): unknown =>
  given(payload, key) ? valueAt(payload, key) : stored;

const hasRecipients = (recipients: unknown): boolean => !Array.isArray(recipients) || recipients.length > 0;

const hasAudienceOrRecipients =
  (before: Sending | undefined): Rule =>
  (payload) => {
    const audience = merged(payload, 'audience', before?.audience_id ?? undefined);
    const recipients = merged(payload, 'recipients', before?.recipients);
    const audienceOrRecipients = !isAbsent(audience) || (!isAbsent(recipients) && hasRecipients(recipients));
    if (audienceOrRecipients) return [];
    return [problem('sending_must_have_audience_or_recipients', null, {}, ['base'])];
  };

/** A stored absolute time may have passed when a draft is turned into a scheduled sending. */
const storedTimeIsAhead =
  (before: Sending | undefined, now: Date): Rule =>
  (payload) => {
    const draft = given(payload, 'draft') ? valueAt(payload, 'draft') === true : before?.draft === true;
    const schedule = before?.schedule;
    const comesIntoForce = before?.status === 'draft' && !draft && !given(payload, 'schedule');
    if (!comesIntoForce || schedule?.type !== 'absolute') return [];
    return timeOn(
      'must_be_in_the_future',
      now,
    )(schedule.at).map(
      (one): Problem => ({
        ...one,
        path: ['schedule', 'at'],
      }),
    );
  };

/** A SendingPayload (contract §5.4): a creation, or with `before` a partial update. */
export const isSendingPayload = (context: SendingRulesContext, before?: Sending): Rule =>
  sequence(
    isObject,
    each(attributes(context), storedTimeIsAhead(before, context.now), hasAudienceOrRecipients(before)),
  );

interface PlanContext {
  /** Of the audience that the payload names or brings. */
  readonly audienceId: number | null;
  readonly club: Pick<Club, 'country'>;
}

/** What a valid payload makes of a sending. */
export const planOf = (
  payload: unknown,
  { audienceId, club }: PlanContext,
  before?: Sending,
): SendingPlan => {
  const recipients = valueAt(payload, 'recipients');
  const sent = (Array.isArray(recipients) ? recipients : []).map((recipient) =>
    recipientFrom(recipient, club.country),
  );
  return {
    draft: given(payload, 'draft') ? valueAt(payload, 'draft') === true : (before?.draft ?? false),
    priority: given(payload, 'priority')
      ? ((valueAt(payload, 'priority') as number | null) ?? null)
      : (before?.priority ?? null),
    schedule: given(payload, 'schedule')
      ? scheduleFrom(valueAt(payload, 'schedule'))
      : (before?.schedule ?? null),
    audience_id: given(payload, 'audience') ? audienceId : (before?.audience_id ?? null),
    recipients: given(payload, 'recipients') ? sent : (before?.recipients ?? []),
  };
};

export const hasSchedule = (payload: unknown): boolean => given(payload, 'schedule');
