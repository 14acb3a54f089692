import type { Channel, ChannelStatus } from '#shared/vocabulary.ts';
import { mailAddress } from '../common-values/mail-address.ts';
import type { Consents } from '../members/consents.ts';
import { identifiersOf, type Member } from '../members/member.ts';
import { canonicalAddress } from './canonical-address.ts';
import { ADDRESS_OF, type RecipientPayload } from './recipient-rules.ts';

/** Why somebody is not written to (contract §5.2.8); `ok` and the `_unverified` codes are never needed. */
export const UNDELIVERABLE_REASONS = [
  'member_not_found',
  'channel_disabled',
  'msisdn_missing',
  'msisdn_barred',
  'email_missing',
  'email_unsubscribed',
  'email_hard_bounced',
  'no_device',
  'no_consent',
] as const;
type UndeliverableReason = (typeof UNDELIVERABLE_REASONS)[number];

/** The addresses that a member is written to: one, or one for each device. */
export type Deliverability =
  | { readonly addresses: readonly string[] }
  | { readonly reason: UndeliverableReason };

interface ChannelRow {
  readonly addresses: (member: Member) => readonly string[];
  /** The reason when there is no address. */
  readonly missing: UndeliverableReason;
  /** Statuses with a reason of their own; any other but `enabled` and `verified` is `channel_disabled`. */
  readonly statuses: Readonly<Partial<Record<ChannelStatus, UndeliverableReason>>>;
  readonly consents: (consents: Consents) => boolean;
}

const isGiven = (consents: Consents, slug: string): boolean =>
  Object.hasOwn(consents, slug) && consents[slug]?.status === true;
const isRefused = (consents: Consents, slug: string): boolean =>
  Object.hasOwn(consents, slug) && consents[slug]?.status === false;

const present = (address: string | undefined): readonly string[] => (address === undefined ? [] : [address]);

const CHANNEL_ROWS: Readonly<Record<Channel, ChannelRow>> = {
  sms: {
    addresses: ({ properties }) => present(identifiersOf(properties).msisdn),
    missing: 'msisdn_missing',
    statuses: { barred: 'msisdn_barred', hard_bounced: 'msisdn_barred' },
    consents: (consents) => isGiven(consents, 'sms_marketing'),
  },
  email: {
    addresses: ({ properties }) => present(mailAddress(properties['email'])),
    missing: 'email_missing',
    statuses: { unsubscribed: 'email_unsubscribed', hard_bounced: 'email_hard_bounced' },
    consents: (consents) => isGiven(consents, 'email_marketing'),
  },
  push: {
    addresses: ({ devices }) => devices.map(({ token }) => token),
    missing: 'no_device',
    statuses: {},
    // The device asked before it gave the app a token; a club that asks again is heeded (contract §5.2.8).
    consents: (consents) => !isRefused(consents, 'push_marketing'),
  },
};

const OPEN: readonly ChannelStatus[] = ['enabled', 'verified'];

interface DeliveryContext {
  readonly channel: Channel;
  /** Whether the message has a marketing purpose; its service tells. */
  readonly marketing: boolean;
  /** Members that a sending names are written to on the sender's word; those it finds must have consented. */
  readonly fromAudience: boolean;
}

/** Why nothing goes to a member on a channel; nothing when it is open. */
const closedReason = ({ statuses }: Member, channel: Channel): UndeliverableReason | undefined => {
  const status = statuses[channel];
  return OPEN.includes(status) ? undefined : (CHANNEL_ROWS[channel].statuses[status] ?? 'channel_disabled');
};

/** Where a member is to be written to now, or why not. */
export const deliverabilityOf = (
  member: Member | undefined,
  { channel, marketing, fromAudience }: DeliveryContext,
): Deliverability => {
  if (!member) return { reason: 'member_not_found' };
  const row = CHANNEL_ROWS[channel];
  const addresses = row.addresses(member);
  if (addresses.length === 0) return { reason: row.missing };
  const closed = closedReason(member, channel);
  if (closed) return { reason: closed };
  if (marketing && fromAudience && !row.consents(member.consents)) return { reason: 'no_consent' };
  return { addresses };
};

/** Whether the member has the address now, however it is spelt. */
export const hasAddress = (member: Member, channel: Channel, address: string): boolean =>
  CHANNEL_ROWS[channel]
    .addresses(member)
    .some((own) => canonicalAddress(channel, own) === canonicalAddress(channel, address));

/**
 * Where an address that a sending names is to be written to. A consent of its holder is not asked for; but a member
 * who has it and has opted out is not reached by being named in another way.
 */
export const deliverabilityOfAddress = (
  recipient: RecipientPayload,
  channel: Channel,
  owner?: Member,
): Deliverability => {
  const given = recipient[ADDRESS_OF[channel]];
  const address = channel === 'email' ? mailAddress(given) : (given ?? undefined);
  if (address === undefined) return { reason: CHANNEL_ROWS[channel].missing };
  const closed = owner && hasAddress(owner, channel, address) ? closedReason(owner, channel) : undefined;
  return closed ? { reason: closed } : { addresses: [address] };
};
