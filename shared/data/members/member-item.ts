import type { ChannelStatuses } from '#shared/domain/members/channel-status.ts';
import type { Consents } from '#shared/domain/members/consents.ts';
import { identifiersOf, type Member } from '#shared/domain/members/member.ts';
import { memberKey, memberShard } from '../table/keys.ts';
import type { Item } from '../table/read.ts';
import { deviceItems, devicesFromItems } from './device-items.ts';

/** Channels of the opt-out messages that the remover asked for; sent from the stream's old image. */
export type OptOut = 'email' | 'sms';

/**
 * Properties are one JSON text: it keeps every value to the letter (numbers beyond 38 digits, empty names,
 * lone surrogates) where DynamoDB's maps would refuse or change it.
 */
export const memberItem = (member: Member): Item => ({
  ...memberKey(member.club, member.id),
  kind: 'member',
  v: 1,
  shard: memberShard(member.club, member.id),
  ...identifiersOf(member.properties),
  id: member.id,
  club: member.club,
  properties: JSON.stringify(member.properties),
  consents: JSON.stringify(member.consents),
  statuses: member.statuses,
  ...(member.devices.length > 0 && { devices: deviceItems(member.devices) }),
  optin_channel: member.optin_channel,
  optin_subchannel: member.optin_subchannel,
  created_at: member.created_at,
  updated_at: member.updated_at,
  password: member.password,
  banned_until: member.banned_until,
  welcome: member.welcome,
  session_epoch: member.session_epoch,
  version: member.version,
  last_row: member.last_row,
});

/** How long an id is known to be gone: far longer than any message about its member may still come (days). */
const TOMBSTONE_TTL_SECONDS = 30 * 24 * 60 * 60;

/** What stays of a removed member, under the same key and in no index: no personal data, no identifier. */
export const tombstoneItem = (
  { club, id, session_epoch }: Pick<Member, 'club' | 'id' | 'session_epoch'>,
  optOut: readonly OptOut[],
  now: string,
): Item => ({
  ...memberKey(club, id),
  kind: 'tombstone',
  v: 1,
  id,
  club,
  // Tells a session that was in force at the end from one that had ended before.
  session_epoch,
  deleted_at: now,
  opt_out: optOut,
  ttl: Math.floor(Date.parse(now) / 1000) + TOMBSTONE_TTL_SECONDS,
});

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** @returns nothing for a tombstone: the member of that id is gone */
export const memberFromItem = (item: Item): Member | undefined => {
  if (item['kind'] !== 'member') return undefined;
  return {
    id: Number(item['id']),
    club: String(item['club']),
    properties: JSON.parse(String(item['properties'])) as Record<string, unknown>,
    consents: JSON.parse(String(item['consents'])) as Consents,
    statuses: item['statuses'] as ChannelStatuses,
    devices: devicesFromItems(item['devices']),
    optin_channel: textOrNull(item['optin_channel']),
    optin_subchannel: textOrNull(item['optin_subchannel']),
    created_at: String(item['created_at']),
    updated_at: String(item['updated_at']),
    password: textOrNull(item['password']),
    banned_until: textOrNull(item['banned_until']),
    welcome: item['welcome'] as Member['welcome'],
    session_epoch: Number(item['session_epoch']),
    version: Number(item['version']),
    last_row: textOrNull(item['last_row']),
  };
};
