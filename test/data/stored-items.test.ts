import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimItem } from '#shared/data/members/claims.ts';
import { MEMBER, memberItem } from '#shared/data/members/member-item.ts';
import { findMember, findMemberBy } from '#shared/data/members/members.ts';
import type { Db } from '#shared/data/table/db.ts';
import { memberKey } from '#shared/data/table/keys.ts';
import { describeFailure } from '#shared/ports/failures.ts';
import { storedClub } from '../support/clubs.ts';
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
const EMAIL = 'kari#1@example.com';
const put = (Item: Record<string, unknown>) => db.doc.send(new PutCommand({ TableName: db.table, Item }));
const stored = () => memberItem(plainMember({ id: 1, club, properties: { email: EMAIL }, now }));
const failureOf = (read: Promise<unknown>) =>
  read.then(
    () => undefined,
    (error: unknown) => describeFailure(error),
  );

describe('an item', () => {
  it.each([
    ['of the first stage', { v: 1 }],
    ['without a version', { v: undefined }],
  ])('%s is read', async (_, change) => {
    await put({ ...stored(), ...change });
    expect(await findMember(db, club, 1)).toMatchObject({ id: 1, club, properties: { email: EMAIL } });
  });

  it.each([
    ['of a newer version', { v: 2 }],
    ['of another kind', { kind: 'session' }],
    ['without a kind', { kind: undefined }],
  ])('%s fails with its key, kind and version', async (_, change) => {
    const item = { ...stored(), ...change };
    await put(item);
    expect(await failureOf(findMember(db, club, 1))).toMatchObject({
      causes: ['UnreadableItem'],
      item: {
        key: `CLUB#${club}#MEMBER#1 MEMBER`,
        kind: item.kind,
        v: item.v,
        expected: ['member', 'tombstone'],
      },
      permanent: true,
    });
  });

  it('is named in the log without the identifier in its key', async () => {
    await put({ ...claimItem({ club, identifier: 'email', value: EMAIL, owner: 1, at: now }), v: 9 });
    const failure = await failureOf(findMemberBy(db, club, 'email', EMAIL));
    expect(failure).toMatchObject({ item: { key: `CLUB#${club}#EMAIL#… CLAIM`, kind: 'claim', v: 9 } });
    expect(JSON.stringify(failure)).not.toContain('example.com');
  });

  it('in an image of the stream is skipped where it is of another kind, and checked where it is not', () => {
    expect(MEMBER.match({ ...memberKey(club, 1), kind: 'tombstone', v: 9 })).toBeUndefined();
    expect(MEMBER.match(stored())?.id).toBe(1);
    expect(() => MEMBER.match({ ...stored(), v: 9 })).toThrow(/cannot read/);
  });
});
