import { referencedAudience } from '#shared/domain/messaging/audience.ts';
import type { Message, Template } from '#shared/domain/messaging/message.ts';
import type { Sending } from '#shared/domain/messaging/sending.ts';
import { type FindTemplate, namedTemplates } from '#shared/domain/messaging/template-rules.ts';
import { messageView } from '#shared/domain/messaging/views.ts';
import { valueAt } from '#shared/domain/validation/rules.ts';
import { LoyaltyError } from '#shared/errors.ts';
import type { IdentityMap } from '../identity-map.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

/** What callers name has a positive id; the others belong to rehearsals. */
const existing = async <T extends { readonly id: number }>(
  map: IdentityMap<T>,
  id: number | undefined,
): Promise<T | undefined> => (id !== undefined && id > 0 ? map.find(id) : undefined);

/** @throws LoyaltyError message_not_found, also for a deleted message */
export const requireMessage = async (copy: UnitOfWork, id: number | undefined): Promise<Message> => {
  const message = await existing(copy.messages, id);
  if (!message || message.deleted_at !== null) throw new LoyaltyError('message_not_found');
  return message;
};

/** A sending goes with its message. @throws LoyaltyError sending_not_found */
export const requireSending = async (
  copy: UnitOfWork,
  id: number | undefined,
): Promise<{ readonly sending: Sending; readonly message: Message }> => {
  const sending = await existing(copy.sendings, id);
  const message = sending && (await copy.messages.find(sending.message_id));
  if (!sending || !message || message.deleted_at !== null) throw new LoyaltyError('sending_not_found');
  return { sending, message };
};

/** The templates that a payload names and may name. */
export const findableTemplates = async (copy: UnitOfWork, channels: unknown): Promise<FindTemplate> => {
  const found = await copy.templates.findAll(namedTemplates(channels));
  const byId = new Map(
    found.filter(({ retired }) => !retired).map((one): [number, Template] => [one.id, one]),
  );
  return (id) => byId.get(id);
};

/** Of the audience that a sending's payload names: whether it is stored. */
export const findableAudiences = async (copy: UnitOfWork, sending: unknown): Promise<ReadonlySet<number>> => {
  const id = referencedAudience(valueAt(sending, 'audience'));
  if (!Number.isSafeInteger(id) || Number(id) <= 0) return new Set();
  return new Set((await copy.audiences.findAll([Number(id)])).map((audience) => audience.id));
};

/** The message as it is answered, as of the working copy. */
export const messageReply = async (copy: UnitOfWork, message: Message) => {
  const templates = await copy.templates.findAll(message.channels.map(({ template_id }) => template_id));
  return messageView(message, {
    templates: new Map(templates.map((template) => [template.id, template])),
    latestSending:
      message.latest_sending_id === null ? undefined : await copy.sendings.find(message.latest_sending_id),
  });
};
