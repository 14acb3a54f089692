import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { processRows } from '#shared/bulk/rows/process-rows.ts';
import { targetOf } from '#shared/bulk/rows/row.ts';
import { type Claim, claimItem } from '#shared/data/members/claims.ts';
import { findMember, removeMember } from '#shared/data/members/members.ts';
import { RetryLater } from '#shared/errors.ts';
import { person } from '../support/bulk.ts';
import { damager } from '../support/claim-damage.ts';
import { afterCall } from '../support/concurrent-writes.ts';
import { countItems, violations } from '../support/count-items.ts';
import { removal } from '../support/plain-member.ts';
import { kindsOf, LATER, NOW, rowContext, rowsOf } from '../support/rows.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let club: string;
beforeEach(async () => {
  world = await createWorld();
  club = world.club.slug;
});

const put = (claim: Omit<Claim, 'club'>) =>
  world.db.doc.send(
    new PutCommand({ TableName: world.db.table, Item: { ...claimItem({ club, ...claim }) } }),
  );

/** Lets something happen at the n-th check before a write. */
const atCheck = (at: number, happens: () => Promise<unknown>) => {
  let checks = 0;
  return async () => {
    checks += 1;
    if (checks === at) await happens();
  };
};

const found = async () => {
  const counted = await countItems(world.db, club);
  return {
    members: counted.members,
    claims: [...counted.claims.keys()].toSorted(),
    wrong: violations(counted),
  };
};

describe('a new member', () => {
  it('gives the claims back that it got when another takes the other one meanwhile', async () => {
    const checkOpen = atCheck(1, () =>
      put({ identifier: 'msisdn', value: '4740000001', owner: 999, at: NOW }),
    );
    const context = rowContext(world, { checkOpen });
    await expect(processRows(context, rowsOf(context, [person(1)]), true)).rejects.toThrow(RetryLater);
    expect(await found()).toMatchObject({ members: 0, claims: ['msisdn:4740000001'] });
  });

  it('that is removed before its row comes again stays so, and nothing of it is claimed', async () => {
    const context = rowContext(world);
    const rows = rowsOf(context, [person(1)]);
    await processRows(context, rows, true);
    const member = await findMember(world.db, club, 1);
    if (!member) throw new Error('No member');
    await removeMember(world.db, member, removal(NOW));
    expect(kindsOf(await processRows(context, rows, true))).toEqual(['created']);
    expect(await found()).toEqual({ members: 0, claims: [], wrong: [] });
  });
});

describe('a member that its row moves', () => {
  it('is looked up again when it changes meanwhile', async () => {
    const context = rowContext(world);
    await processRows(context, rowsOf(context, [person(1)]), true);
    const moved = { properties: { ...person(1).properties, email: 'new@example.com' } };
    const rename = rowsOf(context, [person(1, { first_name: 'Other' })], 201);
    const checkOpen = atCheck(1, () => processRows(context, rename, true));
    const byNumber = rowContext(world, { checkOpen, options: { update_by: 'msisdn' } });
    expect(kindsOf(await processRows(byNumber, rowsOf(byNumber, [moved], 101), true))).toEqual(['updated']);
    const member = await findMember(world.db, club, 1);
    expect(member?.properties).toMatchObject({ email: 'new@example.com', first_name: 'P' });
    expect((await found()).wrong).toEqual([]);
  });
});

describe('a row that only changes a member', () => {
  const EMAIL = 'p1@example.com';
  const orphan = (at: string) => put({ identifier: 'email', value: EMAIL, owner: 999, at });
  const byEmail = (more: Parameters<typeof rowContext>[1] = {}) =>
    rowContext(world, { options: { update_by: 'email' }, ...more });

  it('waits while another writer is making its member', async () => {
    await orphan(NOW);
    const context = byEmail();
    await expect(processRows(context, rowsOf(context, [person(1)]), true)).rejects.toThrow(RetryLater);
  });

  it('finds none where the writer of the claim is dead, and others find theirs', async () => {
    const plain = rowContext(world);
    await processRows(plain, rowsOf(plain, [person(2)]), true);
    await orphan(NOW);
    const context = byEmail({ now: () => LATER });
    const rows = rowsOf(context, [person(1), person(2, { first_name: 'Other' }), person(3)], 101);
    const outcomes = await processRows(context, rows, true);
    expect(kindsOf(outcomes)).toEqual(['invalid', 'updated', 'invalid']);
    expect(outcomes.get(0)).toEqual(outcomes.get(2));
  });

  it.each([2, 3])('finds the member to whom the claim moves after call %i', async (at) => {
    await orphan(NOW);
    const db = afterCall(world.db, at, async () => {
      await damager(world.db, club).member(5, EMAIL, LATER);
      await put({ identifier: 'email', value: EMAIL, owner: 5, at: LATER });
    });
    const context = byEmail({ db, now: () => LATER });
    const rows = rowsOf(context, [person(1, { msisdn: undefined, first_name: 'Other' })], 101);
    const wait = processRows(context, rows, true);
    if (at === 2) expect(kindsOf(await wait)).toEqual(['updated']);
    else expect(kindsOf(await wait)).toEqual(['invalid']);
  });
});

it('a row is matched by the identifiers of its club first', async () => {
  const schema = world.club.member_schema;
  world = await createWorld({ member_schema: { ...schema, identifiers: ['msisdn'] } });
  club = world.club.slug;
  const context = rowContext(world);
  await processRows(context, rowsOf(context, [person(1), person(2)]), true);
  const both = { properties: { ...person(2).properties, email: person(1).properties.email } };
  // Its number is member 2's, its e-mail member 1's: the former is changed, and may not have the latter.
  expect(kindsOf(await processRows(context, rowsOf(context, [both], 101), true))).toEqual(['invalid']);
  const free = { properties: { ...person(2).properties, email: 'new@example.com' } };
  expect(kindsOf(await processRows(context, rowsOf(context, [free], 201), true))).toEqual(['updated']);
  expect((await found()).members).toBe(2);
});

it.each([[[5]], [{ toString: () => '5' }], [true], [null], ['05'], [0]])('%j names no member', (id) => {
  const [row] = rowsOf(rowContext(world), [{ properties: {}, id }]);
  expect(row && targetOf(row)).toBeUndefined();
});
