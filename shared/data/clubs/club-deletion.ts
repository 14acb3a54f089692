import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Club } from '#shared/domain/clubs/club.ts';
import { remove, runStatements } from '../table/batch-statements.ts';
import type { Db } from '../table/db.ts';
import { clubKey, clubPrefix, clubRegisterKey, type Key } from '../table/keys.ts';
import { send } from '../table/send.ts';
import { transact } from '../table/transact.ts';

/** Whether the table is one that a stage keeps: the CDK protects it from deletion (`infra/stacks/data.ts`). */
export const isProtected = async (db: Db): Promise<boolean> => {
  const { Table } = await db.doc.send(new DescribeTableCommand({ TableName: db.table }));
  return Table?.DeletionProtectionEnabled ?? false;
};

/**
 * Removes the club and its line in the register: functions stop to know it within the directory's lifetime.
 * @returns false when the club has changed since it was read
 */
export const removeClub = async (db: Db, { slug, version }: Club): Promise<boolean> => {
  const asSeen = { ConditionExpression: 'version = :seen', ExpressionAttributeValues: { ':seen': version } };
  const failedChecks = await transact(db, [
    { write: { Delete: { TableName: db.table, Key: clubKey(slug), ...asSeen } }, checkName: 'changed' },
    { write: { Delete: { TableName: db.table, Key: clubRegisterKey(slug) } } },
  ]);
  return failedChecks.length === 0;
};

/** Keys of everything of a club, by a scan of the whole table; of one kind where it is named. */
export async function* scanClubKeys(db: Db, slug: string, kind?: 'member'): AsyncGenerator<readonly Key[]> {
  let from: Record<string, unknown> | undefined;
  do {
    const page = await send(
      db,
      new ScanCommand({
        TableName: db.table,
        ConsistentRead: true,
        ExclusiveStartKey: from,
        FilterExpression: `(#pk = :club OR begins_with(#pk, :below))${kind ? ' AND #kind = :kind' : ''}`,
        ExpressionAttributeNames: { '#pk': 'pk', ...(kind && { '#kind': 'kind' }) },
        ExpressionAttributeValues: {
          ':club': clubKey(slug).pk,
          ':below': clubPrefix(slug),
          ...(kind && { ':kind': kind }),
        },
        ProjectionExpression: 'pk, sk',
      }),
    );
    yield (page.Items ?? []).map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
    from = page.LastEvaluatedKey;
  } while (from);
}

/** Removes items by key. */
export const removeItems = async (db: Db, keys: readonly Key[]): Promise<void> => {
  await runStatements(
    db,
    keys.map((key) => remove(db, { ...key }, {})),
  );
};
