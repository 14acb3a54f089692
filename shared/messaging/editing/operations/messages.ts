import type { Message } from '#shared/domain/messaging/message.ts';
import { changedMessage, newChannels, newMessage } from '#shared/domain/messaging/message-draft.ts';
import {
  isMessageCreation,
  isMessageUpdate,
  type MessageContext,
} from '#shared/domain/messaging/message-rules.ts';
import type { FindTemplate } from '#shared/domain/messaging/template-rules.ts';
import { refuseProblems } from '#shared/domain/validation/invalid-parameters.ts';
import { at } from '#shared/domain/validation/problem.ts';
import { isAbsent, required, valueAt } from '#shared/domain/validation/rules.ts';
import {
  audienceContext,
  type Operation,
  type OperationContext,
  requirePriorityPermit,
  requireServicePermit,
} from '../operation.ts';
import { addSending } from './sendings.ts';
import { findableAudiences, findableTemplates, messageReply, requireMessage } from './targets.ts';

const rulesContext = async (context: OperationContext, payload: unknown): Promise<MessageContext> => ({
  ...audienceContext(context, await findableAudiences(context.copy, valueAt(payload, 'sending'))),
  findTemplate: await findableTemplates(context.copy, valueAt(payload, 'channels')),
});

/** Templates that a message has no more can be named no more; as wrappers they stay. */
const retireTemplates = async ({ copy, now }: OperationContext, message: Message): Promise<void> => {
  const templates = await copy.templates.findAll(message.channels.map(({ template_id }) => template_id));
  for (const template of templates) {
    copy.templates.put({ ...template, retired: true, updated_at: now.toISOString() });
  }
};

const withChannels = (
  { copy, club, nextId, now }: OperationContext,
  message: Message,
  payload: unknown,
  findTemplate: FindTemplate,
): Message => {
  const sent = valueAt(payload, 'channels') as readonly unknown[];
  const sources = { club, findTemplate, nextId, now };
  const { channels, templates } = newChannels(message, sent, sources);
  for (const template of templates) copy.templates.put(template);
  return { ...message, channels };
};

/** POST messages (contract §5.3.1). */
export const createMessage: Operation = async (context, { payload }) => {
  requireServicePermit(context, valueAt(payload, 'service'));
  requirePriorityPermit(context, valueAt(payload, 'sending'));
  const rules = await rulesContext(context, payload);
  refuseProblems(at('message', required(isMessageCreation(rules))(payload)));

  const bare = newMessage(context.nextId(), payload, context.now);
  const message = withChannels(context, bare, payload, rules.findTemplate);
  context.copy.messages.put(message);
  const sending = valueAt(payload, 'sending');
  const counted = isAbsent(sending) ? message : addSending(context, message, sending).message;
  return { message: await messageReply(context.copy, counted) };
};

/** PUT messages/:id (contract §5.3.2): channels, when given, replace the whole set. */
export const updateMessage: Operation = async (context, { target, payload }) => {
  const message = await requireMessage(context.copy, target);
  requireServicePermit(context, message.service);
  requireServicePermit(context, valueAt(payload, 'service'));
  const rules = await rulesContext(context, payload);
  refuseProblems(at('message', required(isMessageUpdate(rules, message))(payload)));

  const changed = changedMessage(message, payload, context.now);
  const replaces = valueAt(payload, 'channels') !== undefined;
  if (replaces) await retireTemplates(context, message);
  const after = replaces ? withChannels(context, changed, payload, rules.findTemplate) : changed;
  context.copy.messages.put(after);
  return { message: await messageReply(context.copy, after) };
};

/** DELETE messages/:id (contract §5.3). Its sendings go with it: none is found or executed without its message. */
export const deleteMessage: Operation = async (context, { target }) => {
  const message = await requireMessage(context.copy, target);
  requireServicePermit(context, message.service);
  const shown = await messageReply(context.copy, message);
  await retireTemplates(context, message);
  const now = context.now.toISOString();
  context.copy.messages.put({ ...message, deleted_at: now, updated_at: now });
  return { message: shown };
};
