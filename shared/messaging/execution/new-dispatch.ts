import {
  type DispatchKey,
  deviceDispatchKey,
  memberDispatchKey,
} from '#shared/data/messaging/dispatch-keys.ts';
import type { MessageSnapshot, SendingState } from '#shared/domain/messaging/sending.ts';
import type { Channel } from '#shared/vocabulary.ts';
import type { NewDispatch } from './preparation-source.ts';

/** A sending that is prepared or transmitted, at one moment. */
export interface ExecutionContext {
  readonly club: string;
  readonly sending: SendingState;
  readonly snapshot: MessageSnapshot;
  readonly now: Date;
}

interface DispatchTarget {
  readonly key: DispatchKey;
  readonly member: number | null;
  /** Index among the recipients of the sending; none for a member of the audience. */
  readonly recipientPlace: number | null;
}

/** The attributes of a dispatch for an address: its channel has one, the others are empty. */
export const addressAttributes = (channel: Channel, address: string) => ({
  msisdn: channel === 'sms' ? address : null,
  email: channel === 'email' ? address : null,
  app_token: channel === 'push' ? address : null,
});

/** The key of a member's dispatch within its sending. */
export const dispatchKeyOf = (channel: Channel, member: number, address: string): DispatchKey =>
  channel === 'push' ? deviceDispatchKey(member, address) : memberDispatchKey(member);

/** A dispatch stores its address only once it is claimed, so that a member removed before then leaves none behind. */
export const newDispatch = (
  { sending, snapshot, now }: ExecutionContext,
  { key, member, recipientPlace }: DispatchTarget,
): NewDispatch => ({
  sending_id: sending.id,
  ...key,
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
