import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimItem } from '#shared/data/members/claims.ts';
import { removeDeviceWrite } from '#shared/data/members/devices.ts';
import { createMember, findMember } from '#shared/data/members/members.ts';
import type { Db } from '#shared/data/table/db.ts';
import { claimKey, memberKey } from '#shared/data/table/keys.ts';
import { readItem } from '#shared/data/table/read.ts';
import { type TransactWrite, transact } from '#shared/data/table/transact.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { storedClub } from '../support/clubs.ts';
import { beforeTransactions } from '../support/concurrent-writes.ts';
import { openTestDb } from '../support/db.ts';
import { plainMember } from '../support/plain-member.ts';

let db: Db;
let club: string;
beforeAll(async () => {
  db = await openTestDb();
});
beforeEach(async () => {
  club = (await storedClub(db)).slug;
});

const now = '2026-01-01T00:00:00.000Z';
const long = '2025-01-01T00:00:00.000Z';

const member = (id: number, email: string): Member =>
  plainMember({
    id,
    club,
    properties: { email },
    now,
  });

describe('a transaction', () => {
  /** AWS takes one step an item. */
  const failing = (id = 404): TransactWrite => ({
    write: {
      ConditionCheck: {
        TableName: db.table,
        Key: memberKey(club, id),
        ConditionExpression: 'attribute_exists(pk)',
      },
    },
  });
  const put = (id: number): TransactWrite => ({
    write: { Put: { TableName: db.table, Item: { ...memberKey(club, id), kind: 'test' } } },
  });

  it('that is refused by a step without a name has not succeeded', async () => {
    await expect(transact(db, [put(1), failing()])).rejects.toMatchObject({
      name: 'TransactionCanceledException',
    });
    expect(await readItem(db, memberKey(club, 1))).toBeUndefined();
  });

  it('tells the names of the refused steps that have one', async () => {
    expect(await transact(db, [put(1), failing(), { ...failing(405), checkName: 'gone' }])).toEqual(['gone']);
  });
});

describe('an orphan claim', () => {
  it('that its writer renewed after it was seen is not taken over by a new member', async () => {
    const orphan = { club, identifier: 'email' as const, value: 'a@example.com', owner: 7 };
    await db.doc.send(new PutCommand({ TableName: db.table, Item: claimItem({ ...orphan, at: long }) }));
    let transactions = 0;
    const slow = beforeTransactions(db, async () => {
      transactions += 1;
      // The first finds the claim; before the second, which would take it over, its writer is back.
      if (transactions === 2)
        await db.doc.send(new PutCommand({ TableName: db.table, Item: claimItem({ ...orphan, at: now }) }));
    });
    expect(await createMember(slow, member(1, 'a@example.com'))).toEqual(['email']);
    expect(transactions).toBe(2);
    expect(await findMember(db, club, 1)).toBeUndefined();
    expect(await readItem(db, claimKey(club, 'email', 'a@example.com'))).toMatchObject({ owner: 7, at: now });
  });
});

describe('a device', () => {
  const device = {
    token: 't',
    platform: 'android' as const,
    installation: null,
    firebase_project: null,
    session: null,
    endpoint: null,
    registered_at: now,
  };

  it('is not taken from a member that was changed since it was read', async () => {
    const seen = { ...member(1, 'a@example.com'), devices: [device] };
    await createMember(db, seen);
    await db.doc.send(
      new UpdateCommand({
        TableName: db.table,
        Key: memberKey(club, 1),
        UpdateExpression: 'ADD version :one',
        ExpressionAttributeValues: { ':one': 1 },
      }),
    );
    expect(await transact(db, [removeDeviceWrite(db, seen, 't')])).toEqual(['stale']);
    const kept = await findMember(db, club, 1);
    expect([kept?.version, kept?.devices.length]).toEqual([2, 1]);
    // Its writers notice that a device is gone.
    expect(await transact(db, [removeDeviceWrite(db, { ...seen, version: 2 }, 't')])).toEqual([]);
    const lost = await findMember(db, club, 1);
    expect([lost?.version, lost?.devices.length]).toEqual([3, 0]);
  });
});
