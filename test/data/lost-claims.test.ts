import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Claim, claimItem } from '#shared/data/members/claims.ts';
import { createMember, removeMember, replaceWrite, updateMember } from '#shared/data/members/members.ts';
import { repairClaim } from '#shared/data/members/repair-claim.ts';
import { remove, runStatements } from '#shared/data/table/batch-statements.ts';
import type { Db } from '#shared/data/table/db.ts';
import { claimKey } from '#shared/data/table/keys.ts';
import { readItem } from '#shared/data/table/read.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { storedClub } from '../support/clubs.ts';
import { beforeTransactions } from '../support/concurrent-writes.ts';
import { openTestDb } from '../support/db.ts';
import { plainMember, removal } from '../support/plain-member.ts';

/** A member that has lost one of its claims keeps the right to the others. */

let db: Db;
let club: string;
beforeAll(async () => {
  db = await openTestDb();
});
beforeEach(async () => {
  club = (await storedClub(db)).slug;
});

const now = '2026-01-01T00:00:00.000Z';
const later = '2026-01-01T01:00:00.000Z';
const EMAIL = 'a@example.com';
const MSISDN = '4740000001';

const member = (more: Partial<Member> = {}): Member => ({
  ...plainMember({ id: 1, club, properties: { email: EMAIL, msisdn: MSISDN }, now }),
  ...more,
});
const claim = (owner: number, at = now): Claim => ({ club, identifier: 'email', value: EMAIL, owner, at });
const put = (Item: Record<string, unknown>) => db.doc.send(new PutCommand({ TableName: db.table, Item }));
const ownerOf = async (identifier: 'email' | 'msisdn', value: string) =>
  (await readItem(db, claimKey(club, identifier, value)))?.['owner'];
const forget = (identifier: 'email' | 'msisdn', value: string, owner: number) =>
  runStatements(db, [remove(db, { ...claimKey(club, identifier, value) }, { owner })]);

/** A member without the claim of its number. */
const damaged = async (): Promise<Member> => {
  await createMember(db, member());
  await forget('msisdn', MSISDN, 1);
  return member();
};

describe('a member without one of its claims', () => {
  it('releases the other one when it is removed', async () => {
    expect(await removeMember(db, await damaged(), removal(later))).toBe(true);
    expect(await ownerOf('email', EMAIL)).toBeUndefined();
  });

  it('releases the other one when it moves, and leaves what another member has claimed', async () => {
    const before = await damaged();
    await put({ ...claimItem(claim(9)), ...claimKey(club, 'msisdn', MSISDN), identifier: 'msisdn' });
    const after = { ...before, properties: { email: 'z@example.com', msisdn: '4740000002' }, version: 2 };
    expect(await updateMember(db, before, after)).toEqual({ outcome: 'written' });
    expect(await ownerOf('email', EMAIL)).toBeUndefined();
    expect(await ownerOf('msisdn', MSISDN)).toBe(9);
    expect(await ownerOf('msisdn', '4740000002')).toBe(1);
  });

  it('is stale when the claim is repaired meanwhile', async () => {
    const before = await damaged();
    const slow = () => {
      let transactions = 0;
      return beforeTransactions(db, async () => {
        transactions += 1;
        const own = { ...claimItem(claim(1)), ...claimKey(club, 'msisdn', MSISDN), identifier: 'msisdn' };
        if (transactions === 2) await put(own);
      });
    };
    const after = { ...before, properties: { email: EMAIL }, version: 2 };
    expect(await updateMember(slow(), before, after)).toEqual({ outcome: 'stale' });
    await forget('msisdn', MSISDN, 1);
    expect(await removeMember(slow(), before, removal(later))).toBe(false);
    expect(await ownerOf('email', EMAIL)).toBe(1);
    expect(await removeMember(db, before, removal(later))).toBe(true);
    expect(await ownerOf('msisdn', MSISDN)).toBeUndefined();
  });
});

it('a claim that is released after the failed check is taken', async () => {
  await put(claimItem(claim(9, later)));
  let isFreed = false;
  const doc = new Proxy(db.doc, {
    get: (target, name) =>
      name !== 'send'
        ? Reflect.get(target, name)
        : async (command: object) => {
            if (command.constructor.name === 'BatchGetCommand' && !isFreed) {
              isFreed = true;
              await forget('email', EMAIL, 9);
            }
            return target.send(command as never);
          },
  }) as DynamoDBDocumentClient;
  expect(await createMember({ ...db, doc }, member())).toEqual([]);
  expect([isFreed, await ownerOf('email', EMAIL)]).toEqual([true, 1]);
});

it('an orphan is freed as it was read only: of that owner, from that time', async () => {
  const finding = {
    fault: 'orphan',
    club,
    identifier: 'email',
    value: EMAIL,
    claim: claim(9),
    holders: [],
  } as unknown as Parameters<typeof repairClaim>[1];
  for (const other of [claim(8), claim(9, later)]) {
    await put(claimItem(other));
    expect(await repairClaim(db, finding, later)).toBe(false);
    expect(await ownerOf('email', EMAIL)).toBe(other.owner);
  }
  await put(claimItem(claim(9)));
  expect(await repairClaim(db, finding, later)).toBe(true);
  expect(await ownerOf('email', EMAIL)).toBeUndefined();
  expect(await repairClaim(db, { ...finding, claim: undefined }, later)).toBe(false);
});

it('a part of a transaction that changes a member changes what was read only', async () => {
  await createMember(db, member());
  const change = (version: number) =>
    transact(db, [replaceWrite(db, member({ version: version - 1 }), member({ version }))]);
  expect(await change(2)).toEqual([]);
  expect(await change(2)).toEqual(['stale']);
});
