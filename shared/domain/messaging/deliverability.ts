import {
  type Channel,
  type ChannelStatus,
  UNDELIVERABLE_REASONS,
  type UndeliverableReason,
} from '#shared/vocabulary.ts';
import { mailAddress } from '../common-values/mail-address.ts';
import type { Consents } from '../members/consents.ts';
import { identifiersOf, type Member } from '../members/member.ts';
import { canonicalAddress } from './canonical-address.ts';
import { ADDRESS_OF, type RecipientPayload } from './recipient-rules.ts';

/** How many recipients, and members of the audience, a sending leaves out for each reason. */
export type Exclusions = Readonly<Partial<Record<UndeliverableReason, number>>>;

export const sumExclusions = (all: readonly Exclusions[]): Exclusions =>
  Object.fromEntries(
    UNDELIVERABLE_REASONS.flatMap((reason) => {
      const sum = all.reduce((total, exclusions) => total + (exclusions[reason] ?? 0), 0);
      return sum === 0 ? [] : [[reason, sum]];
    }),
  );

/** The addresses that a member is written to: one, or one for each device. */
export type Deliverability =
  | { readonly addresses: readonly string[] }
  | { readonly reason: UndeliverableReason };

interface ChannelRow {
  readonly addresses: (member: Member) => readonly string[];
  /** The reason when there is no address. */
  readonly missing: UndeliverableReason;
  /** The reason when there is one, but none that the provider takes. */
  readonly refused?: UndeliverableReason;
  /** Statuses with a reason of their own; any other but `enabled` and `verified` is `channel_disabled`. */
  readonly statuses: Readonly<Partial<Record<ChannelStatus, UndeliverableReason>>>;
  /** The consent to marketing. */
  readonly consent: string;
  /** Whether it must be given; otherwise it must not be refused. */
  readonly mustConsent: boolean;
}

const mayReceiveMarketing = ({ consent, mustConsent }: ChannelRow, consents: Consents): boolean =>
  (Object.hasOwn(consents, consent) ? consents[consent]?.status : undefined) ?? !mustConsent;

const present = (address: string | undefined): readonly string[] => (address === undefined ? [] : [address]);

const CHANNEL_ROWS: Readonly<Record<Channel, ChannelRow>> = {
  sms: {
    addresses: ({ properties }) => present(identifiersOf(properties).msisdn),
    missing: 'msisdn_missing',
    statuses: { barred: 'msisdn_barred', hard_bounced: 'msisdn_barred' },
    consent: 'sms_marketing',
    mustConsent: true,
  },
  email: {
    addresses: ({ properties }) => present(mailAddress(properties['email'])),
    missing: 'email_missing',
    refused: 'email_not_ascii',
    statuses: { unsubscribed: 'email_unsubscribed', hard_bounced: 'email_hard_bounced' },
    consent: 'email_marketing',
    mustConsent: true,
  },
  push: {
    addresses: ({ devices }) => devices.map(({ token }) => token),
    missing: 'no_device',
    statuses: {},
    // The device asked before it gave the app a token; a club that asks again is heeded (contract §5.2.8).
    consent: 'push_marketing',
    mustConsent: false,
  },
};

const OPEN: readonly ChannelStatus[] = ['enabled', 'verified'];

interface DeliveryContext {
  readonly channel: Channel;
  /** Whether the message has a marketing purpose, which follows from its service. */
  readonly marketing: boolean;
  /** An audience's members must have consented; for recipients that a sending names, the sender is responsible. */
  readonly fromAudience: boolean;
  /** Slugs that the club defines: no member can give another one. */
  readonly consents?: readonly string[];
}

const hasIdentifier = ({ properties }: Member, channel: Channel): boolean =>
  channel !== 'push' && identifiersOf(properties)[ADDRESS_OF[channel]] !== undefined;

/** Why nothing goes to a member on a channel; nothing when it is open. */
const closedReason = ({ statuses }: Member, channel: Channel): UndeliverableReason | undefined => {
  const status = statuses[channel];
  return OPEN.includes(status) ? undefined : (CHANNEL_ROWS[channel].statuses[status] ?? 'channel_disabled');
};

/** Where a member is to be written to now, or why not. */
export const deliverabilityOf = (
  member: Member | undefined,
  { channel, marketing, fromAudience, consents }: DeliveryContext,
): Deliverability => {
  if (!member) return { reason: 'member_not_found' };
  const row = CHANNEL_ROWS[channel];
  const addresses = row.addresses(member);
  if (addresses.length === 0)
    return { reason: (hasIdentifier(member, channel) && row.refused) || row.missing };
  const closed = closedReason(member, channel);
  if (closed) return { reason: closed };
  if (marketing && fromAudience && !mayReceiveMarketing(row, member.consents))
    return { reason: consents && !consents.includes(row.consent) ? 'consent_not_defined' : 'no_consent' };
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
