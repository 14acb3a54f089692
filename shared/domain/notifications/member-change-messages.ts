import type { Club } from '../clubs/club.ts';
import { identifiersOf, type Member, type Properties } from '../members/member.ts';
import type { MemberTransition } from '../members/member-changes.ts';
import { clubSends, clubVerifies, type MessageKind, statusAllows } from './automatic-message.ts';

/** A member's addresses as they were stored, before a change made by `version`; absent where there was none. */
export interface PreviousAddresses {
  readonly version: number;
  readonly changed: readonly ('email' | 'msisdn')[];
  readonly email?: string;
  readonly msisdn?: string;
  /** The member's language then; a thief may have changed it. */
  readonly language?: string;
}

/** One message to one member that a change asks for. */
export interface MessageDue {
  readonly kind: MessageKind;
  readonly member: number;
  /** Names the cause, the same however often the change is seen: with the member and channel it is sent once. */
  readonly event: string;
  /** When the cause happened, ISO 8601 UTC. */
  readonly at: string;
  /** What is left to write to when the member is gone. */
  readonly farewell?: { readonly properties: Properties; readonly product: string };
  /** The addresses that the member had before it changed them: where the message goes, and what its link puts back. */
  readonly previous?: PreviousAddresses;
  /** Canonical address whose change is the cause; another change has its own message. */
  readonly address?: string;
}

export const productOf = (member: Member): string => member.optin_channel ?? 'default';

const addressOf = (member: Member, channel: 'sms' | 'email'): string | undefined => {
  const { email, msisdn } = identifiersOf(member.properties);
  return channel === 'email' ? email : msisdn;
};

const may = (club: Club, member: Member, kind: MessageKind, channel: 'sms' | 'email'): boolean =>
  clubSends(club, kind, productOf(member)) &&
  statusAllows(kind, member.statuses[channel]) &&
  addressOf(member, channel) !== undefined;

const welcomes = (club: Club, member: Member): MessageDue[] =>
  member.welcome
    .filter((channel) => may(club, member, `welcome_${channel}`, channel))
    .map((channel) => ({
      kind: `welcome_${channel}`,
      member: member.id,
      event: 'created',
      at: member.created_at,
    }));

const verifications = (club: Club, before: Member, member: Member): MessageDue[] => {
  if (member.changed?.source === 'restore') return [];
  const address = addressOf(member, 'email');
  if (address === undefined || address === addressOf(before, 'email')) return [];
  if (!clubVerifies(club, productOf(member)) || !may(club, member, 'verification_email', 'email')) return [];
  const event = `email-changed-${member.version}`;
  return [{ kind: 'verification_email', member: member.id, event, at: member.updated_at, address }];
};

const ADDRESS_CHANNELS = [
  { channel: 'email', identifier: 'email' },
  { channel: 'sms', identifier: 'msisdn' },
] as const;

const previousAddresses = (
  { properties }: Member,
  { version, changed }: Pick<PreviousAddresses, 'version' | 'changed'>,
): PreviousAddresses => {
  const text = (name: string) => {
    const value = properties[name];
    return typeof value === 'string' ? value : undefined;
  };
  const [email, msisdn, language] = [text('email'), text('msisdn'), text('language')];
  return {
    version,
    changed,
    ...(email !== undefined && { email }),
    ...(msisdn !== undefined && { msisdn }),
    ...(language !== undefined && { language }),
  };
};

/**
 * The messages about a change of addresses that the member made itself: to the earlier address; to the other where there is
 * no earlier one, or the club does not send on its channel (contract §2.18, threat T46). A first one counts: resets go to an added
 * e-mail address, and a thief's own number would get the next notice.
 */
const addressNotices = (club: Club, before: Member, member: Member): MessageDue[] => {
  if (member.changed?.source !== 'me') return [];
  const [was, is] = [identifiersOf(before.properties), identifiersOf(member.properties)];
  const changed = (['email', 'msisdn'] as const).filter((identifier) => was[identifier] !== is[identifier]);
  if (changed.length === 0) return [];
  const reachable = ADDRESS_CHANNELS.filter(
    ({ channel, identifier }) =>
      was[identifier] !== undefined && clubSends(club, `address_changed_${channel}`, productOf(member)),
  );
  const direct = reachable.filter(({ identifier }) => changed.includes(identifier));
  return (direct.length > 0 ? direct : reachable).map(({ channel }) => ({
    kind: `address_changed_${channel}`,
    member: member.id,
    event: `address-changed-${member.version}`,
    at: member.updated_at,
    previous: previousAddresses(before, { version: member.version, changed }),
  }));
};

/** @param at when the member was destroyed */
const optOutMessages = (
  club: Club,
  before: Member,
  optOut: readonly ('email' | 'sms')[],
  at: string,
): MessageDue[] =>
  optOut
    .filter((channel) => may(club, before, `opt_out_${channel}`, channel))
    .map((channel) => ({
      kind: `opt_out_${channel}`,
      member: before.id,
      event: 'destroyed',
      at,
      farewell: { properties: before.properties, product: productOf(before) },
    }));

/** The messages that a committed change asks for, as club, product and channel status allow (contract §2.7, §2.9). */
export const messagesDue = (club: Club, change: MemberTransition, at: string): MessageDue[] => {
  switch (change.type) {
    case 'created':
      return welcomes(club, change.member);
    case 'changed':
      return [
        ...verifications(club, change.before, change.member),
        ...addressNotices(club, change.before, change.member),
      ];
    case 'destroyed':
      return optOutMessages(club, change.before, change.opt_out, at);
  }
};
