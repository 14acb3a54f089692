import { expect, it } from 'vitest';
import type { OutgoingMessage } from '#shared/ports/message-queue.ts';
import { call } from '../support/api.ts';
import { countItems, violations } from '../support/count-items.ts';
import { deliver } from '../support/deliver.ts';
import { createWorld, type World } from '../support/world.ts';

const person = (n: number, more: object = {}) => ({
  properties: {
    email: `p${n}@example.com`,
    msisdn: `4740${String(n).padStart(6, '0')}`,
    first_name: 'P',
    last_name: String(n),
    ...more,
  },
});
const people = (from: number, to: number, more: object = {}) =>
  Array.from({ length: to - from }, (_, n) => person(from + n, more));

const schedule = async (world: World, members: object[]) => {
  const { body } = await call(world, 'member-bulks.create-or-update', { body: { members } });
  return { job: body.job_id as string, messages: world.queue.sent.splice(0) };
};

const report = async (world: World, job: string) =>
  (await call(world, 'member-bulks.status', { path: { job_id: job } })).body;

/** Delivers with so many workers at once; what goes back is delivered again. */
const work = async (world: World, messages: OutgoingMessage[], workers: number): Promise<void> => {
  const queue = messages.map((message) => ({ message, receiveCount: 1 }));
  const run = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { message, receiveCount } = next;
      expect(receiveCount).toBeLessThanOrEqual(20);
      const back = await deliver(world, [message], { receiveCount });
      if (back.length > 0) queue.push({ message, receiveCount: receiveCount + 1 });
    }
  };
  await Promise.all(Array.from({ length: workers }, run));
};

it('leaves one member per identifier when two bulks and single creates race for them', async () => {
  for (let round = 0; round < 4; round += 1) {
    const world = await createWorld();
    const first = await schedule(world, people(0, 150));
    // The same people, some under other combinations of identifiers.
    const mixed = people(75, 225).map((one, n) =>
      n % 10 === 0 ? { properties: { ...one.properties, msisdn: undefined, first_name: 'Q' } } : one,
    );
    const second = await schedule(world, mixed);
    const singles = Promise.all(
      people(100, 130).map(async (body) => (await call(world, 'members.create', { body })).status),
    );
    await work(world, [...first.messages, ...second.messages], 5);
    const created = (await singles).filter((status) => status === 200).length;
    const [one, two] = [await report(world, first.job), await report(world, second.job)];
    const found = await countItems(world.db, world.club.slug);
    expect(violations(found)).toEqual([]);
    expect(found.members).toBe(225);
    expect(one.members_created_number + two.members_created_number + created).toBe(225);
    for (const [body, rows] of [
      [one, 150],
      [two, 150],
    ] as const) {
      expect(body.status).toBe('finished');
      const sum =
        body.members_created_number +
        body.members_updated_number +
        body.members_with_validation_errors_number;
      expect(sum).toBe(rows);
    }
  }
});

it('counts 5000 members as 5000 with one delivery in five repeated', async () => {
  const world = await createWorld();
  const { job, messages } = await schedule(world, people(0, 5000));
  expect(messages).toHaveLength(50);
  const repeated = messages.filter((_, n) => n % 5 === 0);
  await work(
    world,
    [...messages, ...repeated].sort(() => Math.random() - 0.5),
    4,
  );
  expect(await report(world, job)).toMatchObject({
    status: 'finished',
    bulk_jobs: 50,
    bulk_jobs_done: 50,
    members_created_number: 5000,
    members_updated_number: 0,
    members_with_validation_errors_number: 0,
  });
});
