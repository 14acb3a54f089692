import { beforeEach, describe, expect, it } from 'vitest';
import { call } from '../support/api.ts';
import { people, person, report, schedule } from '../support/bulk.ts';
import { deliver, drain } from '../support/deliver.ts';
import { createWorld, stopClock, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  stopClock();
  world = await createWorld();
});

const work = () => drain(world, world.queue.sent.splice(0));

interface Progress {
  readonly created_at: string | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly rows_total: number;
  readonly rows_done: number;
  readonly request_ids: readonly string[];
}

/** Seconds since the creation, and counts. */
const shown = ({ created_at, started_at, finished_at, rows_total, rows_done }: Progress) => {
  const since = (time: string | null) => time && (Date.parse(time) - Date.parse(String(created_at))) / 1000;
  return [since(started_at), since(finished_at), rows_total, rows_done];
};

describe('the progress of a bulk job', () => {
  it('says when it was made, began and ended, how many rows are done, and which requests it had', async () => {
    const jobNow = async () => shown(await report(world, 'j'));
    const first = await schedule(world, { members: people(150), job_id: 'j' });
    expect(await jobNow()).toEqual([null, null, 150, 0]);
    const [one, other] = world.queue.sent.splice(0).sort((a, b) => a.id.localeCompare(b.id));
    if (!one || !other) throw new Error('Two chunks were expected');
    world.clock.ahead = 60;
    await deliver(world, [one]);
    expect(await jobNow()).toEqual([60, null, 150, 100]);
    world.clock.ahead = 120;
    await deliver(world, [other]);
    expect(await jobNow()).toEqual([60, 120, 150, 150]);
    world.clock.ahead = 180;
    const invalid = { properties: { email: 'no' } };
    const second = await schedule(world, { members: [person(0), invalid], job_id: 'j' });
    expect(await jobNow()).toEqual([60, null, 152, 150]);
    world.clock.ahead = 240;
    await work();
    expect(await jobNow()).toEqual([60, 240, 152, 152]);
    const ids = [first, second].map(({ headers }) => headers['x-request-id']);
    expect((await report(world, 'j')).request_ids).toEqual(ids);
  });

  it('counts what ended without an outcome as ended, and its rows as not done', async () => {
    await schedule(world, { members: people(2), job_id: 'j' });
    const lost = world.queue.sent.splice(0);
    world.clock.ahead = 25 * 60 * 60;
    await drain(world, lost);
    const body = await report(world, 'j');
    expect([body.status, body.rows_total, body.rows_done]).toEqual(['fatal_error', 2, 0]);
    expect(body.finished_at).not.toBeNull();
  });
});

describe('the progress of an import', () => {
  it('is that of all of its bulks, and of each', async () => {
    const create = (request_number: number) => {
      const body = { import_id: 'i', request_number, members: people(2, 2 * request_number) };
      return call(world, 'member-imports.create', { body });
    };
    const first = await create(1);
    world.clock.ahead = 30;
    await work();
    world.clock.ahead = 60;
    const second = await create(2);
    const show = async () => (await call(world, 'member-imports.show', { path: { import_id: 'i' } })).body;
    const bulk = async (request_number: string) => {
      const path = { import_id: 'i', request_number };
      return (await call(world, 'member-imports.bulk-by-request-number', { path })).body;
    };
    expect(shown(await show())).toEqual([30, null, 4, 2]);
    expect(shown(await bulk('1'))).toEqual([30, 30, 2, 2]);
    expect(shown(await bulk('2'))).toEqual([null, null, 2, 0]);
    world.clock.ahead = 90;
    await work();
    expect(shown(await show())).toEqual([30, 90, 4, 4]);
    const ids = [first, second].map(({ headers }) => headers['x-request-id']);
    expect((await show()).request_ids).toEqual(ids);
    expect((await bulk('2')).request_ids).toEqual(ids.slice(1));
  });
});
