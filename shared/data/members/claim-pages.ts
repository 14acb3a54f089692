import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Member } from '#shared/domain/members/member.ts';
import type { Db } from '../table/db.ts';
import { clubPrefix, type Key } from '../table/keys.ts';
import type { Item } from '../table/read.ts';
import { send } from '../table/send.ts';
import { CLAIM, type Claim, claimFromItem } from './claims.ts';
import { MEMBER_OR_TOMBSTONE, memberFromItem } from './member-item.ts';

/** Members and identifier claims of a part of the table, whatever their clubs. */
export interface ClaimPage {
  /** Items that were looked at, of all kinds. */
  readonly scanned: number;
  readonly members: readonly Member[];
  readonly claims: readonly Claim[];
  /** Where the next page begins; nothing after the last. */
  readonly next: Key | undefined;
}

interface PageOptions {
  readonly club?: string | undefined;
  /** The page begins behind this key, whether or not an item has it. */
  readonly from?: Key | undefined;
}

/** Items of all kinds in a page: with members of a few KB some hundred read units. */
export const PAGE_ITEMS = 500;

/** App tokens have claims of the same kind of key, and no identifier. */
const KINDS = {
  condition: '(#kind = :member OR (#kind = :claim AND attribute_exists(#identifier)))',
  names: { '#kind': 'kind', '#identifier': 'identifier' },
  values: { ':member': 'member', ':claim': 'claim' },
};

const filterOf = (club: string | undefined) => ({
  FilterExpression: club === undefined ? KINDS.condition : `${KINDS.condition} AND begins_with(#pk, :club)`,
  ExpressionAttributeNames: { ...KINDS.names, ...(club !== undefined && { '#pk': 'pk' }) },
  ExpressionAttributeValues: { ...KINDS.values, ...(club !== undefined && { ':club': clubPrefix(club) }) },
});

const keyOf = (item: Item | undefined): Key | undefined =>
  item && { pk: String(item['pk']), sk: String(item['sk']) };

/** One page of the table, strongly consistent, in the order of the table's own hash. */
export const readClaimPage = async (db: Db, { club, from }: PageOptions): Promise<ClaimPage> => {
  const page = await send(
    db,
    new ScanCommand({
      TableName: db.table,
      ConsistentRead: true,
      Limit: PAGE_ITEMS,
      ExclusiveStartKey: from && { ...from },
      ...filterOf(club),
    }),
  );
  const items = page.Items ?? [];
  return {
    scanned: page.ScannedCount ?? items.length,
    members: items.flatMap((item) => memberFromItem(MEMBER_OR_TOMBSTONE.match(item)) ?? []),
    claims: items.flatMap((item) => CLAIM.match(item) ?? []).map(claimFromItem),
    next: keyOf(page.LastEvaluatedKey),
  };
};
