import { expect, it } from 'vitest';
import { predictedRows } from '#shared/bulk/rows/predicted-rows.ts';
import { heldAmong, type RowTable, storedRows } from '#shared/bulk/rows/row-table.ts';
import { type Claim, identifierName } from '#shared/data/members/claims.ts';
import { memberFromItem } from '#shared/data/members/member-item.ts';
import { dbOf } from '#shared/data/table/db.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { processPlatform } from '#shared/platform.ts';
import { clientThrough, Model } from '../simulation/dynamodb/model.ts';
import { plainMember } from '../support/plain-member.ts';
import fc from '../support/property.ts';

/**
 * A dry run may predict what the rows of a run will find: the same calls, in the same order, must have the same answers
 * on the table and on its prediction, whatever of them was written before.
 */

const CLUB = 'a-club';
const IDS = [1, 2, 3];
const VALUES = [
  { identifier: 'email', value: 'a@b.no' },
  { identifier: 'email', value: 'c@d.no' },
  { identifier: 'msisdn', value: '4740000001' },
] as const;
/** Older than a lease, so that a claim without a member is an orphan. */
const timeOf = (n: number): string => `2026-01-0${n + 1}T00:00:00.000Z`;

const place = fc.nat(VALUES.length - 1);
const id = fc.constantFrom(...IDS);
const at = fc.nat(1);
const claim = fc.record({ place, owner: id, at });
/** `seen`: as the claim is now, free, or another one. */
const step = fc.record({ claim, seen: fc.constantFrom('now', 'now', 'free', 'other owner', 'other time') });
const call = fc.oneof(
  fc.record({
    name: fc.constant('take' as const),
    steps: fc.uniqueArray(step, { minLength: 1, maxLength: 2, selector: (one) => one.claim.place }),
  }),
  fc.record({
    name: fc.constant('release' as const),
    claims: fc.uniqueArray(claim, { minLength: 1, maxLength: 2, selector: (one) => one.place }),
  }),
  fc.record({
    name: fc.constant('unchanged' as const),
    claims: fc.array(claim, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ name: fc.constant('insert' as const), id, has: fc.uniqueArray(place, { maxLength: 2 }) }),
  fc.record({ name: fc.constant('replace' as const), id }),
  fc.record({
    name: fc.constant('move' as const),
    id,
    has: fc.uniqueArray(place, { minLength: 1, maxLength: 2 }),
  }),
);
type Call = typeof call extends fc.Arbitrary<infer C> ? C : never;

const claimOf = (one: { place: number; owner: number; at: number }): Claim => ({
  club: CLUB,
  ...(VALUES[one.place] as (typeof VALUES)[number]),
  owner: one.owner,
  at: timeOf(one.at),
});

const propertiesOf = (has: readonly number[]) =>
  Object.fromEntries(has.map((n) => [VALUES[n]?.identifier, VALUES[n]?.value]));

/** All that can be read. */
const read = async (table: RowTable) => ({
  claims: [...(await table.claims(VALUES))].toSorted(),
  members: [...(await table.members(IDS))].map(([key, item]) => [key, memberFromItem(item)]).toSorted(),
});

const memberAt = async (table: RowTable, key: number): Promise<Member | undefined> =>
  memberFromItem((await table.members([key])).get(key));

const SEEN: Readonly<Record<string, (now: Claim | undefined) => Claim | undefined>> = {
  now: (now) => now,
  free: () => undefined,
  'other owner': (now) => now && { ...now, owner: now.owner + 1 },
  'other time': (now) => now && { ...now, at: timeOf(7) },
};

/** The claims that no member holds, by name: no row takes or releases another one. */
const openClaims = async (table: RowTable): Promise<Map<string, Claim>> => {
  const now = await table.claims(VALUES);
  const held = await heldAmong(table, [...now.values()]);
  return new Map([...now].filter(([, one]) => !held.includes(one)));
};

/** What rows do: a member is inserted once, after its claims, and changed as it was read. */
const CALLS: {
  readonly [N in Call['name']]: (table: RowTable, call: Extract<Call, { name: N }>) => Promise<unknown>;
} = {
  async take(table, { steps }) {
    const now = await openClaims(table);
    return table.take(
      steps.map(({ claim: wanted, seen }) => {
        const whole = claimOf(wanted);
        return { claim: whole, seen: SEEN[seen]?.(now.get(identifierName(whole))) };
      }),
    );
  },
  async release(table, { claims }) {
    const now = await openClaims(table);
    await table.release(claims.map(claimOf).filter((one) => now.has(identifierName(one))));
  },
  unchanged: (table, { claims }) => table.unchanged(claims.map(claimOf)),
  async insert(table, { id: key, has }) {
    if (await memberAt(table, key)) return undefined;
    const now = await openClaims(table);
    const claims = has.map((n) => claimOf({ place: n, owner: key, at: 3 }));
    const taken = await table.take(claims.map((one) => ({ claim: one, seen: now.get(identifierName(one)) })));
    if (taken.includes('refused')) return taken;
    const properties = propertiesOf(has);
    return table.insert([plainMember({ id: key, club: CLUB, properties, now: timeOf(3) })]);
  },
  async replace(table, { id: key }) {
    const before = await memberAt(table, key);
    if (!before) return undefined;
    const properties = { ...before.properties, last_name: `L${before.version}` };
    return table.replace([{ before, after: { ...before, properties, version: before.version + 1 } }]);
  },
  async move(table, { id: key, has }) {
    const before = await memberAt(table, key);
    if (!before) return undefined;
    const after = {
      ...before,
      properties: propertiesOf(has),
      version: before.version + 1,
      updated_at: timeOf(4),
    };
    return table.move({ before, after }, timeOf(4));
  },
};

const run = (table: RowTable, one: Call): Promise<unknown> => CALLS[one.name](table, one as never);

const tableOf = () => {
  const model = new Model();
  const db = dbOf(
    clientThrough(async (command) => model.execute(command)),
    'rows',
    processPlatform,
  );
  return { model, table: storedRows(db, CLUB) };
};

it('answers every call of rows as the table would, and writes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(call, { maxLength: 6 }),
      fc.array(call, { minLength: 1, maxLength: 8 }),
      async (before, after) => {
        const [real, other] = [tableOf(), tableOf()];
        for (const { table } of [real, other]) for (const one of before) await run(table, one);
        const stored = JSON.stringify([...other.model.table.all()]);
        const predicted = predictedRows(other.table);
        for (const one of after) {
          expect({ one, answer: await run(predicted, one), ...(await read(predicted)) }).toEqual({
            one,
            answer: await run(real.table, one),
            ...(await read(real.table)),
          });
        }
        expect(JSON.stringify([...other.model.table.all()])).toBe(stored);
      },
    ),
    { numRuns: 60 },
  );
});
