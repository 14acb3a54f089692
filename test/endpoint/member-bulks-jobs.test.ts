import { beforeEach, describe, expect, it } from 'vitest';
import { revokeClient } from '#shared/data/client-tokens/clients.ts';
import { DIRECTORY_TTL_SECONDS } from '#shared/ports/directory.ts';
import { call } from '../support/api.ts';
import { people, person, report, schedule } from '../support/bulk.ts';
import { storedClient } from '../support/clients.ts';
import { deliver, drain } from '../support/deliver.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});

const invalid = (n: number) => ({ properties: { email: `p${n}@example.com` } });
const work = () => drain(world, world.queue.sent.splice(0));
const NOT_FOUND = { error: 'Job not found' };
const statusOf = async (its: World, job_id: string) => call(its, 'member-bulks.status', { path: { job_id } });

describe('a bulk job', () => {
  it('is visible to the client token that made it, and to no other', async () => {
    await schedule(world, { members: people(1), job_id: 'nightly' });
    const { db, club, client } = world;
    const colleague = worldOf(db, club, await storedClient(db, { clubs: [club.slug] }));
    const elsewhere = await createWorld();
    const both = await storedClient(db, { clubs: [club.slug, elsewhere.club.slug] });
    await schedule(worldOf(db, club, both, world.queues), { members: people(1), job_id: 'of-one-club' });
    expect((await statusOf(world, 'nightly')).status).toBe(200);
    const strangers = [
      await statusOf(colleague, 'nightly'),
      await statusOf(worldOf(db, elsewhere.club, { ...elsewhere.client }), 'nightly'),
      await statusOf(worldOf(db, elsewhere.club, both), 'of-one-club'),
      await statusOf(world, 'weekly'),
      await statusOf(world, 'a#b'),
      await statusOf(world, 'x'.repeat(3000)),
    ];
    for (const { status, body } of strangers) expect([status, body]).toEqual([404, NOT_FOUND]);
    expect(client.id).not.toBe(colleague.client.id);
  });

  it('is another one when another token uses the same id', async () => {
    const { db, club } = world;
    const colleague = worldOf(db, club, await storedClient(db, { clubs: [club.slug] }));
    await schedule(world, { members: people(2), job_id: 'nightly' });
    await schedule(colleague, { members: people(150, 10), job_id: 'nightly' });
    expect((await report(world, 'nightly')).bulk_jobs).toBe(1);
    expect((await report(colleague, 'nightly')).bulk_jobs).toBe(2);
  });

  it('numbers requests 1, 2, 3 in order of arrival', async () => {
    for (const n of [1, 2, 3]) await schedule(world, { members: [invalid(n)], job_id: 'j' });
    await work();
    const { errors } = await report(world, 'j');
    expect(errors.map((one: any) => [one.request_number, one.position])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
  });

  it('counts its first request also when the id was made for it', async () => {
    const { body } = await schedule(world, { members: [invalid(1)] });
    await schedule(world, { members: [invalid(2)], job_id: body.job_id });
    await work();
    const { errors } = await report(world, body.job_id);
    expect(errors.map((one: any) => one.request_number)).toEqual([1, 2]);
  });

  it('sorts errors by the numbers given, and by position across chunks', async () => {
    await schedule(world, { members: [person(0), invalid(1)], job_id: 'j', request_number: 20 });
    await schedule(world, {
      members: [...people(150, 10), invalid(3), invalid(4)],
      job_id: 'j',
      request_number: -5,
    });
    await drain(world, world.queue.sent.splice(0).reverse());
    const { errors } = await report(world, 'j');
    expect(errors.map((one: any) => [one.request_number, one.position])).toEqual([
      [-5, 150],
      [-5, 151],
      [20, 1],
    ]);
  });

  it('schedules nothing for an exact replay, and more for another body', async () => {
    const request = { members: people(150), job_id: 'j', request_number: 1 };
    await schedule(world, request);
    expect(world.queue.sent).toHaveLength(2);
    expect((await schedule(world, request)).body).toEqual({ success: true, job_id: 'j' });
    expect(world.queue.sent).toHaveLength(2);
    await schedule(world, { ...request, only_create: true });
    await schedule(world, { ...request, members: people(1) });
    expect(world.queue.sent).toHaveLength(5);
    await work();
    expect((await schedule(world, request)).status).toBe(200);
    expect(world.queue.sent).toHaveLength(0);
    expect(await report(world, 'j')).toMatchObject({
      status: 'finished',
      bulk_jobs: 5,
      bulk_jobs_done: 5,
      members_created_number: 150,
      members_updated_number: 1,
      members_skipped_number: 150,
    });
  });

  it('takes the same rows under another number for another request', async () => {
    const rows = { members: people(1), job_id: 'j' };
    for (const request_number of [1, 2]) await schedule(world, { ...rows, request_number });
    await schedule(world, rows);
    await work();
    expect(await report(world, 'j')).toMatchObject({ bulk_jobs: 3, bulk_jobs_done: 3 });
  });

  it('takes the same request again after its retention, and ends that one too', async () => {
    const request = { members: [person(1)], job_id: 'nightly', request_number: 1 };
    await schedule(world, request);
    await work();
    const { body } = await call(world, 'members.get-by-email', { path: { email: 'p1@example.com' } });
    world.clock.ahead = 25 * 60 * 60;
    await schedule(world, { members: [person(1, { first_name: 'Renamed' })] });
    await work();
    await schedule(world, request);
    expect(world.queue.sent).toHaveLength(1);
    await work();
    expect(await report(world, 'nightly')).toMatchObject({
      status: 'finished',
      bulk_jobs: 2,
      bulk_jobs_done: 2,
      members_created_number: 1,
      members_updated_number: 1,
    });
    const now = await call(world, 'members.get', { path: { id: String(body.id) } });
    expect(now.body.properties.first_name).toBe('P');
  });

  it('goes on when a request is appended after its end', async () => {
    await schedule(world, { members: people(1), job_id: 'j' });
    await work();
    expect((await report(world, 'j')).status).toBe('finished');
    await schedule(world, { members: people(1, 1), job_id: 'j' });
    expect(await report(world, 'j')).toMatchObject({
      status: 'in_progress',
      bulk_jobs: 2,
      bulk_jobs_done: 1,
    });
    await work();
    expect(await report(world, 'j')).toMatchObject({ status: 'finished', members_created_number: 2 });
  });

  it('is gone after 90 days, though the table may hold it longer', async () => {
    await schedule(world, { members: people(1), job_id: 'j' });
    await work();
    world.clock.ahead = 90 * 24 * 60 * 60 - 60;
    expect((await statusOf(world, 'j')).status).toBe(200);
    world.clock.ahead += 120;
    expect((await statusOf(world, 'j')).body).toEqual(NOT_FOUND);
  });

  it('is finished though the token that made it is revoked meanwhile', async () => {
    const { db, club, client } = world;
    await schedule(world, { members: people(150), job_id: 'j' });
    const [first, second] = world.queue.sent.splice(0);
    if (!first || !second) throw new Error('Two chunks were expected');
    await deliver(world, [first]);
    await revokeClient(db, client);
    world.clock.ahead = DIRECTORY_TTL_SECONDS + 1;
    expect((await statusOf(world, 'j')).status).toBe(401);
    expect(await deliver(world, [second])).toEqual([]);
    const another = worldOf(db, club, await storedClient(db, { clubs: [club.slug] }));
    const found = await call(another, 'members.get-by-email', { path: { email: 'p149@example.com' } });
    expect(found.status).toBe(200);
  });

  it('ends as fatal_error once, when a chunk failed at every delivery', async () => {
    await schedule(world, { members: people(150), job_id: 'j' });
    const [first, second] = world.queue.sent.splice(0);
    if (!first || !second) throw new Error('Two chunks were expected');
    const dead = (messages = [first]) => deliver(world, messages, { worker: 'workers.bulk-dead-letter' });
    await dead();
    expect(await report(world, 'j')).toMatchObject({ status: 'in_progress', bulk_jobs_done: 1 });
    await dead([first, first]);
    await deliver(world, [second]);
    const ended = await report(world, 'j');
    expect(ended).toMatchObject({
      status: 'fatal_error',
      bulk_jobs: 2,
      bulk_jobs_done: 2,
      members_created_number: 50,
    });
    // Neither a chunk that finished nor one that failed ends again.
    expect(await dead([second, first])).toEqual([]);
    expect(await deliver(world, [first], { receiveCount: 6 })).toEqual([]);
    expect(await report(world, 'j')).toEqual(ended);
  });
});
