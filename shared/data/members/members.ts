import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Identifier } from '#shared/domain/member-schema/schema.ts';
import { type Identifiers, identifiersOf, type Member } from '#shared/domain/members/member.ts';
import { serviceUnavailable } from '#shared/errors.ts';
import { removeTokensWrites } from '../confirmations/tokens.ts';
import { requireHeldKey } from '../idempotency/kept-replies.ts';
import type { Db } from '../table/db.ts';
import { claimKey, memberKey } from '../table/keys.ts';
import { send } from '../table/send.ts';
import { isConditionFailure } from '../table/store-errors.ts';
import { type TransactWrite, transact } from '../table/transact.ts';
import { transactClaiming, transactReleasing } from './claim-transactions.ts';
import {
  CLAIM,
  type Claim,
  claimFromItem,
  identifierClaims,
  identifierName,
  identifierValues,
  isHeld,
  orphansAmong,
  readClaims,
  unchangedAmong,
} from './claims.ts';
import { releaseDeviceWrites } from './devices.ts';
import {
  MEMBER_OR_TOMBSTONE,
  memberFromItem,
  memberItem,
  type Removal,
  tombstoneItem,
} from './member-item.ts';

/** @returns the member, strongly consistent; nothing when it never was or is gone */
export const findMember = async (db: Db, club: string, id: number): Promise<Member | undefined> =>
  memberFromItem(await MEMBER_OR_TOMBSTONE.find(db, memberKey(club, id)));

/** An identifier may move from member to member during a look-up, but not for long. */
const MAX_ROUNDS = 5;

/**
 * Claim, then member, both strongly consistent: an index could miss a write made just before. A claim that no member
 * holds finds none.
 * @param canonical as `domain/identifiers.ts` normalises it
 */
export const findMemberBy = async (
  db: Db,
  club: string,
  identifier: Identifier,
  canonical: string,
): Promise<Member | undefined> => {
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const item = await CLAIM.find(db, claimKey(club, identifier, canonical));
    if (!item) return undefined;
    const claim = claimFromItem(item);
    const owner = await MEMBER_OR_TOMBSTONE.find(db, memberKey(club, claim.owner));
    if (isHeld(claim, owner)) return memberFromItem(owner);
    if ((await unchangedAmong(db, club, [claim])).length > 0) return undefined;
  }
  throw serviceUnavailable(new Error('The identifier keeps moving'));
};

/** Those of the identifiers that a create would refuse now, because another member holds them. */
export const takenIdentifiers = async (
  db: Db,
  club: string,
  identifiers: Identifiers,
  now: string,
): Promise<Identifier[]> => {
  const held = [...(await readClaims(db, club, identifierValues(identifiers))).values()];
  const orphans = (await orphansAmong(db, held, now)).map(identifierName);
  return held.filter((claim) => !orphans.includes(identifierName(claim))).map(({ identifier }) => identifier);
};

const isIdentifier = (name: string): name is Identifier => name === 'email' || name === 'msisdn';

/**
 * Stores a new member with its claims, all or nothing.
 * @param extraWrites other writes of the same transaction
 * @returns the identifiers that other members hold; empty = created
 */
export const createMember = async (
  db: Db,
  member: Member,
  extraWrites: readonly TransactWrite[] = [],
): Promise<readonly Identifier[]> => {
  const absent = 'attribute_not_exists(pk)';
  const { club, id, properties, created_at } = member;
  const claims = identifierClaims(club, identifiersOf(properties), id, created_at);
  const put = { TableName: db.table, Item: memberItem(member), ConditionExpression: absent };
  const steps = [{ write: { Put: put }, checkName: 'id' }, ...extraWrites];
  const failedChecks = await transactClaiming(db, claims, steps, created_at);
  requireHeldKey(failedChecks);
  const taken = failedChecks.filter(isIdentifier);
  // The counter gave the id out before it was raised above a restored one; the next id is free.
  if (taken.length === 0 && failedChecks.includes('id'))
    throw serviceUnavailable(new Error('The id is that of a restored member'));
  return taken;
};

