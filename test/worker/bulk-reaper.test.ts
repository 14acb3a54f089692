import { beforeEach, describe, expect, it, vi } from 'vitest';
import { bulkReaper } from '#shared/contracts/scheduled-workers.ts';
import { DEADLINE_SHARD } from '#shared/data/bulk/bulk-keys.ts';
import { readDue } from '#shared/data/table/due-items.ts';
import type { Key } from '#shared/data/table/keys.ts';
import { OVERDUE_SECONDS } from '#shared/domain/bulk/import-bulk.ts';
import { call } from '../support/api.ts';
import { people, report, schedule } from '../support/bulk.ts';
import { deliver, drain } from '../support/deliver.ts';
import { failure, flakyDb } from '../support/failing-client.ts';
import { crashingDb } from '../support/faults.ts';
import { everythingOf } from '../support/messaging.ts';
import { runScheduled } from '../support/schedule.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

const REQUEST = { members: people(250), job_id: 'nightly', request_number: 1 };

let world: World;
beforeEach(async () => {
  world = await createWorld();
});

/** The same club a day and a quarter of an hour later, when a request must have ended. */
const dayAfter = (of = world, db = of.db): World => {
  const later = worldOf(db, of.club, of.client, of.queues);
  later.clock.ahead = OVERDUE_SECONDS + 1;
  return later;
};

const reap = (where: World): Promise<void> => runScheduled(where, bulkReaper);

/** Requests of this club whose deadline has not been met or dealt with. */
const watched = async (): Promise<Key[]> => {
  const keys: Key[] = [];
  for await (const key of readDue(world.db, DEADLINE_SHARD, '9999')) {
    if (key.pk.startsWith(`CLUB#${world.club.slug}#`)) keys.push(key);
  }
  return keys;
};

/** What a run of the reaper says of this club's jobs, and whether it failed. */
const toldOf = async (where: World): Promise<unknown[]> => {
  const error = vi.spyOn(where.runtime.log, 'error').mockReset();
  const failed = await reap(where).then(
    () => false,
    () => true,
  );
  const told = error.mock.calls.flatMap(([message, fields]: any) =>
    message === 'bulk was not finished within a day' && fields.club === world.club.slug
      ? [{ chunks: fields.chunks, failed }]
      : [],
  );
  error.mockRestore();
  return told;
};

/** Accepts a request of which only the named chunks reach the queue, and works those. */
const acceptedInPart = async (sent: readonly number[], body: object = REQUEST): Promise<void> => {
  world.queue.refuse = ({ id }) => !sent.includes(Number(id));
  expect((await schedule(world, body)).status).toBe(503);
  await drain(world, world.queue.sent.splice(0));
};

