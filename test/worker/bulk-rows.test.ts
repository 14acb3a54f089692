import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { processRows } from '#shared/bulk/rows/process-rows.ts';
import { identifiersFor, type Row, type RowContext } from '#shared/bulk/rows/row.ts';
import { claimStatement, releaseStatement } from '#shared/bulk/rows/take-claims.ts';
import { type Claim, claimItem } from '#shared/data/members/claims.ts';
import { runStatements } from '#shared/data/table/batch-statements.ts';
import type { BulkMember } from '#shared/domain/bulk/bulk-request.ts';
import { RetryLater } from '#shared/errors.ts';
import { person } from '../support/bulk.ts';
import { countItems, violations } from '../support/count-items.ts';
import { kindsOf, LATER, NOW, rowContext, rowsOf } from '../support/rows.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let club: string;
beforeEach(async () => {
  world = await createWorld();
  club = world.club.slug;
});

const contextOf = (more: Parameters<typeof rowContext>[1] = {}): RowContext => rowContext(world, more);

const rowsFrom = (payloads: readonly BulkMember[], firstId = 1): Row[] =>
  rowsOf(contextOf(), payloads, firstId);

const all = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('time', () => {
  const counted = async (payloads: readonly BulkMember[], firstId: number): Promise<number> => {
    let checks = 0;
    const checkTime = () => {
      checks += 1;
    };
    const context = contextOf({ checkTime });
    await processRows(context, rowsFrom(payloads, firstId), true);
    return checks;
  };

  it('is checked before each batch and each hash, for new members and for known ones', async () => {
    const people = Array.from({ length: 28 }, (_, n) => person(n));
    const withSome = (password: string) =>
      people.map((one, n) => (n % 4 === 0 ? { ...one, password: `${password}-${n}` } : one));
    // Batches of 25 where a row has a password, and of a hundred where none has; seven hashes.
    expect(await counted(withSome('secret'), 1)).toBe(2 + 7);
    expect(await counted(withSome('other'), 101)).toBe(2 + 7);
    expect(await counted(people, 201)).toBe(1);
  });

  it('ends between two hashes with what is done, and the rest follows', async () => {
    const rows = rowsFrom(Array.from({ length: 27 }, (_, n) => ({ ...person(n), password: `secret-${n}` })));
    let left = 27;
    const checkTime = () => {
      left -= 1;
      if (left < 0) throw new RetryLater('Time is up');
    };
    await expect(processRows(contextOf({ checkTime }), rows, true)).rejects.toThrow(RetryLater);
    expect((await countItems(world.db, club)).members).toBe(25);
    expect(kindsOf(await processRows(contextOf(), rows, false))).toEqual(all(27, 'created'));
    expect(violations(await countItems(world.db, club))).toEqual([]);
  });
});

describe('a chunk that another delivery may have', () => {
  /** Fails from the given check on. */
  const closedAt = (at: number) => {
    let checks = 0;
    return async () => {
      checks += 1;
      if (checks >= at) throw new RetryLater('The lease is over');
    };
  };

  it.each([
    [1, 0],
    [2, 2],
  ])('creates no member after check %i, and has taken %i claims', async (at, claims) => {
    await expect(
      processRows(contextOf({ checkOpen: closedAt(at) }), rowsFrom([person(1)]), true),
    ).rejects.toThrow(RetryLater);
    const found = await countItems(world.db, club);
    expect([found.members, found.claims.size]).toEqual([0, claims]);
  });

  it('changes no member', async () => {
    await processRows(contextOf(), rowsFrom([person(1)]), true);
    const changed = rowsFrom([person(1, { first_name: 'Other' })], 101);
    const context = contextOf({ checkOpen: closedAt(1) });
    await expect(processRows(context, changed, true)).rejects.toThrow(RetryLater);
    expect(kindsOf(await processRows(contextOf(), changed, true))).toEqual(['updated']);
  });

  it('gives no claim back', async () => {
    await processRows(contextOf(), rowsFrom([person(1)]), true);
    const [row] = rowsFrom([{ properties: { ...person(1).properties, email: 'new@example.com' } }]);
    const own: Row = { ...(row as Row), id: 7, name: 'row/7' };
    const claim: Claim = { club, identifier: 'email', value: 'new@example.com', owner: 7, at: NOW };
    await world.db.doc.send(new PutCommand({ TableName: world.db.table, Item: { ...claimItem(claim) } }));
    await expect(processRows(contextOf({ checkOpen: closedAt(1) }), [own], false)).rejects.toThrow(
      RetryLater,
    );
    expect((await countItems(world.db, club)).claims.get('email:new@example.com')).toBe(7);
    expect(kindsOf(await processRows(contextOf(), [own], false))).toEqual(['updated']);
    const found = await countItems(world.db, club);
    expect([found.claims.get('email:new@example.com'), violations(found)]).toEqual([1, []]);
  });

  it('is not asked about where nothing is to be written', async () => {
    await processRows(contextOf(), rowsFrom([person(1)]), true);
    const checkOpen = closedAt(1);
    const options = { only_create: true };
    const rows = rowsFrom([person(1), { properties: { email: 'no e-mail' } }], 101);
    expect(kindsOf(await processRows(contextOf({ checkOpen, options }), rows, true))).toEqual([
      'skipped',
      'invalid',
    ]);
  });
});

