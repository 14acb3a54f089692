import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from '#shared/data/table/db.ts';

interface ItemCounts {
  /** Member ids by `email:…` / `msisdn:…` as members hold them. */
  readonly holders: Map<string, number[]>;
  /** Owner by `email:…` / `msisdn:…` as claims say. */
  readonly claims: Map<string, number>;
  readonly members: number;
}

/** Everything the table holds of a club's members, for checking invariants. */
export const countItems = async (db: Db, club: string): Promise<ItemCounts> => {
  const holders = new Map<string, number[]>();
  const claims = new Map<string, number>();
  let members = 0;
  let from: Record<string, unknown> | undefined;
  do {
    const page = await db.doc.send(
      new ScanCommand({
        TableName: db.table,
        ConsistentRead: true,
        ExclusiveStartKey: from,
        FilterExpression: 'begins_with(pk, :club)',
        ExpressionAttributeValues: { ':club': `CLUB#${club}#` },
      }),
    );
    for (const item of page.Items ?? []) {
      if (item['kind'] === 'claim')
        claims.set(`${item['identifier']}:${item['value']}`, Number(item['owner']));
      if (item['kind'] !== 'member') continue;
      members += 1;
      for (const identifier of ['email', 'msisdn']) {
        if (item[identifier] === undefined) continue;
        const name = `${identifier}:${item[identifier]}`;
        holders.set(name, [...(holders.get(name) ?? []), Number(item['id'])]);
      }
    }
    from = page.LastEvaluatedKey;
  } while (from);
  return { holders, claims, members };
};

/** What is wrong with a census: two members with one identifier, a member without its claim, a claim without one. */
export const violations = ({ holders, claims }: ItemCounts): string[] => [
  ...[...holders].filter(([, ids]) => ids.length > 1).map(([name]) => `${name} has two members`),
  ...[...holders]
    .filter(([name, ids]) => claims.get(name) !== ids[0])
    .map(([name]) => `${name} is not claimed`),
  ...[...claims].filter(([name]) => !holders.has(name)).map(([name]) => `${name} is claimed by no member`),
];