describe('a job whose caller gave up', () => {
  it('waits for its chunks for a day, and is then over', async () => {
    await acceptedInPart([]);
    const before = dayAfter();
    before.clock.ahead -= 60;
    await reap(before);
    expect(await report(world, 'nightly')).toMatchObject({ status: 'waiting', bulk_jobs_done: 0 });
    await reap(dayAfter());
    expect(await report(world, 'nightly')).toMatchObject({
      status: 'fatal_error',
      bulk_jobs: 3,
      bulk_jobs_done: 3,
      members_created_number: 0,
      errors: [],
    });
    expect(await watched()).toEqual([]);
  });

  it('keeps what was done of it, and counts every chunk once however often it is looked at', async () => {
    await acceptedInPart([1]);
    expect(await report(world, 'nightly')).toMatchObject({ status: 'in_progress', bulk_jobs_done: 1 });
    const later = dayAfter();
    await Promise.all(Array.from({ length: 4 }, () => reap(later)));
    await reap(later);
    expect(await report(world, 'nightly')).toMatchObject({
      status: 'fatal_error',
      bulk_jobs: 3,
      bulk_jobs_done: 3,
      members_created_number: 100,
    });
  });

  it.each(['before', 'after'] as const)(
    'is over too when the reaper dies %s any of its calls',
    async (when) => {
      await acceptedInPart([1]);
      const calm = crashingDb();
      await reap(dayAfter(world, calm));
      expect(calm.calls()).toBeGreaterThanOrEqual(6);
      for (let at = 1; at <= calm.calls(); at += 1) {
        world = await createWorld();
        await acceptedInPart([1]);
        const dying = dayAfter(world, crashingDb({ call: at, when }));
        await expect(reap(dying), `${when} call ${at}`).rejects.toThrow();
        await reap(dayAfter());
        expect(await report(world, 'nightly')).toMatchObject({ status: 'fatal_error', bulk_jobs_done: 3 });
        expect(await watched()).toEqual([]);
      }
    },
  );

  it('is reported once, with its numbers and without data of its members', async () => {
    await acceptedInPart([1]);
    const later = dayAfter();
    const error = vi.spyOn(later.runtime.log, 'error').mockReset();
    await reap(later);
    const mine = error.mock.calls.filter(([, fields]: any) => fields.club === world.club.slug);
    expect(mine).toEqual([
      [
        'bulk was not finished within a day',
        { face: 'bulk', club: world.club.slug, job: 'nightly', chunks: 2 },
      ],
    ]);
    error.mockRestore();
  });

  it('is reported even when the replies to all of its writes are lost', async () => {
    await acceptedInPart([1]);
    const sent = new WeakSet<object>();
    const deaf = flakyDb(world.db, (name, _, command) => {
      if (name !== 'Update' || sent.has(command)) return undefined;
      sent.add(command);
      return { after: failure('TimeoutError') };
    });
    expect(await toldOf(dayAfter(world, deaf))).toEqual([{ chunks: 2, failed: false }]);
  });

  it('is reported in part when a chunk cannot be ended, and the rest in a later run', async () => {
    await acceptedInPart([1]);
    const stuck = flakyDb(world.db, (name, call) =>
      name === 'Update' && call === 3 ? { before: failure('AccessDeniedException') } : undefined,
    );
    expect(await toldOf(dayAfter(world, stuck))).toEqual([{ chunks: 1, failed: true }]);
    expect(await toldOf(dayAfter())).toEqual([{ chunks: 1, failed: false }]);
    expect(await report(world, 'nightly')).toMatchObject({ status: 'fatal_error', bulk_jobs_done: 3 });
  });
});

describe('what ended in time', () => {
  it('is left as it is, byte for byte but for the deadline itself', async () => {
    await schedule(world, REQUEST);
    await drain(world, world.queue.sent.splice(0));
    const finished = await everythingOf(world.db, world.club.slug);
    const [deadline] = await watched();
    expect(await toldOf(dayAfter())).toEqual([]);
    expect(await everythingOf(world.db, world.club.slug)).toEqual(
      finished.filter((line) => !line.includes(JSON.stringify(deadline?.sk))),
    );
    expect(await watched()).toEqual([]);
  });
});

describe('every request of a job', () => {
  it('has a deadline of its own, also those that take the place of an equal one', async () => {
    const unnumbered = { members: people(150), job_id: 'nightly' };
    world.queue.refuse = () => false;
    for (let n = 0; n < 2; n += 1) expect((await schedule(world, unnumbered)).status).toBe(200);
    expect(await watched()).toHaveLength(2);
    // The queue loses all of the first and one chunk of the second.
    const sent = world.queue.sent.splice(0);
    await drain(world, sent.slice(2, 3));
    await reap(dayAfter());
    expect(await report(world, 'nightly')).toMatchObject({
      status: 'fatal_error',
      bulk_jobs: 4,
      bulk_jobs_done: 4,
      members_created_number: 100,
    });
  });
});