describe('two deliveries of one row', () => {
  it('make one member with its claims, wherever the second is', async () => {
    const rows = rowsFrom([person(1)]);
    for (const at of [1, 2]) {
      let checks = 0;
      const checkOpen = async () => {
        checks += 1;
        if (checks === at) await processRows(contextOf(), rows, false);
      };
      expect(kindsOf(await processRows(contextOf({ checkOpen }), rows, true))).toEqual(['created']);
      const found = await countItems(world.db, club);
      expect([at, found.members, violations(found)]).toEqual([at, 1, []]);
    }
  });

  it('give back what the member no longer has when the second comes late', async () => {
    const [first] = rowsFrom([{ properties: { email: 'a@example.com', first_name: 'A', last_name: 'B' } }]);
    await processRows(contextOf(), [first as Row], true);
    const moved = { properties: { msisdn: '4740000001', first_name: 'A', last_name: 'B' } };
    const member = { ...moved, properties: { ...moved.properties, email: 'a@example.com' } };
    await processRows(contextOf(), rowsFrom([member], 101), true);
    const renamed = { properties: { ...moved.properties, email: 'b@example.com' } };
    const options = { only_create: false, update_by: 'msisdn' as const };
    const byNumber = contextOf({ options });
    const [change] = rowsFrom([renamed], 201).map((row) => ({
      ...row,
      ...identifiersFor(row.payload, byNumber),
    }));
    expect(kindsOf(await processRows(byNumber, [change as Row], true))).toEqual(['updated']);

    expect(kindsOf(await processRows(contextOf(), [first as Row], true))).toEqual(['created']);
    const found = await countItems(world.db, club);
    expect([[...found.claims.keys()].toSorted(), violations(found)]).toEqual([
      ['email:b@example.com', 'msisdn:4740000001'],
      [],
    ]);
  });
});

describe('a row whose identifier another writer is taking', () => {
  const claimed = (at: string) => {
    const claim: Claim = { club, identifier: 'email', value: 'p1@example.com', owner: 999, at };
    return world.db.doc.send(new PutCommand({ TableName: world.db.table, Item: { ...claimItem(claim) } }));
  };

  it('is looked up six times, and is left for another delivery', async () => {
    await claimed(NOW);
    let rounds = 0;
    const checkTime = () => {
      rounds += 1;
    };
    const context = contextOf({ checkTime });
    await expect(processRows(context, rowsFrom([person(1)]), true)).rejects.toThrow('Rows are left');
    expect(rounds).toBe(6);
    expect((await countItems(world.db, club)).members).toBe(0);
  });

  it('takes it when that writer is dead', async () => {
    await claimed(NOW);
    const outcomes = await processRows(contextOf({ now: () => LATER }), rowsFrom([person(1)]), true);
    expect(kindsOf(outcomes)).toEqual(['created']);
    expect(violations(await countItems(world.db, club))).toEqual([]);
  });
});

describe('a claim of a row', () => {
  const claim = (more: Partial<Claim> = {}): Claim => ({
    club,
    identifier: 'email',
    value: 'p1@example.com',
    owner: 1,
    at: NOW,
    ...more,
  });
  const stored = (one: Claim) =>
    world.db.doc.send(new PutCommand({ TableName: world.db.table, Item: { ...claimItem(one) } }));
  const run = (statement: ReturnType<typeof releaseStatement>) => runStatements(world.db, [statement]);

  it.each([{ owner: 2 }, { at: LATER }])(
    'is neither released nor taken over as another: %j',
    async (other) => {
      await stored(claim());
      expect(await run(releaseStatement(world.db, claim(other)))).toEqual(['refused']);
      expect(await run(claimStatement(world.db, claim({ owner: 3 }), claim(other)))).toEqual(['refused']);
      expect(await run(claimStatement(world.db, claim({ owner: 3 }), undefined))).toEqual(['refused']);
      expect(await run(claimStatement(world.db, claim({ owner: 3, at: LATER }), claim()))).toEqual(['done']);
      expect(await run(releaseStatement(world.db, claim({ owner: 3, at: LATER })))).toEqual(['done']);
    },
  );
});
