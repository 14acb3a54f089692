import type { ChangeOrigin } from '#shared/domain/members/change-origin.ts';
import { identifiersOf, type Member } from '#shared/domain/members/member.ts';
import { memberKey, memberShard } from '../table/keys.ts';
import { fromText, toText } from '../table/packed.ts';
import { ttlFrom } from '../table/retention.ts';
import { addedLater, anyOf, itemType, type Stored } from '../table/stored-items.ts';
import { deviceItems, devicesFromItems } from './device-items.ts';

/** Channels of the opt-out messages that the remover asked for; sent from the stream's old image. */
export type OptOut = 'email' | 'sms';

const restoredBy = ({ restored_by }: Pick<Member, 'restored_by'>) => (restored_by ? { restored_by } : {});

/**
 * Properties are one JSON text: it keeps every value exactly (numbers beyond 38 digits, empty names, lone
 * surrogates) where DynamoDB's maps would refuse or change it.
 */
export const MEMBER = itemType('member', (member: Member) => ({
  ...memberKey(member.club, member.id),
  shard: memberShard(member.club, member.id),
  ...identifiersOf(member.properties),
  id: member.id,
  club: member.club,
  properties: toText(member.properties),
  consents: toText(member.consents),
  statuses: member.statuses,
  ...(member.devices.length > 0 && { devices: deviceItems(member.devices) }),
  optin_channel: member.optin_channel,
  optin_subchannel: member.optin_subchannel,
  created_at: member.created_at,
  updated_at: member.updated_at,
  ...(member.changed && { changed: member.changed }),
  password: member.password,
  banned_until: member.banned_until,
  ...(member.person_id !== null && { person_id: member.person_id }),
  welcome: member.welcome,
  session_epoch: member.session_epoch,
  version: member.version,
  last_row: member.last_row,
  ...restoredBy(member),
}));

export const memberItem = MEMBER.item;

/** How a member is removed. */
export interface Removal {
  readonly optOut: readonly OptOut[];
  readonly changed: ChangeOrigin;
  /** UTC ISO 8601 with milliseconds. */
  readonly now: string;
}

/** How long an id is known to be gone: far longer than any message about its member may still come (days). */
const TOMBSTONE_TTL_SECONDS = 30 * 24 * 60 * 60;

/** What stays of a removed member, under the same key and in no index: no personal data, no identifier. */
export const TOMBSTONE = itemType(
  'tombstone',
  (
    { club, id, session_epoch, restored_by }: Pick<Member, 'club' | 'id' | 'session_epoch' | 'restored_by'>,
    { optOut, changed, now }: Removal,
  ) => ({
    ...memberKey(club, id),
    id,
    club,
    // Distinguishes a session that was valid at the end from one that had ended before.
    session_epoch,
    deleted_at: now,
    opt_out: optOut,
    changed: addedLater(changed),
    ...restoredBy({ restored_by }),
    ttl: ttlFrom(now, TOMBSTONE_TTL_SECONDS),
  }),
);

export const tombstoneItem = TOMBSTONE.item;

/** What can be in the place of a member. */
export const MEMBER_OR_TOMBSTONE = anyOf(MEMBER, TOMBSTONE);

export type MemberOrTombstone = Stored<typeof MEMBER_OR_TOMBSTONE>;

/** @returns nothing for a tombstone: the member of that id is gone */
export const memberFromItem = (item: MemberOrTombstone | undefined): Member | undefined => {
  if (item?.kind !== 'member') return undefined;
  const { pk, sk, kind, v, shard, email, msisdn, ...member } = item;
  return {
    ...member,
    properties: fromText(item.properties),
    consents: fromText(item.consents),
    devices: devicesFromItems(item.devices),
    // Members of the first release have none.
    changed: item.changed ?? null,
    person_id: item.person_id ?? null,
    restored_by: item.restored_by ?? null,
  };
};
