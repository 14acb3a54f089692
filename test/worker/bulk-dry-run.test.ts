import { beforeEach, describe, expect, it } from 'vitest';
import { readPartition } from '#shared/data/table/read.ts';
import { call } from '../support/api.ts';
import { people, person, report, schedule } from '../support/bulk.ts';
import { countItems } from '../support/count-items.ts';
import { deliver, drain } from '../support/deliver.ts';
import fc from '../support/property.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});

const OUTCOMES = [
  'status',
  'bulk_jobs',
  'members_created_number',
  'members_updated_number',
  'members_skipped_number',
  'members_with_validation_errors_number',
  'rows_total',
  'rows_done',
  'errors',
] as const;

/** The report of a request that was worked to its end. */
const reportOf = async (body: object) => {
  const reply = await schedule(world, body);
  expect(reply.status).toBe(200);
  await drain(world, world.queue.sent.splice(0));
  const all = await report(world, reply.body.job_id);
  return { all, outcomes: Object.fromEntries(OUTCOMES.map((key) => [key, all[key]])) };
};

/** Members, claims and versions of the club. */
const stored = async () => {
  const { holders, claims, members } = await countItems(world.db, world.club.slug);
  const items: unknown[] = [];
  for (const id of new Set([...holders.values()].flat()))
    for await (const item of readPartition(world.db, `CLUB#${world.club.slug}#MEMBER#${id}`))
      items.push(item);
  return JSON.stringify([[...holders], [...claims], members, items]);
};

/** A dry run, which changes nothing, and then the run. */
const bothOf = async (body: object) => {
  const before = await stored();
  const dry = await reportOf({ ...body, dry_run: true });
  expect(await stored()).toBe(before);
  expect(dry.all.dry_run).toBe(true);
  const run = await reportOf(body);
  expect(run.all.dry_run).toBeUndefined();
  return { dry: dry.outcomes, run: run.outcomes };
};

const row = (properties: object, more: object = {}) => ({
  properties: { first_name: 'F', last_name: 'L', ...properties },
  ...more,
});

