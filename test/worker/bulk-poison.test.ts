import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OutgoingMessage } from '#shared/ports/message-queue.ts';
import type { QueueHandler } from '#shared/worker/records.ts';
import { lambdaContext } from '../../local/engines/lambda-context.ts';
import { loadFunction } from '../../local/functions.ts';
import { call } from '../support/api.ts';
import { people, person, report, schedule } from '../support/bulk.ts';
import { deliver, drain, sqsEvent } from '../support/deliver.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let logged: unknown[][];
beforeEach(async () => {
  world = await createWorld();
  logged = [];
  for (const level of ['debug', 'info', 'warn', 'error'] as const) {
    vi.spyOn(world.runtime.log, level).mockImplementation((...line: unknown[]) => void logged.push(line));
  }
});
afterEach(() => {
  vi.restoreAllMocks();
});

const accepted = async (body: object): Promise<{ job: string; message: OutgoingMessage }> => {
  const { body: answer } = await schedule(world, body);
  const [message] = world.queue.sent.splice(0);
  if (!message) throw new Error('Nothing was sent');
  return { job: answer.job_id, message };
};

const changed = ({ id, body }: OutgoingMessage, change: object): OutgoingMessage => ({
  id,
  body: JSON.stringify({ ...JSON.parse(body), ...change }),
});

const SECRETS = ['p1@example.com', '4740000001', 'open-sesame'];
const expectNoSecret = (): void => {
  const text = JSON.stringify(logged);
  for (const secret of SECRETS) expect(text).not.toContain(secret);
};

describe('the chunk worker', () => {
  it.each(['workers.bulk-chunk', 'workers.bulk-dead-letter'])(
    'sends back what it cannot read, without a word of it in the log (%s)',
    async (worker) => {
      const { message, job } = await accepted({ members: [person(1)] });
      const unreadable = [
        { id: '0', body: `{"email":p1@example.com 4740000001 open-sesame` },
        { id: '1', body: JSON.stringify(SECRETS) },
        changed(message, { v: 5 }),
        changed(message, { type: 'bulk.other' }),
        changed(message, { first_id: 'p1@example.com' }),
      ];
      expect(await deliver(world, unreadable, { worker })).toEqual(unreadable);
      expect(logged.filter(([said]) => said === 'record goes back to the queue')).toHaveLength(
        unreadable.length,
      );
      expectNoSecret();
      expect((await report(world, job)).status).toBe('waiting');
    },
  );

  it('ends a chunk at once whose seal is broken or belongs elsewhere', async () => {
    const { message, job } = await accepted({ members: [{ ...person(1), password: 'open-sesame' }] });
    const { message: foreign } = await accepted({ members: [person(2)], job_id: 'foreign' });
    const { sealed } = JSON.parse(foreign.body);
    expect(await deliver(world, [changed(message, { sealed })])).toEqual([]);
    expect(await report(world, job)).toMatchObject({ status: 'fatal_error', bulk_jobs_done: 1 });
    // Its own seal comes too late: an end is an end.
    expect(await deliver(world, [message], { receiveCount: 2 })).toEqual([]);
    expect(await report(world, job)).toMatchObject({ status: 'fatal_error', members_created_number: 0 });

    for (const broken of ['', 'nonsense', `${sealed.slice(0, -2)}xx`, sealed.replace(/^[^.]+/, 'e30')]) {
      const next = await accepted({ members: [person(3)] });
      expect(await deliver(world, [changed(next.message, { sealed: broken })])).toEqual([]);
      expect((await report(world, next.job)).status).toBe('fatal_error');
    }
    expectNoSecret();
    expect((await call(world, 'members.get', { path: { id: '1' } })).status).toBe(404);
  });

  it.each(['club', 'client', 'job', 'request', 'chunk'])(
    'opens a seal under its own %s only',
    async (name) => {
      const { message } = await accepted({ members: [person(1)] });
      const value = JSON.parse(message.body)[name];
      await deliver(world, [
        changed(message, { [name]: typeof value === 'number' ? value + 1 : `${value}x` }),
      ]);
      expect((await call(world, 'members.get-by-email', { path: { email: 'p1@example.com' } })).status).toBe(
        404,
      );
    },
  );

  it('works the good records of a batch and sends back only the bad', async () => {
    const one = await accepted({ members: [person(1)] });
    const two = await accepted({ members: [person(2)] });
    const bad = { id: 'x', body: 'nonsense' };
    expect(await deliver(world, [one.message, bad, two.message])).toEqual([bad]);
    expect((await report(world, one.job)).status).toBe('finished');
    expect((await report(world, two.job)).status).toBe('finished');
  });

  it('goes back when its time is nearly up, and finishes later where it stopped', async () => {
    const members = people(35).map((one) => ({ ...one, password: 'open-sesame' }));
    const { message, job } = await accepted({ members });
    const handler = await loadFunction<QueueHandler>('workers.bulk-chunk');
    let asked = 0;
    const context = {
      ...lambdaContext(),
      getRemainingTimeInMillis: () => {
        asked += 1;
        return asked > 32 ? 9_000 : 60_000;
      },
    };
    world.enter();
    const reply = await handler(sqsEvent([message], 1), context);
    expect(reply.batchItemFailures).toHaveLength(1);
    expect(await report(world, job)).toMatchObject({ status: 'in_progress', members_created_number: 0 });
    const members1 = await call(world, 'members.public-info-by-email', { path: { email: 'p0@example.com' } });
    expect(members1.body).toEqual({ exists: true, can_login: true });
    expect(await deliver(world, [message], { receiveCount: 2 })).toEqual([]);
    expect(await report(world, job)).toMatchObject({ status: 'finished', members_created_number: 35 });
    expectNoSecret();
  });

  it('starts nothing that it has no time for', async () => {
    const { message, job } = await accepted({ members: [person(1)] });
    expect(await deliver(world, [message], { timeoutMs: 5_000 })).toEqual([message]);
    expect((await call(world, 'members.get-by-email', { path: { email: 'p1@example.com' } })).status).toBe(
      404,
    );
    await drain(world, [message]);
    expect((await report(world, job)).status).toBe('finished');
  });

  it('stores opt-in texts that are no well-formed text as such', async () => {
    const { message, job } = await accepted({
      members: [{ ...person(1), source: 'a\ud800', subsource: '' }],
    });
    expect(await deliver(world, [message])).toEqual([]);
    expect((await report(world, job)).members_created_number).toBe(1);
    const { body } = await call(world, 'members.get-by-email', { path: { email: 'p1@example.com' } });
    expect([body.optin_channel, body.optin_subchannel]).toEqual(['a\ufffd', '']);
  });
});