export type UpdateOutcome =
  | { readonly outcome: 'written' }
  /** Another writer came since `before` was read: read again and decide again. */
  | { readonly outcome: 'stale' }
  | { readonly outcome: 'taken'; readonly identifiers: readonly Identifier[] };

const outcomeOf = (failedChecks: readonly string[]): UpdateOutcome => {
  if (failedChecks.length === 0) return { outcome: 'written' };
  const identifiers = failedChecks.filter(isIdentifier);
  // The item of any other failed check has changed since it was read.
  return identifiers.length < failedChecks.length ? { outcome: 'stale' } : { outcome: 'taken', identifiers };
};

/** The member still is as it was read: not changed, not removed. */
const asSeen = (before: Member) => ({
  ConditionExpression: '#version = :seen AND kind = :member',
  ExpressionAttributeNames: { '#version': 'version' },
  ExpressionAttributeValues: { ':seen': before.version, ':member': 'member' },
});

/** A change that moves no identifier, as a part of a transaction; failed check: `stale`. */
export const replaceWrite = (db: Db, before: Member, after: Member): TransactWrite => ({
  write: { Put: { TableName: db.table, Item: memberItem(after), ...asSeen(before) } },
  checkName: 'stale',
});

/** The member still is as it was read, as a part of a transaction; failed check: `stale`. */
export const unchangedCheck = (db: Db, seen: Member): TransactWrite => ({
  write: { ConditionCheck: { TableName: db.table, Key: memberKey(seen.club, seen.id), ...asSeen(seen) } },
  checkName: 'stale',
});

/**
 * One conditional put: half the price of a transaction, and enough while the identifiers stay. One whose answer was
 * lost is refused by its own effect: its caller reads again, finds the member as wanted, and writes nothing.
 */
const replaceMember = async (db: Db, before: Member, after: Member): Promise<UpdateOutcome> => {
  try {
    const put = new PutCommand({ TableName: db.table, Item: memberItem(after), ...asSeen(before) });
    await send(db, put);
    return { outcome: 'written' };
  } catch (error) {
    if (isConditionFailure(error)) return { outcome: 'stale' };
    throw error;
  }
};

/**
 * Replaces a member where its version is still the one read; claims follow the identifiers, and app tokens of devices
 * that are gone are released, all or nothing.
 * @param extraWrites other writes of the same transaction; their failed checks count as `stale`
 * @param at now; a restore says earlier times of the member
 */
export const updateMember = async (
  db: Db,
  before: Member,
  after: Member,
  extraWrites: readonly TransactWrite[] = [],
  at = after.updated_at,
): Promise<UpdateOutcome> => {
  const old = identifierClaims(before.club, identifiersOf(before.properties), before.id, at);
  const wanted = identifierClaims(after.club, identifiersOf(after.properties), after.id, at);
  const has = (claims: readonly Claim[], claim: Claim) =>
    claims.some((c) => identifierName(c) === identifierName(claim));
  const released = old.filter((claim) => !has(wanted, claim));
  const taken = wanted.filter((claim) => !has(old, claim));
  const writes = [...extraWrites, ...releaseDeviceWrites(db, before, after.devices)];
  const moves = released.length + taken.length + writes.length;
  if (moves === 0) return replaceMember(db, before, after);
  const put = replaceWrite(db, before, after);
  return outcomeOf(
    await transactReleasing(db, released, (releases) =>
      transactClaiming(db, taken, [put, ...writes, ...releases], at),
    ),
  );
};

/**
 * Puts a tombstone in the place of a member, releases its identifiers and app tokens, and deletes its mailed tokens, all
 * or nothing.
 * @returns false when another writer came since the member was read
 */
export const removeMember = async (db: Db, member: Member, removal: Removal): Promise<boolean> => {
  const put: TransactWrite = {
    write: { Put: { TableName: db.table, Item: tombstoneItem(member, removal), ...asSeen(member) } },
    checkName: 'stale',
  };
  const claims = identifierClaims(member.club, identifiersOf(member.properties), member.id, removal.now);
  const rest = [put, ...releaseDeviceWrites(db, member, []), ...removeTokensWrites(db, member)];
  const failedChecks = await transactReleasing(db, claims, (releases) =>
    transact(db, [...rest, ...releases]),
  );
  return failedChecks.length === 0;
};
