import type { ChannelStatus } from '#shared/vocabulary.ts';
import { isJsonObject, ownValue } from '../member-schema/json-value.ts';
import { unixSeconds } from '../sessions/session.ts';
import type { ChannelFlags } from './channel-status.ts';
import { type ConsentPayload, type Consents, evidenceOf } from './consents.ts';
import { type Member, type NewMember, newMember, type PersonId, same } from './member.ts';

/** When an answer was given, and to which version of the text, as far as a row says so. */
export interface RestoredConsent {
  readonly updated_at?: string;
  readonly version?: string;
}

/** What another system says of a member beside properties and password; times are UTC ISO 8601 with milliseconds. */
export interface RestoredState {
  readonly id?: number;
  readonly created_at?: string;
  readonly updated_at?: string;
  readonly sms_status?: ChannelStatus;
  readonly email_status?: ChannelStatus;
  readonly push_status?: ChannelStatus;
  readonly optin_channel?: string;
  readonly optin_subchannel?: string;
  readonly updated_channel?: string;
  readonly updated_subchannel?: string;
  readonly banned_until?: string;
  readonly person_id?: PersonId;
  readonly consents: Readonly<Record<string, RestoredConsent>>;
}

interface Restoring
  extends Pick<NewMember, 'id' | 'club' | 'properties' | 'consents' | 'password' | 'changed' | 'now'> {
  readonly state: RestoredState;
  readonly flags: ChannelFlags;
  readonly row: string;
}

/** When the member last changed in the other system; nothing where the row does not say so. */
const changedThere = ({ updated_at, created_at }: RestoredState): string | undefined =>
  updated_at ?? created_at;

/** Whether the member changed later than the row; one without times is older than every member that exists. */
export const isOlder = (state: RestoredState, { updated_at }: Member): boolean => {
  const at = changedThere(state);
  return at === undefined || at < updated_at;
};

/** An answer of another time is another one: evidence and version of the earlier one do not speak for it. */
const restoredConsents = (
  answers: ConsentPayload | null | undefined,
  { consents }: RestoredState,
  before: Consents,
  at: string,
): Consents => {
  if (!answers) return before;
  const answered = Object.entries(answers).flatMap(([slug, answer]) => {
    if (!isJsonObject(answer)) return [];
    const status = ownValue(answer, 'status') === true;
    const sent = Object.hasOwn(consents, slug) ? consents[slug] : undefined;
    const current = Object.hasOwn(before, slug) ? before[slug] : undefined;
    const isSame =
      current?.status === status && (sent?.updated_at ?? current.updated_at) === current.updated_at;
    return [
      [slug, { status, updated_at: at, ...(isSame && current), ...sent, ...evidenceOf(answer) }] as const,
    ];
  });
  return Object.fromEntries(answered);
};

/** What a row says wins; what it leaves out is as it was. */
const stated = (
  before: Member,
  { state, consents, properties, password, changed }: Restoring,
  at: string,
) => ({
  properties,
  consents: restoredConsents(consents, state, before.consents, at),
  statuses: {
    sms: state.sms_status ?? before.statuses.sms,
    email: state.email_status ?? before.statuses.email,
    push: state.push_status ?? before.statuses.push,
  },
  optin_channel: state.optin_channel ?? before.optin_channel,
  optin_subchannel: state.optin_subchannel ?? before.optin_subchannel,
  created_at: state.created_at ?? before.created_at,
  updated_at: at,
  banned_until: state.banned_until ?? before.banned_until,
  person_id: state.person_id ?? before.person_id,
  password: password ?? before.password,
  changed: {
    ...changed,
    product: state.updated_channel ?? null,
    subproduct: state.updated_subchannel ?? null,
  },
});

const withoutRequest = ({ changed, ...member }: Partial<Member>) => ({
  ...member,
  product: changed?.product ?? null,
  subproduct: changed?.subproduct ?? null,
});

/**
 * A member as another system had it, under its id there. Sessions of an earlier member with the id end: no epoch that
 * was counted up is that of a time.
 */
const firstRestored = (restoring: Restoring): Member => {
  const { state, now, row } = restoring;
  const created_at = state.created_at ?? state.updated_at ?? now;
  const blank = newMember({
    ...restoring,
    consents: null,
    optin_channel: null,
    optin_subchannel: null,
    welcome: [],
    created_at,
  });
  return {
    ...blank,
    ...stated(blank, restoring, changedThere(state) ?? created_at),
    session_epoch: unixSeconds(new Date(now)),
    restored_by: row,
  };
};

/**
 * The member after a row that restores it. Of a member that exists the later state counts (`updated_at`): a row that is
 * older than the member, or that says what the member is, changes nothing, and the very same object is returned.
 * @param restoring valid; its `password` is the stored form of a new one, or `null`
 */
export const restoredMember = (restoring: Restoring, before: Member | undefined): Member => {
  if (!before) return firstRestored(restoring);
  const at = changedThere(restoring.state);
  if (at === undefined || isOlder(restoring.state, before)) return before;
  const all = stated(before, restoring, at);
  const was = Object.fromEntries(Object.keys(all).map((name) => [name, before[name as keyof Member]]));
  if (same(withoutRequest(was), withoutRequest(all))) return before;
  const isBan =
    all.banned_until !== before.banned_until && all.banned_until !== null && all.banned_until > restoring.now;
  const endsSessions = all.password !== before.password || isBan;
  return {
    ...before,
    ...all,
    session_epoch: before.session_epoch + (endsSessions ? 1 : 0),
    version: before.version + 1,
  };
};
