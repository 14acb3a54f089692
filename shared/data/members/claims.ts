import type { Identifier } from '#shared/domain/member-schema/schema.ts';
import type { Identifiers } from '#shared/domain/members/member.ts';
import type { Db } from '../table/db.ts';
import { claimKey, clubOf, memberKey } from '../table/keys.ts';
import { itemType, type Stored } from '../table/stored-items.ts';
import type { TransactWrite } from '../table/transact.ts';
import { MEMBER_OR_TOMBSTONE, type MemberOrTombstone } from './member-item.ts';

/**
 * How long a claim without its member counts as a write in progress. Longer than any function may run, so the writer
 * of an older one is dead (architecture §3).
 */
export const CLAIM_LEASE_SECONDS = 300;

/** An identifier's one owner in a club; uniqueness is this item's existence. */
export interface Claim {
  readonly club: string;
  readonly identifier: Identifier;
  readonly value: string;
  readonly owner: number;
  /** When it was taken or renewed, ISO 8601 UTC. */
  readonly at: string;
}

export const CLAIM = itemType('claim', ({ club, identifier, value, owner, at }: Claim) => ({
  ...claimKey(club, identifier, value),
  identifier,
  value,
  owner,
  at,
}));

export const claimItem = CLAIM.item;

export const claimFromItem = ({ pk, identifier, value, owner, at }: Stored<typeof CLAIM>): Claim => ({
  club: clubOf(pk),
  identifier,
  value,
  owner,
  at,
});

export interface IdentifierValue {
  readonly identifier: Identifier;
  readonly value: string;
}

export const identifierValues = (identifiers: Identifiers): IdentifierValue[] =>
  (['email', 'msisdn'] as const).flatMap((identifier) => {
    const value = identifiers[identifier];
    return value === undefined ? [] : [{ identifier, value }];
  });

export const identifierClaims = (
  club: string,
  identifiers: Identifiers,
  owner: number,
  at: string,
): Claim[] => identifierValues(identifiers).map((wanted) => ({ club, ...wanted, owner, at }));

export const identifierName = ({ identifier, value }: IdentifierValue): string => `${identifier}:${value}`;

/** The claims that exist among those wanted, by `identifierName`. */
export const readClaims = async (
  db: Db,
  club: string,
  wanted: readonly IdentifierValue[],
): Promise<Map<string, Claim>> => {
  const items = await CLAIM.findAll(
    db,
    wanted.map(({ identifier, value }) => claimKey(club, identifier, value)),
  );
  return new Map(items.map(claimFromItem).map((claim) => [identifierName(claim), claim]));
};

export const leaseIsOver = (claim: Claim, now: string): boolean =>
  Date.parse(now) - Date.parse(claim.at) > CLAIM_LEASE_SECONDS * 1000;

/**
 * Whether the owner of a claim is a member that holds its value: only then the identifier is taken. Any other claim is
 * a write in progress, or the orphan of a writer that died; its age distinguishes the two.
 * @param owner the item in the owner's place, read after the claim
 */
export const isHeld = (claim: Claim, owner: MemberOrTombstone | undefined): boolean =>
  owner?.kind === 'member' && owner[claim.identifier] === claim.value;

/** The items in the places of the owners of claims, by their ids. */
export const readOwners = async (
  db: Db,
  claims: readonly Claim[],
): Promise<ReadonlyMap<number, MemberOrTombstone>> => {
  const items = await MEMBER_OR_TOMBSTONE.findAll(
    db,
    claims.map(({ club, owner }) => memberKey(club, owner)),
  );
  return new Map(items.map((item) => [item.id, item]));
};

const isSame = (one: Claim, other: Claim | undefined): boolean =>
  one.owner === other?.owner && one.at === other.at;

/**
 * Of claims that no member seemed to hold, those that have not changed: the others have moved to another member between
 * the reads of claim and owner.
 */
export const unchangedAmong = async (db: Db, club: string, claims: readonly Claim[]): Promise<Claim[]> => {
  if (claims.length === 0) return [];
  const now = await readClaims(db, club, claims);
  return claims.filter((claim) => isSame(claim, now.get(identifierName(claim))));
};

/** Of these claims, those that no member holds and whose writer must be dead. */
export const orphansAmong = async (db: Db, claims: readonly Claim[], now: string): Promise<Claim[]> => {
  const old = claims.filter((claim) => leaseIsOver(claim, now));
  const owners = await readOwners(db, old);
  return old.filter((claim) => !isHeld(claim, owners.get(claim.owner)));
};

/** Free, or still exactly the orphan that was seen: no other writer took or renewed it meanwhile. */
const freeOrOrphanCondition = (orphan: Claim | undefined) =>
  orphan
    ? {
        ConditionExpression: '#owner = :owner AND #at = :at',
        ExpressionAttributeNames: { '#owner': 'owner', '#at': 'at' },
        ExpressionAttributeValues: { ':owner': orphan.owner, ':at': orphan.at },
      }
    : { ConditionExpression: 'attribute_not_exists(pk)' };

/** Takes a claim in a transaction; failed check: the identifier's name. */
export const claimWrite = (db: Db, claim: Claim, orphan?: Claim): TransactWrite => ({
  write: { Put: { TableName: db.table, Item: claimItem(claim), ...freeOrOrphanCondition(orphan) } },
  checkName: claim.identifier,
});

/** Deletes an orphan in a transaction, if it is as it was read; failed check: the identifier's name. */
export const deleteOrphanWrite = (db: Db, orphan: Claim): TransactWrite => {
  const { club, identifier, value } = orphan;
  const place = { TableName: db.table, Key: claimKey(club, identifier, value) };
  return { write: { Delete: { ...place, ...freeOrOrphanCondition(orphan) } }, checkName: identifier };
};

/** The check of a write that fails when a claim is not, or is, its owner's, against what was read. */
export const NOT_OWNED = 'not-owned';

type OwnedClaim = Omit<Claim, 'at'>;

/** A claim's place in the table, and the owner that a condition compares it with. */
const againstOwner = (db: Db, { club, identifier, value, owner }: OwnedClaim) => ({
  TableName: db.table,
  Key: claimKey(club, identifier, value),
  ExpressionAttributeNames: { '#owner': 'owner' },
  ExpressionAttributeValues: { ':owner': owner },
});

/** Releases a claim in a transaction, if it is still this owner's; failed check: `not-owned`. */
export const releaseWrite = (db: Db, claim: OwnedClaim): TransactWrite => ({
  write: { Delete: { ...againstOwner(db, claim), ConditionExpression: '#owner = :owner' } },
  checkName: NOT_OWNED,
});

/** A claim is still absent or another member's, as a part of a transaction; failed check: `not-owned`. */
export const notOwnedCheck = (db: Db, claim: OwnedClaim): TransactWrite => ({
  write: {
    ConditionCheck: {
      ...againstOwner(db, claim),
      ConditionExpression: 'attribute_not_exists(pk) OR #owner <> :owner',
    },
  },
  checkName: NOT_OWNED,
});
