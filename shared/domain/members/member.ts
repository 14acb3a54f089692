import { canonicalJson } from '../member-schema/json-value.ts';
import type { Identifier } from '../member-schema/schema.ts';
import type { ChangeOrigin } from './change-origin.ts';
import {
  applyFlags,
  type ChannelFlags,
  type ChannelStatuses,
  initialStatuses,
  nextStatus,
} from './channel-status.ts';
import { applyConsents, type ConsentPayload, type Consents } from './consents.ts';
import type { Device } from './device.ts';
import { canonicalEmail, digitsAsTyped } from './identifiers.ts';

export type Properties = Readonly<Record<string, unknown>>;

export type PersonId = number | string;

/** Identifiers in the canonical form that claims and look-ups use. */
export type Identifiers = Readonly<Partial<Record<Identifier, string>>>;

/** A member of a club; times are UTC ISO 8601 with milliseconds. */
export interface Member {
  readonly id: number;
  readonly club: string;
  readonly properties: Properties;
  readonly consents: Consents;
  readonly statuses: ChannelStatuses;
  /** Where push messages go, the one that registered longest ago first. */
  readonly devices: readonly Device[];
  readonly optin_channel: string | null;
  readonly optin_subchannel: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  /** Where the change of `updated_at` came from; `null` for members that were stored before this was kept. */
  readonly changed: ChangeOrigin | null;
  /** Stored password with its scheme, or null: such a member cannot log in. */
  readonly password: string | null;
  readonly banned_until: string | null;
  /** The person behind the member, as another system names it; only a restore sets it (contract §4.6). */
  readonly person_id: PersonId | null;
  /** Welcome messages the creator asked for; read from the stream when the member appears. */
  readonly welcome: readonly ('sms' | 'email')[];
  /** Raised when every session but the present one must end. */
  readonly session_epoch: number;
  /** Optimistic version. */
  readonly version: number;
  /** The bulk row that wrote last, so that a redelivered row is not applied twice. */
  readonly last_row: string | null;
  /** The row that restored the member under an id of its own; `null` = the id is one that the counter gave out. */
  readonly restored_by: string | null;
}

/** @param properties in their stored form */
export const identifiersOf = (properties: Properties): Identifiers => {
  const { email, msisdn } = properties;
  const canonical = {
    email: typeof email === 'string' ? canonicalEmail(email) : undefined,
    msisdn: typeof msisdn === 'string' ? digitsAsTyped(msisdn) : undefined,
  };
  return {
    ...(canonical.email !== undefined && { email: canonical.email }),
    ...(canonical.msisdn !== undefined && { msisdn: canonical.msisdn }),
  };
};

export interface NewMember {
  readonly id: number;
  readonly club: string;
  readonly properties: Properties;
  readonly default_language: string;
  readonly flags: ChannelFlags;
  readonly consents?: ConsentPayload | null | undefined;
  readonly optin_channel: string | null;
  readonly optin_subchannel: string | null;
  readonly password: string | null;
  readonly welcome: Member['welcome'];
  readonly changed: ChangeOrigin;
  readonly now: string;
  /** When the member became one, where that was before now; absent = now. */
  readonly created_at?: string;
  readonly row?: string;
}

/** @param properties already as `newProperties` makes them, and valid */
export const newMember = (input: Omit<NewMember, 'default_language'>): Member => ({
  id: input.id,
  club: input.club,
  properties: input.properties,
  consents: applyConsents({}, input.consents ?? {}, input.now),
  statuses: initialStatuses(input.flags),
  devices: [],
  // They are stored as plain text, which the table refuses for a lone surrogate.
  optin_channel: input.optin_channel?.toWellFormed() ?? null,
  optin_subchannel: input.optin_subchannel?.toWellFormed() ?? null,
  created_at: input.created_at ?? input.now,
  updated_at: input.now,
  changed: input.changed,
  password: input.password,
  banned_until: null,
  person_id: null,
  welcome: input.welcome,
  session_epoch: 0,
  version: 1,
  last_row: input.row ?? null,
  restored_by: null,
});

export interface MemberChange {
  /** All that the member has afterwards, in their stored form; absent = unchanged. */
  readonly properties?: Properties;
  readonly flags: ChannelFlags;
  /** Answers that pass `consentErrors`. */
  readonly consents?: ConsentPayload | null | undefined;
  /** Stored form of a new password; absent = unchanged. */
  readonly password?: string;
  /** Absent = unchanged. */
  readonly banned_until?: string | null | undefined;
  readonly changed: ChangeOrigin;
}

const addressChanged = (
  before: Member,
  properties: Properties,
  statuses: ChannelStatuses,
): ChannelStatuses => {
  const was = identifiersOf(before.properties);
  const is = identifiersOf(properties);
  return {
    sms: was.msisdn === is.msisdn ? statuses.sms : nextStatus(statuses.sms, 'address_changed'),
    email: was.email === is.email ? statuses.email : nextStatus(statuses.email, 'address_changed'),
    push: statuses.push,
  };
};

export const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

const union = (own: readonly unknown[], added: readonly unknown[]): readonly unknown[] => {
  const seen = new Set(own.map(canonicalJson));
  const missing = added.filter((item) => {
    const text = canonicalJson(item);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
  return [...own, ...missing];
};

/**
 * A change whose arrays are added to the member's own: items that are there already, or come twice, are not added
 * again, so that the same change twice is one (contract §4.1).
 */
export const appendedProperties = (current: Properties, change: Properties): Properties =>
  Object.fromEntries(
    Object.entries(change).map(([name, value]) => {
      const own = Object.hasOwn(current, name) ? current[name] : [];
      return [name, Array.isArray(value) ? union(Array.isArray(own) ? own : [], value) : value];
    }),
  );

/** The member after a change, or the very same object when nothing differs: then nothing is to be written. */
export const changedMember = (member: Member, change: MemberChange, now: string): Member => {
  const properties = change.properties ?? member.properties;
  const statuses = applyFlags(addressChanged(member, properties, member.statuses), change.flags);
  const password = change.password ?? member.password;
  const consents = applyConsents(member.consents, change.consents ?? {}, now);
  const banned_until = change.banned_until === undefined ? member.banned_until : change.banned_until;
  const isBan = banned_until !== member.banned_until && banned_until !== null && banned_until > now;
  const unchanged =
    password === member.password &&
    banned_until === member.banned_until &&
    consents === member.consents &&
    same(properties, member.properties) &&
    same(statuses, member.statuses);
  if (unchanged) return member;
  return {
    ...member,
    properties,
    consents,
    statuses,
    password,
    banned_until,
    session_epoch: member.session_epoch + (change.password === undefined && !isBan ? 0 : 1),
    updated_at: now,
    changed: change.changed,
    version: member.version + 1,
  };
};

/** Whether a ban is in force. */
export const isBanned = (member: Member, now: Date): boolean =>
  member.banned_until !== null && new Date(member.banned_until) > now;

/** True iff a password is set and no ban is in force (contract §2.5). */
export const canLogIn = (member: Member, now: Date): boolean =>
  member.password !== null && !isBanned(member, now);
