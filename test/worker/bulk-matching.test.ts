import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { readErrors } from '#shared/data/bulk/bulk-errors.ts';
import { findJob } from '#shared/data/bulk/bulk-jobs.ts';
import { claimItem } from '#shared/data/members/claims.ts';
import { createMember } from '#shared/data/members/members.ts';
import type { RowErrors } from '#shared/domain/bulk/bulk-job.ts';
import { call } from '../support/api.ts';
import { people, person, report, schedule } from '../support/bulk.ts';
import { drain } from '../support/deliver.ts';
import { plainMember } from '../support/plain-member.ts';
import { createWorld, type World } from '../support/world.ts';

/** Which member a row is for. */

const NAME = { first_name: 'Kari', last_name: 'Nordmann' };
const LONG_AGO = '2026-01-01T00:00:00.000Z';

/** Runs a request to its end. @returns the state of its job */
const run = async (world: World, job_id: string, members: readonly object[], headers = {}) => {
  const reply = await schedule(world, { job_id, members }, { headers });
  expect(reply.status).toBe(200);
  await drain(world, world.queue.sent.splice(0));
  return report(world, job_id);
};

/** Runs an import to its end. @param by what its rows update members by; without it they create, too */
const runImport = async (world: World, by: string | undefined, members: readonly object[]) => {
  const update = by && { operation: 'update', member_identifier_type: by };
  const reply = await call(world, 'member-imports.create', {
    body: { import_id: 'import', ...update, members },
  });
  expect(reply.status).toBe(200);
  await drain(world, world.queue.sent.splice(0));
  const { bulks } = (await call(world, 'member-imports.show', { path: { import_id: 'import' } })).body;
  const path = { import_id: 'import', bulk_id: String(bulks[0].id) };
  return (await call(world, 'member-imports.bulk', { path })).body;
};

const byEmail = async (world: World, email: string) =>
  (await call(world, 'members.get-by-email', { path: { email } })).body;

describe('a row with the e-mail address of one member and the number of another', () => {
  const taken = (identifier: string) => [
    {
      position: 0,
      request_number: 2,
      errors: { [identifier]: [{ error: expect.any(String), property: identifier }] },
    },
  ];
  it.each([
    [['email', 'msisdn'], 'msisdn'],
    [['msisdn', 'email'], 'email'],
    [['email'], 'msisdn'],
    [['msisdn'], 'email'],
  ] as const)('is for the one whom the first identifier of %j names', async (identifiers, refused) => {
    const world = await createWorld({ member_schema: { identifiers: [...identifiers] } });
    await run(world, 'job', people(2));
    const row = person(0, { msisdn: person(1).properties.msisdn });
    expect(await run(world, 'job', [row])).toMatchObject({ errors: taken(refused) });
  });
});

describe('a member that has its number as people typed it, before the club had a country', () => {
  const properties = { ...NAME, msisdn: '98123456' };
  const row = { properties: { ...NAME, last_name: 'Hansen', msisdn: '98123456' } };
  const earlier = async (): Promise<World> => {
    const world = await createWorld({ country: 'NO' });
    await createMember(world.db, plainMember({ club: world.club.slug, id: 901, properties, now: LONG_AGO }));
    return world;
  };

  it('is found by a row with this number alone', async () => {
    const state = await run(await earlier(), 'job', [row]);
    expect(state).toMatchObject({ members_updated_number: 1, errors: [] });
  });

  it('is found by an import that updates by numbers', async () => {
    const { members_updated_number, members_errors } = await runImport(await earlier(), 'msisdn', [row]);
    expect([members_updated_number, members_errors]).toEqual([1, {}]);
  });
});

it('an import that updates by addresses leaves the ids of its rows aside', async () => {
  const world = await createWorld();
  await run(world, 'job', people(1));
  const { id } = await byEmail(world, 'p0@example.com');
  const { members_updated_number, members_errors } = await runImport(world, 'email', [{ ...person(7), id }]);
  expect([members_updated_number, Object.keys(members_errors)]).toEqual([0, ['p7@example.com']]);
});

it('an error of an import has the name of its row, in every chunk; that of a bulk has none', async () => {
  const world = await createWorld();
  const members = [...people(100), person(100, { birthday: 'never' })];
  const { members_errors } = await runImport(world, undefined, members);
  expect(Object.keys(members_errors)).toEqual(['p100@example.com']);
  await run(world, 'job', members);
  const ref = { source: 'bulk', club: world.club.slug, client: world.client.id, job: 'job' } as const;
  const found = await findJob(world.db, ref, new Date().toISOString());
  const rows: RowErrors[] = [];
  for await (const { row } of readErrors(world.db, ref, new Date().toISOString(), found!.errors))
    rows.push(row);
  expect(rows).toEqual([{ position: 100, errors: expect.anything() }]);
});

it('a row is for a new member where a claim is left of a write that died, whoever else its owner became', async () => {
  const world = await createWorld();
  const club = world.club.slug;
  await run(world, 'job', people(1));
  const { id } = await byEmail(world, 'p0@example.com');
  const claim = { club, identifier: 'email', value: 'p7@example.com', owner: id, at: LONG_AGO } as const;
  await world.db.doc.send(new PutCommand({ TableName: world.db.table, Item: { ...claimItem(claim) } }));
  expect(await run(world, 'job', people(1, 7))).toMatchObject({ members_created_number: 2 });
  expect((await byEmail(world, 'p7@example.com')).id).not.toBe(id);
});

it('rows of one request after another make a member each', async () => {
  const world = await createWorld();
  await run(world, 'job', people(1));
  expect(await run(world, 'job', people(3, 1))).toMatchObject({ members_created_number: 4 });
});

it('the same rows under another key are another request of the job', async () => {
  const world = await createWorld();
  const keyed = (n: number) => ({ 'idempotency-key': `00000000-0000-4000-8000-00000000000${n}` });
  await run(world, 'job', people(1));
  for (const n of [1, 2]) await run(world, 'job', people(1), keyed(n));
  expect(await report(world, 'job')).toMatchObject({ bulk_jobs: 3, rows_total: 3 });
});
