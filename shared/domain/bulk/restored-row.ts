import { CHANNEL_STATUSES, type ChannelStatus } from '#shared/vocabulary.ts';
import { isJsonObject, ownValue } from '../member-schema/json-value.ts';
import { banErrors, storedBan } from '../members/ban.ts';
import type { MemberError, MemberErrors } from '../members/member-errors.ts';
import type { RestoredConsent, RestoredState } from '../members/restored-member.ts';
import { echoed } from '../validation/echo.ts';
import type { BulkMember } from './bulk-request.ts';
import { pastInstant } from './past-instant.ts';

/** New members get ids above the restored ones; this many are left for them. */
const LEFT_FOR_NEW_MEMBERS = 2 ** 32;
export const HIGHEST_RESTORED_ID = Number.MAX_SAFE_INTEGER - LEFT_FOR_NEW_MEMBERS;

const LONGEST_TEXT = 256;

/** What a row restores of its member, and what is wrong with it, by attribute; `{}` = nothing. */
export interface RestoredRow {
  readonly state: RestoredState;
  readonly errors: MemberErrors;
}

type Finding = Omit<MemberError, 'property'>;
type Reading = { readonly value: unknown } | { readonly finding: Finding };

const refused = (error: string, extra: object = {}): Reading => ({ finding: { error, ...extra } });

const readId = (sent: unknown): Reading => {
  const text = typeof sent === 'number' || typeof sent === 'string' ? String(sent).trim() : '';
  if (!/^-?\d{1,40}$/.test(text)) return refused('type_not_match', { value: echoed(sent), type: 'integer' });
  const id = Number(text);
  if (id < 1) return refused('not_have_value_of_inclusively', { value: echoed(sent), minimum: 1 });
  return id <= HIGHEST_RESTORED_ID
    ? { value: id }
    : refused('not_have_value_of_inclusively', { value: echoed(sent), maximum: HIGHEST_RESTORED_ID });
};

/** The highest id among rows that restore; nothing where none has an id that can be. */
export const highestRestoredId = (rows: readonly BulkMember[]): number | undefined => {
  const ids = rows.flatMap(({ id }) => {
    const reading = readId(id);
    return 'value' in reading ? [Number(reading.value)] : [];
  });
  return ids.length === 0 ? undefined : Math.max(...ids);
};

const readTime = (sent: unknown, now: Date): Reading => {
  const value = pastInstant(sent, now);
  return value === undefined
    ? refused('must_be_valid_RFC3339_date_time_string', { value: echoed(sent) })
    : { value };
};

const readStatus = (sent: unknown): Reading =>
  CHANNEL_STATUSES.includes(sent as ChannelStatus)
    ? { value: sent }
    : refused('value_not_match', { value: echoed(sent), values: CHANNEL_STATUSES.join(', ') });

const readText = (sent: unknown): Reading => {
  if (typeof sent !== 'string') return refused('type_not_match', { value: echoed(sent), type: 'string' });
  return sent.length > LONGEST_TEXT
    ? refused('maximum_string_length', { value: echoed(sent), maximum: LONGEST_TEXT })
    : { value: sent.toWellFormed() };
};

const readPerson = (sent: unknown): Reading =>
  Number.isSafeInteger(sent) ? { value: sent } : readText(sent);

const readBan = (sent: unknown): Reading => {
  if (typeof sent !== 'string' || banErrors(sent).length > 0)
    return refused('must_be_valid_RFC3339_date_time_string', { value: echoed(sent) });
  return { value: storedBan(sent) };
};

/** What a restore takes beside what every import takes (contract §4.6). */
const ATTRIBUTES: Readonly<Record<string, (sent: unknown, now: Date) => Reading>> = {
  id: readId,
  created_at: readTime,
  updated_at: readTime,
  sms_status: readStatus,
  email_status: readStatus,
  push_status: readStatus,
  optin_channel: readText,
  optin_subchannel: readText,
  updated_channel: readText,
  updated_subchannel: readText,
  banned_until: readBan,
  person_id: readPerson,
};

export const RESTORED_ATTRIBUTES: readonly string[] = Object.keys(ATTRIBUTES);

/** Times and versions of the answers; whether they are answers is validated with those of every member. */
const readConsents = (sent: unknown, now: Date) => {
  const consents: Record<string, RestoredConsent> = {};
  const errors: MemberError[] = [];
  for (const [slug, answer] of isJsonObject(sent) ? Object.entries(sent) : []) {
    const own = (name: string) => (isJsonObject(answer) ? (ownValue(answer, name) ?? undefined) : undefined);
    const readings = { updated_at: readTime, version: readText };
    const consent: Record<string, unknown> = {};
    for (const [name, read] of Object.entries(readings)) {
      const value = own(name);
      const reading = value === undefined ? undefined : read(value, now);
      if (reading && 'finding' in reading) errors.push({ ...reading.finding, property: slug } as MemberError);
      else if (reading) consent[name] = reading.value;
    }
    consents[slug] = consent as RestoredConsent;
  }
  return { consents, errors };
};

/**
 * Reads what a row restores beside properties and passwords. `null` is absent.
 * @param now times after it are none of the past
 */
export const readRestoredRow = (
  { id, restore = {}, consents: answers }: BulkMember,
  now: Date,
): RestoredRow => {
  const state: Record<string, unknown> = {};
  const errors: MemberErrors = {};
  for (const [name, read] of Object.entries(ATTRIBUTES)) {
    const sent = (name === 'id' ? id : restore[name]) ?? undefined;
    if (sent === undefined) continue;
    const reading = read(sent, now);
    if ('value' in reading) state[name] = reading.value;
    else errors[name] = [{ ...reading.finding, property: name } as MemberError];
  }
  if ((id ?? undefined) === undefined)
    errors['id'] = [{ error: 'not_contain_required_property', property: 'id' }];
  const { consents, errors: wrong } = readConsents(answers, now);
  if (wrong.length > 0) errors['consents'] = wrong;
  return { state: { ...state, consents } as RestoredState, errors };
};