describe('a dry run of a bulk', () => {
  it('reports what the run will: creations, updates, claims that others hold, what rows leave to each other', async () => {
    await reportOf({ members: people(6) });
    const [a, b, c, d] = [0, 1, 2, 3].map((n) => person(n).properties);
    const members = [
      row({ email: 'new@example.com' }, { password: 'a secret' }),
      { properties: { email: 'no-name@example.com' } },
      row({ email: 'no address' }),
      row({ email: a?.email, last_name: 'Changed' }),
      person(4),
      row({ email: b?.email, msisdn: c?.msisdn }),
      // It is found by its number, after a try to create it, and then has no address that is another's.
      row({ msisdn: d?.msisdn, email: 'moved@example.com' }),
      row({ email: d?.email }),
      row({ email: 'flag@example.com' }, { sms_enabled: 'no' }),
    ];
    const { dry, run } = await bothOf({ members });
    expect(dry).toEqual(run);
    expect(run).toMatchObject({ members_created_number: 1, members_updated_number: 4 });
  });

  it('reports skipped rows of only_create, and all chunks', async () => {
    await reportOf({ members: people(40) });
    const { dry, run } = await bothOf({ members: people(130), only_create: true });
    expect(dry).toEqual(run);
    expect(run).toMatchObject({ bulk_jobs: 2, members_created_number: 90, members_skipped_number: 40 });
  });

  it('reports the same as the run for any rows over few identifiers', async () => {
    const email = fc.integer({ min: 0, max: 4 }).map((n) => `e${n}@example.com`);
    const msisdn = fc.integer({ min: 0, max: 4 }).map((n) => `474000000${n}`);
    const one = fc.record(
      { email, msisdn, last_name: fc.constantFrom('A', 'B') },
      { requiredKeys: ['last_name'] },
    );
    const unlike = (key: string) => (item: { readonly email?: string; readonly msisdn?: string }) =>
      item[key as 'email'] ?? Symbol(key);
    const rows = fc
      .uniqueArray(one, { minLength: 1, maxLength: 5, selector: unlike('email') })
      .filter((all) => new Set(all.map(unlike('msisdn'))).size === all.length)
      .filter((all) => all.every((each) => each.email !== undefined || each.msisdn !== undefined));
    await fc.assert(
      fc.asyncProperty(rows, async (all) => {
        const { dry, run } = await bothOf({ members: all.map((properties) => row(properties)) });
        expect(dry).toEqual(run);
      }),
      { numRuns: 25 },
    );
  });

  it('has a job of its own, and refuses what a run refuses', async () => {
    const members = people(1);
    await reportOf({ members, job_id: 'nightly' });
    const reply = await schedule(world, { members, job_id: 'nightly', request_number: 2, dry_run: 'true' });
    expect(reply.body.job_id).not.toBe('nightly');
    expect(reply.headers['x-ignored']).toBe('job_id, request_number');
    expect((await report(world, 'nightly')).bulk_jobs).toBe(1);
    const twice = { members: [...members, ...members] };
    const refusals = [await schedule(world, twice), await schedule(world, { ...twice, dry_run: true })];
    expect(refusals.map(({ body }) => body)).toEqual([
      { error: 'duplicated_emails' },
      { error: 'duplicated_emails' },
    ]);
    expect((await schedule(world, { members, dry_run: 'perhaps' })).body).toEqual({
      error: 'invalid_parameters',
    });
  });

  it('says no more that it was one when a run joins its job', async () => {
    const { job_id } = (await schedule(world, { members: people(1, 700), dry_run: true })).body;
    expect((await report(world, job_id)).dry_run).toBe(true);
    await schedule(world, { members: people(1, 700), job_id });
    await drain(world, world.queue.sent.splice(0));
    const body = await report(world, job_id);
    expect(body.bulk_jobs).toBe(2);
    expect(body).not.toHaveProperty('dry_run');
  });

  it('is no message that a worker of an earlier release would carry out', async () => {
    await schedule(world, { members: people(1), dry_run: true });
    await schedule(world, { members: people(1) });
    expect(world.queue.sent.map(({ body }) => JSON.parse(body).v)).toEqual([3, 2]);
    expect(await deliver(world, world.queue.sent.splice(0))).toEqual([]);
    expect((await call(world, 'members.get-by-email', { path: { email: 'p0@example.com' } })).status).toBe(
      200,
    );
  });
});

describe('a dry run of an import', () => {
  const importOf = async (body: object) => {
    const reply = await call(world, 'member-imports.create', { body });
    expect(reply.status).toBe(200);
    await drain(world, world.queue.sent.splice(0));
    const path = { import_id: reply.body.import_id };
    const all = (await call(world, 'member-imports.show', { path })).body;
    const bulk_id = String(all.bulks[0].id);
    const bulk = (await call(world, 'member-imports.bulk', { path: { ...path, bulk_id } })).body;
    return { reply, all, bulk };
  };
  const resultOf = ({ members_errors, ...counts }: Record<string, unknown>) => ({
    members_errors,
    ...Object.fromEntries(Object.entries(counts).filter(([key]) => /^(status|members_|rows_)/.test(key))),
  });

  it.each(['create', 'update'])(
    'reports what the run by `%s` will, and writes nothing',
    async (operation) => {
      await reportOf({ members: people(3) });
      const members = [
        row({ email: person(0).properties.email, last_name: 'Changed' }),
        row({ email: 'new@example.com' }),
        row({ email: 'no address' }),
        row({ email: person(1).properties.email, msisdn: person(2).properties.msisdn }),
      ];
      const body = { members, operation, ...(operation === 'update' && { member_identifier_type: 'email' }) };
      const before = await stored();
      const names = { import_id: 'spring', request_number: 3 };
      const dry = await importOf({ ...body, ...names, dry_run: true });
      expect(await stored()).toBe(before);
      expect(dry.reply.headers['x-ignored']).toBe('import_id, request_number');
      expect([dry.all.dry_run, dry.bulk.dry_run]).toEqual([true, true]);
      const run = await importOf({ ...body, ...names });
      expect(await stored()).not.toBe(before);
      expect([run.all.dry_run, run.bulk.dry_run]).toEqual([undefined, undefined]);
      expect(resultOf(dry.bulk)).toEqual(resultOf(run.bulk));
    },
  );
});
