import {
  deviceRecipient,
  memberRecipient,
  type RecipientPart,
} from '#shared/data/messaging/dispatch-recipients.ts';
import type { MessageSnapshot, SendingState } from '#shared/domain/messaging/sending.ts';
import type { Channel } from '#shared/vocabulary.ts';
import type { DraftDispatch } from './preparation-source.ts';

/** A sending in execution. */
export interface Execution {
  readonly club: string;
  readonly sending: SendingState;
  readonly snapshot: MessageSnapshot;
  readonly now: Date;
}

interface DispatchTarget {
  readonly part: RecipientPart;
  readonly member: number | null;
  /** Index among the recipients of the sending; none for a member of the audience. */
  readonly recipientPlace: number | null;
}

/** The attribute of a dispatch that holds its address. */
export const addressesOf = (channel: Channel, address: string) => ({
  msisdn: channel === 'sms' ? address : null,
  email: channel === 'email' ? address : null,
  app_token: channel === 'push' ? address : null,
});

/** The key of a member's dispatch within its sending. */
export const recipientPartOf = (channel: Channel, member: number, address: string): RecipientPart =>
  channel === 'push' ? deviceRecipient(member, address) : memberRecipient(member);

/** A dispatch stores its address only once it is claimed, so that a member removed before then leaves none behind. */
export const draftDispatch = (
  { sending, snapshot, now }: Execution,
  { part, member, recipientPlace }: DispatchTarget,
): DraftDispatch => ({
  sending_id: sending.id,
  ...part,
  recipient_place: recipientPlace,
  type: snapshot.channel.type,
  member_id: member,
  msisdn: null,
  email: null,
  app_token: null,
  transmission_status: 'scheduled',
  delivery_status: 'pending',
  external_delivery_status: null,
  created_at: now.toISOString(),
  updated_at: now.toISOString(),
  scheduled_at: sending.scheduled_at ?? now.toISOString(),
  transmitted_at: null,
  delivered_at: null,
  cleaned_at: null,
});
