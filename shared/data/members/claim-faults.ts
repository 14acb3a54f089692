import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { identifiersOf, type Member } from '#shared/domain/members/member.ts';
import type { Db } from '../table/db.ts';
import { type Key, memberKey, memberShards } from '../table/keys.ts';
import { send } from '../table/send.ts';
import { TABLE } from '../table/table-shape.ts';
import type { ClaimPage } from './claim-pages.ts';
import {
  type Claim,
  type IdentifierValue,
  identifierName,
  identifierValues,
  isHeld,
  leaseIsOver,
  readClaims,
  readOwners,
} from './claims.ts';
import { MEMBER_OR_TOMBSTONE, memberFromItem } from './member-item.ts';

/**
 * What can be wrong with a value: `missing`, its holder has no claim; `misplaced`, the claim names a member that does
 * not hold it, while another one does; `orphan`, no member holds it; `twins`, several do.
 */
export type ClaimFault = 'missing' | 'misplaced' | 'orphan' | 'twins';

/** An identifier of a club that may be wrong, with the member whose record contains it. */
interface SuspectedFault extends IdentifierValue {
  readonly club: string;
  /** Absent where the check began with the claim. */
  readonly member?: number;
}

export interface ClaimFinding extends SuspectedFault {
  readonly fault: ClaimFault;
  readonly claim: Claim | undefined;
  /** The members that hold the value, by id. */
  readonly holders: readonly Member[];
}

/** `under-way`: a claim without its member, too young to be an orphan. */
type SuspectCheck = 'sound' | 'under-way' | ClaimFinding;

const suspectedIn = async (
  db: Db,
  club: string,
  members: readonly Member[],
  claims: readonly Claim[],
): Promise<SuspectedFault[]> => {
  const held = members.flatMap(({ id, properties }) =>
    identifierValues(identifiersOf(properties)).map((wanted) => ({ club, member: id, ...wanted })),
  );
  const [found, owners] = await Promise.all([readClaims(db, club, held), readOwners(db, claims)]);
  return [
    ...held.filter((suspect) => found.get(identifierName(suspect))?.owner !== suspect.member),
    ...claims
      .filter((claim) => !isHeld(claim, owners.get(claim.owner)))
      .map(({ identifier, value }) => ({ club, identifier, value })),
  ];
};

/** What seems wrong in a page, writes in progress included. */
export const findSuspectedFaults = async (
  db: Db,
  { members, claims }: ClaimPage,
): Promise<SuspectedFault[]> => {
  const clubs = [...new Set([...members, ...claims].map(({ club }) => club))];
  const of = <T extends { readonly club: string }>(all: readonly T[], club: string) =>
    all.filter((one) => one.club === club);
  const suspects = await Promise.all(
    clubs.map((club) => suspectedIn(db, club, of(members, club), of(claims, club))),
  );
  return suspects.flat();
};

const INDEXES = { email: TABLE.indexes.byEmail, msisdn: TABLE.indexes.byMsisdn } as const;

const keysInShard = async (db: Db, shard: string, { identifier, value }: IdentifierValue): Promise<Key[]> => {
  const index = INDEXES[identifier];
  const { Items = [] } = await send(
    db,
    new QueryCommand({
      TableName: db.table,
      IndexName: index.name,
      KeyConditionExpression: '#shard = :shard AND #value = :value',
      ExpressionAttributeNames: { '#shard': index.partitionKey, '#value': index.sortKey },
      ExpressionAttributeValues: { ':shard': shard, ':value': value },
    }),
  );
  return Items.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
};

/** Members that hold a value: the index names them, strong reads confirm. @param known ids that it may miss */
const readHolders = async (db: Db, suspect: SuspectedFault, known: readonly number[]): Promise<Member[]> => {
  const { club, identifier, value } = suspect;
  const listed = await Promise.all(memberShards(club).map((shard) => keysInShard(db, shard, suspect)));
  const items = await MEMBER_OR_TOMBSTONE.findAll(db, [
    ...listed.flat(),
    ...known.map((id) => memberKey(club, id)),
  ]);
  return items
    .flatMap((item) => memberFromItem(item) ?? [])
    .filter(({ properties }) => identifiersOf(properties)[identifier] === value)
    .sort((a, b) => a.id - b.id);
};

const faultOf = (holders: readonly Member[], claim: Claim | undefined): ClaimFault | undefined => {
  if (holders.length > 1) return 'twins';
  if (holders.length === 0) return claim && 'orphan';
  if (holders[0]?.id === claim?.owner) return undefined;
  return claim ? 'misplaced' : 'missing';
};

const readClaim = async (db: Db, suspect: SuspectedFault): Promise<Claim | undefined> =>
  (await readClaims(db, suspect.club, [suspect])).get(identifierName(suspect));

/**
 * Reads a suspect again, strongly: its claim, all members that hold the value, and the claim once more. A claim that
 * has changed between the reads is a write in progress.
 */
export const checkSuspectedFault = async (
  db: Db,
  suspect: SuspectedFault,
  now: string,
): Promise<SuspectCheck> => {
  const claim = await readClaim(db, suspect);
  const known = [claim?.owner, suspect.member].filter((id) => id !== undefined);
  const holders = await readHolders(db, suspect, known);
  const again = await readClaim(db, suspect);
  if (claim?.owner !== again?.owner || claim?.at !== again?.at) return 'under-way';
  const isOwned = holders.some(({ id }) => id === claim?.owner);
  if (claim && !isOwned && !leaseIsOver(claim, now)) return 'under-way';
  const fault = faultOf(holders, claim);
  return fault ? { ...suspect, fault, claim, holders } : 'sound';
};

/** A whole check meets a finding at its claim and at each of its holders: one of these is its place. */
export const isReportedHere = ({ member, claim, holders }: ClaimFinding): boolean => {
  const isOwned = holders.some(({ id }) => id === claim?.owner);
  if (claim && !isOwned) return member === undefined;
  return member === holders.find(({ id }) => id !== claim?.owner)?.id;
};
