import { readFileSync } from 'node:fs';
import { DescribeTableCommand, DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { issueClientToken } from '#shared/admin/issue-token.ts';
import { createClubFromFile, existingClub, updateClubFromFile } from '#shared/admin/save-club.ts';
import { findMemberSchema } from '#shared/data/clubs/clubs.ts';
import { createTable } from '#shared/data/table/create-table.ts';
import type { Db } from '#shared/data/table/db.ts';
import { TABLE } from '#shared/data/table/table-shape.ts';
import { newTable, OTHER_MALL } from './loyalty-process.ts';

const file = JSON.parse(readFileSync(OTHER_MALL, 'utf8'));
const now = new Date('2030-01-02T03:04:05.678Z');

let db: Db;
beforeAll(async () => {
  db = await newTable();
});

describe('saving clubs', () => {
  test('gives a slug to one of many who want it at the same time', async () => {
    const wishes = Array.from({ length: 8 }, () => createClubFromFile(db, { slug: 'wanted', file, now }));
    const results = await Promise.allSettled(wishes);
    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(7);
    for (const refusal of refused) expect(refusal).toMatchObject({ reason: { code: 'club_exists' } });
  });

  test('loses no update to another at the same time', async () => {
    await createClubFromFile(db, { slug: 'busy', file, now });
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) =>
        updateClubFromFile(db, { slug: 'busy', file: { ...file, name: `Name ${n}` }, now }),
      ),
    );
    const saved = results.filter(({ status }) => status === 'fulfilled').length;
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'club_changed' });
    expect(saved).toBeGreaterThan(0);
    expect(await existingClub(db, 'busy')).toMatchObject({ version: 1 + saved, schema_version: 1 });
  });

  test('keeps every version of the schema', async () => {
    const { member_schema } = file;
    await createClubFromFile(db, { slug: 'grown', file, now });
    const required = { ...member_schema, required: ['first_name'] };
    await updateClubFromFile(db, { slug: 'grown', file: { ...file, member_schema: required }, now });
    expect(await findMemberSchema(db, 'grown', 1)).toEqual(member_schema);
    expect(await findMemberSchema(db, 'grown', 2)).toEqual(required);
  });
});

describe('issuing tokens', () => {
  const params = {
    name: 'Demo',
    clubs: null,
    product: null,
    permits: ['BL:Api:Members:Get'],
    by: 'test',
    now,
  };

  test('takes a secret that was brought along, once', async () => {
    const secret = 'a1b2c3d4e5f6a7b8c9d0e1f2';
    expect(await issueClientToken(db, { ...params, secret })).toMatchObject({
      secret,
      token: { last4: 'e1f2' },
    });
    await expect(issueClientToken(db, { ...params, secret })).rejects.toMatchObject({
      code: 'secret_exists',
    });
  });

  test.for([
    { change: { secret: 'too short' }, code: 'secret_invalid' },
    { change: { name: '  ' }, code: 'name_invalid' },
    { change: { name: 'two\nlines' }, code: 'name_invalid' },
    { change: { permits: [] }, code: 'permits_missing' },
    { change: { clubs: ['no-mall'] }, code: 'club_unknown' },
  ])('refuses $change', async ({ change, code }) => {
    await expect(issueClientToken(db, { ...params, ...change })).rejects.toMatchObject({ code });
  });
});

describe('the table', () => {
  test('is created as its shape says, with stream, keys-only indexes and expiry', async () => {
    const TableName = `${db.table}-with-stream`;
    await createTable(db.doc, TableName);
    const { Table } = await db.doc.send(new DescribeTableCommand({ TableName }));
    expect(Table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
    expect(Table?.StreamSpecification).toMatchObject({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
    const indexes = Table?.GlobalSecondaryIndexes?.map((index) => [
      index.IndexName,
      index.Projection?.ProjectionType,
    ]);
    expect(indexes?.toSorted()).toEqual(
      Object.values(TABLE.indexes)
        .map(({ name }) => [name, 'KEYS_ONLY'])
        .toSorted(),
    );
    const { TimeToLiveDescription } = await db.doc.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(TimeToLiveDescription).toMatchObject({ AttributeName: TABLE.ttl, TimeToLiveStatus: 'ENABLED' });
  });

  test('is left alone when it exists', async () => {
    expect(await createTable(db.doc, db.table)).toBe(false);
  });
});
