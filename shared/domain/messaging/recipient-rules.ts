import type { Channel as ChannelType } from '#shared/vocabulary.ts';
import { displayEmail } from '../members/identifiers.ts';
import { canonicalMsisdn } from '../members/phone-number.ts';
import { listOfObjects } from '../validation/list-rules.ts';
import { problem } from '../validation/problem.ts';
import type { Rule } from '../validation/rule.ts';
import {
  asObject,
  atBase,
  each,
  fields,
  isAbsent,
  isObject,
  optional,
  ruleThat,
  sequence,
  valueAt,
  when,
} from '../validation/rules.ts';
import { hasExactNumbers, isId, isMailAddress, isMsisdn, isText, line } from '../validation/value-rules.ts';
import { fitsItem, MAX_PACKED_BYTES } from './packed.ts';

/** A recipient of a sending (contract §5.2.8): a member, or any address. */
export interface RecipientPayload {
  readonly member_id: number | null;
  readonly msisdn: string | null;
  readonly email: string | null;
  readonly app_token: string | null;
  readonly properties: Readonly<Record<string, unknown>>;
}

const MAX_RECIPIENTS = 1000;
/** As JSON: a reply lists them. */
const MAX_RECIPIENTS_BYTES = 2_000_000;

/** The address that a channel needs. */
export const ADDRESS_OF = { sms: 'msisdn', email: 'email', push: 'app_token' } as const satisfies Record<
  ChannelType,
  keyof RecipientPayload
>;

const addresses = (country: string | undefined): Rule =>
  fields({
    msisdn: optional(sequence(isText, isMsisdn(country))),
    email: optional(sequence(isText, isMailAddress)),
    app_token: optional(line(4096)),
  });

const isReachable = (channels: readonly ChannelType[]): Rule =>
  atBase((recipient) => {
    const relevant = channels.map((channel) => ADDRESS_OF[channel]);
    const reachable = channels.length === 0 || relevant.some((name) => !isAbsent(valueAt(recipient, name)));
    return reachable ? [] : [problem('presence', null, { any_of: relevant })];
  });

const isNoMember = (recipient: unknown): boolean => isAbsent(valueAt(recipient, 'member_id'));

export const isRecipient = (channels: readonly ChannelType[], country: string | undefined): Rule =>
  each(
    fields({ member_id: optional(isId) }),
    when(isNoMember, each(addresses(country), isReachable(channels))),
    fields({ properties: optional(sequence(isObject, hasExactNumbers)) }),
  );

/**
 * @param channels of the message; empty where they are wrong themselves
 * @param country of the club
 */
export const areRecipients = (channels: readonly ChannelType[], country: string | undefined): Rule =>
  sequence(
    listOfObjects({ max: MAX_RECIPIENTS }, isRecipient(channels, country)),
    ruleThat((value) => fitsItem(value, MAX_RECIPIENTS_BYTES), 'size_too_large', {
      number: MAX_PACKED_BYTES,
      unit: 'bytes',
    }),
  );

const textAt = (recipient: unknown, key: string): string | null => {
  const value = valueAt(recipient, key);
  return typeof value === 'string' ? value : null;
};

/** A valid recipient as it is stored: beside a member's id other addresses count for nothing. */
export const recipientFrom = (payload: unknown, country: string | undefined): RecipientPayload => {
  const member = valueAt(payload, 'member_id');
  const own = asObject(valueAt(payload, 'properties'));
  if (!isAbsent(member)) {
    return { member_id: Number(member), msisdn: null, email: null, app_token: null, properties: own };
  }
  const msisdn = textAt(payload, 'msisdn');
  const email = textAt(payload, 'email');
  return {
    member_id: null,
    msisdn: msisdn === null ? null : (canonicalMsisdn(msisdn, country) ?? null),
    email: email === null ? null : displayEmail(email),
    app_token: textAt(payload, 'app_token'),
    properties: own,
  };
};

/** An erased recipient keeps its place and the id, which no longer names a member. */
export const erasedRecipient = ({ member_id }: RecipientPayload): RecipientPayload => ({
  member_id,
  msisdn: null,
  email: null,
  app_token: null,
  properties: {},
});