describe('a bulk of an import', () => {
  it('reads failed before and after, and its numbers say what was done', async () => {
    world.queue.refuse = ({ id }) => id !== '0';
    const body = { members: people(150), import_id: 'spring', request_number: 7 };
    expect((await call(world, 'member-imports.create', { body })).status).toBe(503);
    await drain(world, world.queue.sent.splice(0));
    const later = dayAfter();
    const path = { import_id: 'spring', request_number: '7' };
    const read = async () => (await call(later, 'member-imports.bulk-by-request-number', { path })).body;
    const before = await read();
    expect(before).toMatchObject({ status: 'failed', members_created_number: 100 });
    await reap(later);
    expect(await read()).toEqual({ ...before, finished_at: expect.any(String) });
    expect(await watched()).toEqual([]);
  });
});

describe('workers that still run', () => {
  it('and the reaper end every chunk exactly once between them', async () => {
    for (let round = 0; round < 5; round += 1) {
      world = await createWorld();
      await schedule(world, { ...REQUEST, members: people(550) });
      const messages = world.queue.sent.splice(0);
      const later = dayAfter();
      // Clocks that disagree: to these workers the day is not over.
      const [, ...back] = await Promise.all([
        reap(later),
        ...messages.map((message) => deliver(world, [message])),
        reap(later),
      ]);
      await drain(
        world,
        back.flatMap((left) => left ?? []),
      );
      const ended = await report(world, 'nightly');
      expect(ended).toMatchObject({ bulk_jobs: 6, bulk_jobs_done: 6 });
      const lines = (await everythingOf(world.db, world.club.slug)).map(
        (line) => Object.fromEntries(JSON.parse(line)) as Record<string, any>,
      );
      const ledger = lines.find(({ kind }) => kind === 'bulk-ledger');
      const [all, lost] = [ledger?.['ended'] ?? [], ledger?.['given_up'] ?? []];
      const counted = all.filter((chunk: number) => !lost.includes(chunk));
      expect([...all].sort()).toEqual([0, 1, 2, 3, 4, 5]);
      expect(ended.members_created_number).toBe(
        counted.reduce((sum: number, chunk: number) => sum + (chunk === 5 ? 50 : 100), 0),
      );
      expect(ended.status).toBe(lost.length > 0 ? 'fatal_error' : 'finished');
      // Whatever comes later changes nothing.
      for (const message of messages) await deliver(world, [message], { receiveCount: 2 });
      await reap(later);
      expect(await report(world, 'nightly')).toEqual(ended);
    }
  });
});

describe('a run', () => {
  it('leaves to the next one what it has no time for', async () => {
    await acceptedInPart([]);
    await runScheduled(dayAfter(), bulkReaper, 5000);
    expect(await watched()).toHaveLength(1);
    await reap(dayAfter());
    expect(await watched()).toEqual([]);
  });

  it('ends the others when some requests cannot be ended, fails, and logs the cause of each', async () => {
    await acceptedInPart([], { ...REQUEST, job_id: 'stuck' });
    await acceptedInPart([], { ...REQUEST, job_id: 'broken' });
    await acceptedInPart([], { ...REQUEST, job_id: 'behind' });
    const later = dayAfter();
    const send = later.db.doc.send.bind(later.db.doc) as (command: any) => Promise<unknown>;
    const doc = Object.create(later.db.doc, {
      send: {
        value: async (command: any) => {
          if (JSON.stringify(command.input).includes('#stuck')) throw failure('CannotBeDone');
          if (JSON.stringify(command.input).includes('#broken')) throw failure('IsBroken');
          return send(command);
        },
      },
    });
    const failing = dayAfter(world, { ...world.db, doc });
    const error = vi.spyOn(failing.runtime.log, 'error').mockReset();
    await expect(reap(failing)).rejects.toThrow(/^(CannotBeDone|IsBroken)$/);
    const causes = error.mock.calls.flatMap(([, { causes }]: any) => causes ?? []);
    expect(causes.toSorted()).toEqual(['CannotBeDone', 'IsBroken']);
    error.mockRestore();
    expect((await report(world, 'behind')).status).toBe('fatal_error');
    expect((await report(world, 'stuck')).status).toBe('waiting');
    await reap(dayAfter());
    expect((await report(world, 'stuck')).status).toBe('fatal_error');
  });
});
