import { describe, expect, it } from 'vitest';
import { processPlatform } from '#shared/platform.ts';
import type { OutgoingMessage } from '#shared/ports/message-queue.ts';
import { call } from '../support/api.ts';
import { people, person, report, schedule } from '../support/bulk.ts';
import { countItems, violations } from '../support/count-items.ts';
import { deliver, drain } from '../support/deliver.ts';
import { cancelled, type Fault, type Faults, failure, flakyDb } from '../support/failing-client.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

/** One chunk with rows that are new, changed, unchanged, moved, invalid, and two for one member. */
const scene = async () => {
  const world = await createWorld();
  await schedule(world, { members: people(5), job_id: 'before' });
  await drain(world, world.queue.sent.splice(0));
  const members = [
    person(100),
    person(101),
    person(0, { first_name: 'Changed' }),
    person(1),
    { properties: { email: 'p2@example.com', msisdn: '4740009999' } },
    { properties: { email: 'invalid@example.com' } },
    { properties: { email: 'p3@example.com', last_name: 'First' } },
    { properties: { msisdn: '4740000003', first_name: 'Second' } },
  ];
  await schedule(world, { members, job_id: 'nightly', request_number: 1 });
  return { world, message: world.queue.sent.splice(0)[0] as OutgoingMessage };
};

const expectExact = async (world: World, what: string): Promise<void> => {
  const body = await report(world, 'nightly');
  expect(body, what).toMatchObject({
    status: 'finished',
    bulk_jobs_done: 1,
    members_created_number: 2,
    members_updated_number: 5,
    members_with_validation_errors_number: 1,
  });
  expect(body.errors, what).toHaveLength(1);
  const found = await countItems(world.db, world.club.slug);
  expect([found.members, violations(found)], what).toEqual([7, []]);
};

const worker = (world: World, faults: Faults, surroundings = processPlatform): World =>
  worldOf(flakyDb(world.db, faults, { ...surroundings, sleep: async () => {} }), world.club, world.client);

/** The n-th call of all meets the fault, once. */
const nth = (n: number, fault: Fault): { faults: Faults; calls: () => number } => {
  let calls = 0;
  return { faults: () => (++calls === n ? fault : undefined), calls: () => calls };
};

describe('a chunk whose calls fail once', () => {
  it.each([
    ['before they are done', { before: failure('ThrottlingException') }],
    ['when they are done and the answer is lost', { after: failure('TimeoutError') }],
  ] as const)('is finished by the same delivery, with exact counts: %s', async (_, fault) => {
    for (let at = 1; ; at += 1) {
      const { world, message } = await scene();
      const { faults, calls } = nth(at, fault);
      expect(await deliver(worker(world, faults), [message]), `call ${at}`).toEqual([]);
      await expectExact(world, `call ${at}`);
      if (at >= calls()) break;
    }
  });

  it('is finished by the same delivery where half of its statements and transactions conflict', async () => {
    const { world, message } = await scene();
    const faults: Faults = (name, n) => {
      if (n % 2 === 0) return undefined;
      if (name === 'TransactWrite') return { before: cancelled('TransactionConflict', 'ThrottlingError') };
      return { before: failure('ProvisionedThroughputExceededException') };
    };
    expect(await deliver(worker(world, faults), [message])).toEqual([]);
    await expectExact(world, 'conflicts');
  });
});

const throttled: Faults = (name, _, command) =>
  // The lease can be taken and given back; the rows cannot be read.
  name === 'BatchGet' && JSON.stringify(command.input).includes('#EMAIL#')
    ? { before: failure('ThrottlingException') }
    : undefined;

/** The functions that work it have half a second until they must stop. */
const deliverBriefly = (world: World, message: OutgoingMessage) =>
  deliver(world, [message], { timeoutMs: 10_300 });

describe('a chunk whose table is throttled for long', () => {
  it('comes back within seconds, as often as it takes, and no row is given up', async () => {
    const { world, message } = await scene();
    for (let n = 1; n <= 8; n += 1) {
      const busy = worldOf(flakyDb(world.db, throttled, processPlatform), world.club, world.client);
      expect(await deliverBriefly(busy, message)).toEqual([message]);
      expect(busy.queue.pauses).toHaveLength(1);
      expect(busy.queue.pauses[0]).toBeGreaterThanOrEqual(1);
      expect(busy.queue.pauses[0]).toBeLessThanOrEqual(30);
    }
    expect(await deliver(world, [message], { receiveCount: 9 })).toEqual([]);
    await expectExact(world, 'at last');
  });

  it('is no failure of an import', async () => {
    const world = await createWorld();
    await call(world, 'member-imports.create', {
      body: { members: people(2), import_id: 'spring', request_number: 1 },
    });
    const [message] = world.queue.sent.splice(0) as [OutgoingMessage];
    const path = { import_id: 'spring', request_number: '1' };
    const state = async () => {
      const { body } = await call(world, 'member-imports.bulk-by-request-number', { path });
      return [body.status, body.retries];
    };
    for (let n = 1; n <= 6; n += 1) {
      const busy = worldOf(flakyDb(world.db, throttled, processPlatform), world.club, world.client);
      await deliverBriefly(busy, message);
      expect(await state()).toEqual(['working', 0]);
    }
    expect(await deliver(world, [message])).toEqual([]);
    expect(await state()).toEqual(['finished', 0]);
  });
});

describe('a chunk that fails for a reason that does not pass', () => {
  it('waits for the queue each time, and ends with its fifth failure', async () => {
    const { world, message } = await scene();
    const denied: Faults = (name) =>
      name === 'BatchGet' ? { before: failure('AccessDeniedException') } : undefined;
    for (let n = 1; n <= 5; n += 1) {
      expect(await report(world, 'nightly')).toMatchObject({ bulk_jobs_done: 0 });
      const broken = worker(world, denied);
      expect(await deliver(broken, [message])).toEqual([message]);
      expect(broken.queue.pauses).toEqual([]);
    }
    expect(await report(world, 'nightly')).toMatchObject({ status: 'fatal_error', bulk_jobs_done: 1 });
    expect(await deliver(world, [message])).toEqual([]);
    expect((await countItems(world.db, world.club.slug)).members).toBe(5);
  });

  it('is not given to a second delivery while the first has it, and is no failure of the second', async () => {
    const { world, message } = await scene();
    let copy: OutgoingMessage[] = [];
    const other = worldOf(world.db, world.club, world.client);
    const deliverCopy = async (reply: unknown) => {
      copy = await deliver(other, [message]);
      return reply;
    };
    const meanwhile: Faults = (name, n) =>
      name === 'BatchGet' && n === 1 ? { answer: deliverCopy } : undefined;
    const first = worker(world, meanwhile);
    expect(await deliver(first, [message])).toEqual([]);
    expect([copy, other.queue.pauses]).toEqual([[message], [expect.any(Number)]]);
    await expectExact(world, 'both');
    expect(await deliver(other, [message])).toEqual([]);
  });
});
