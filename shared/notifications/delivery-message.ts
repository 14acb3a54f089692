import type { DeliveryMessage } from '#shared/contracts/queue-messages.ts';
import type { MessageKind } from '#shared/domain/notifications/automatic-message.ts';
import type { MessageDue } from '#shared/domain/notifications/member-change-messages.ts';
import { deliverySealer } from '#shared/ports/secrets.ts';
import type { Runtime } from '#shared/runtime.ts';

/** The sealed part of a delivery: recipient and kind. */
export type DeliveryContent = Omit<MessageDue, 'event' | 'at' | 'kind'> & {
  readonly kind: MessageKind;
  /** The reader of a link that was no longer good asked for it. */
  readonly requested?: true;
};

/** A requested password reset: the worker finds out whether a member has the address (threat T9). */
interface ResetContent {
  readonly kind: 'password_reset_email';
  /** The address as it is in the path of the request. */
  readonly asked: string;
}

export type SealedContent = DeliveryContent | ResetContent;

export const isReset = (content: SealedContent): content is ResetContent => 'asked' in content;

/** Whether a person asked for the message, and can ask again: then a limit holds (threat T29). */
export const isRequested = (content: SealedContent): boolean =>
  isReset(content) || content.requested === true;

const contextOf = ({ club, event, at }: Pick<DeliveryMessage, 'club' | 'event' | 'at'>): string =>
  `delivery/${club}/${event}/${at}`;

/** The body of a queue message. */
export const sealDelivery = async (
  runtime: Runtime,
  cause: { readonly club: string; readonly event: string; readonly at: string },
  content: SealedContent,
): Promise<string> => {
  const { club, event, at } = cause;
  const sealed = await runtime.use(deliverySealer).seal(content, contextOf(cause));
  const message: DeliveryMessage = { v: 1, type: 'delivery', club, event, at, sealed };
  return JSON.stringify(message);
};

/** @throws SealBroken when the message was changed or its key is gone; it then ends in the dead-letter queue */
export const openDelivery = async (runtime: Runtime, message: DeliveryMessage): Promise<SealedContent> =>
  (await runtime.use(deliverySealer).unseal(message.sealed, contextOf(message))) as SealedContent;
