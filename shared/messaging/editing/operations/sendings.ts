import { conditionsFrom, referencedAudience } from '#shared/domain/messaging/audience.ts';
import { channelTypesOf, type Message, withTally } from '#shared/domain/messaging/message.ts';
import { changedSending, newSending, type Sending } from '#shared/domain/messaging/sending.ts';
import { toCancelled } from '#shared/domain/messaging/sending-execution.ts';
import { hasSchedule, isSendingPayload, planOf } from '#shared/domain/messaging/sending-rules.ts';
import { SENDING_STATUS_RULES } from '#shared/domain/messaging/sending-status.ts';
import { sendingView } from '#shared/domain/messaging/views.ts';
import { refuseProblems } from '#shared/domain/validation/invalid-parameters.ts';
import { at } from '#shared/domain/validation/problem.ts';
import { isAbsent, required, valueAt } from '#shared/domain/validation/rules.ts';
import { LoyaltyError } from '#shared/errors.ts';
import {
  audienceContext,
  type Operation,
  type OperationContext,
  requirePriorityPermit,
  requireServicePermit,
} from '../operation.ts';
import { findableAudiences, requireMessage, requireSending } from './targets.ts';

/** Id of the audience that a valid payload names; an inline one is stored under a new id. */
const audienceOf = ({ copy, nextId, now }: OperationContext, sending: unknown): number | null => {
  const audience = valueAt(sending, 'audience');
  if (isAbsent(audience)) return null;
  const named = referencedAudience(audience);
  if (named !== undefined) return Number(named);
  const id = nextId();
  copy.audiences.put({ id, conditions: conditionsFrom(audience), created_at: now.toISOString() });
  return id;
};

/** Puts a new sending of a valid payload into the working copy, and counts it with its message. */
export const addSending = (
  context: OperationContext,
  message: Message,
  payload: unknown,
): { readonly sending: Sending; readonly message: Message } => {
  const { copy, nextId, now } = context;
  const ids = { id: nextId(), message_id: message.id };
  const sending = newSending(
    ids,
    planOf(payload, { audienceId: audienceOf(context, payload), club: context.club }),
    now,
  );
  copy.sendings.put(sending);
  const counted = withTally(message, sending);
  copy.messages.put(counted);
  return { sending, message: counted };
};

const refuseWrong = async (
  context: OperationContext,
  payload: unknown,
  message: Message,
  before?: Sending,
): Promise<void> => {
  const audiences = await findableAudiences(context.copy, payload);
  const rules = { ...audienceContext(context, audiences), channels: channelTypesOf(message) };
  refuseProblems(at('sending', required(isSendingPayload(rules, before))(payload)));
};

const replaceSending = ({ copy }: OperationContext, message: Message, before: Sending, after: Sending) => {
  copy.sendings.put(after);
  const counted = withTally(message, after, before.status);
  if (counted !== message) copy.messages.put(counted);
  return { sending: sendingView(after) };
};

/** POST messages/:message_id/sendings (contract §5.4). */
export const createSending: Operation = async (context, { target, payload }) => {
  requirePriorityPermit(context, payload);
  const message = await requireMessage(context.copy, target);
  requireServicePermit(context, message.service);
  await refuseWrong(context, payload, message);
  return { sending: sendingView(addSending(context, message, payload).sending) };
};

/** PUT messages/sendings/:id (contract §5.4). */
export const updateSending: Operation = async (context, { target, payload }) => {
  requirePriorityPermit(context, payload);
  const { sending, message } = await requireSending(context.copy, target);
  requireServicePermit(context, message.service);
  if (!SENDING_STATUS_RULES[sending.status].editable) throw new LoyaltyError('sending_not_editable');
  await refuseWrong(context, payload, message, sending);
  const plan = planOf(payload, { audienceId: audienceOf(context, payload), club: context.club }, sending);
  const after = changedSending(sending, plan, hasSchedule(payload), context.now);
  return replaceSending(context, message, sending, after);
};

/** PUT messages/sendings/:id/cancel (contract §5.2.6): only while it is being executed. */
export const cancelSending: Operation = async (context, { target }) => {
  const { sending, message } = await requireSending(context.copy, target);
  requireServicePermit(context, message.service);
  if (!SENDING_STATUS_RULES[sending.status].cancellable) throw new LoyaltyError('sending_not_cancellable');
  return replaceSending(context, message, sending, toCancelled(sending, context.now));
};
