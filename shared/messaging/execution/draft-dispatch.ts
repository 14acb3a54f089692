import {
  deviceRecipient,
  memberRecipient,
  type RecipientPart,
} from '#shared/data/messaging/dispatch-recipients.ts';
import type { MessageSnapshot, SendingState } from '#shared/domain/messaging/sending.ts';
import type { Channel } from '#shared/vocabulary.ts';
import type { DraftDispatch } from './preparation-source.ts';

/** A sending that is being executed, and whose it is. */
export interface Execution {
  readonly club: string;
  readonly sending: SendingState;
  readonly snapshot: MessageSnapshot;
  readonly now: Date;
}

interface Addressed {
  readonly place: RecipientPart;
  readonly member: number | null;
  readonly recipientPlace: number | null;
}

/** The attribute of a dispatch that holds its address. */
export const addressesOf = (channel: Channel, address: string) => ({
  msisdn: channel === 'sms' ? address : null,
  email: channel === 'email' ? address : null,
  app_token: channel === 'push' ? address : null,
});

/** Where a member's dispatch to an address stands. */
export const recipientPartOf = (channel: Channel, member: number, address: string): RecipientPart =>
  channel === 'push' ? deviceRecipient(member, address) : memberRecipient(member);

/** No address is kept before it is written to: who is removed until then, or is not written to, leaves none behind. */
export const draftDispatch = (
  { sending, snapshot, now }: Execution,
  { place, member, recipientPlace }: Addressed,
): DraftDispatch => ({
  sending_id: sending.id,
  ...place,
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
