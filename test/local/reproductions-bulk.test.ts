import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { bulkChunkWorker, QUEUES } from '#shared/contracts/queues.ts';
import { getRuntime } from '#shared/runtime.ts';
import { AwsError } from '../../local/engines/aws-json.ts';
import type { LambdaHandler } from '../../local/engines/lambda-context.ts';
import type { Endpoint } from '../../local/engines/loopback.ts';
import type { QueuePoller } from '../../local/engines/poller.ts';
import { type QueueServer, startQueueServer } from '../../local/engines/queue.ts';
import { queueArn } from '../../local/engines/queue-registry.ts';
import { loadFunction } from '../../local/functions.ts';
import { startWorker } from '../../local/queues.ts';
import { people, person } from '../support/bulk.ts';
import { countItems, violations } from '../support/count-items.ts';
import { eventually } from '../support/eventually.ts';
import { type ClubStack, startClubStack } from './club-stack.ts';
import { startThrottledDynamo } from './throttled-dynamo.ts';

/** What was found in bulks, done again over HTTP: real queue, real worker, real table (docs/threats-and-faults.md). */

const BULKS = 'members/bulks/create_or_update';
const WRITES = new Set(['UpdateItem', 'PutItem', 'BatchExecuteStatement', 'TransactWriteItems']);

let club: ClubStack;
let dynamo: Endpoint;
let queues: QueueServer;
let worker: QueuePoller;
/** Messages that the worker was given. */
const delivered: string[] = [];
let isThrottled: (operation: string) => boolean;
let isDenied: boolean;

const recording = async <H>(id: string): Promise<H> => {
  const handler = await loadFunction<LambdaHandler<SQSEvent>>(id);
  const recorded: LambdaHandler<SQSEvent> = (event, context) => {
    delivered.push(...event.Records.map(({ body }) => body));
    return handler(event, context);
  };
  return recorded as H;
};

beforeAll(async () => {
  dynamo = await startThrottledDynamo((operation) => isThrottled(operation));
  const denial = new AwsError({ type: 'AccessDenied', status: 403 }, 'not authorized to perform this');
  queues = await startQueueServer({ refuse: () => (isDenied ? denial : undefined) });
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', dynamo.url);
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', queues.url);
  isThrottled = () => false;
  isDenied = false;
  club = await startClubStack({ apart: [bulkChunkWorker.id] });
  const { id } = QUEUES.bulk;
  const source = { url: queues.queueUrl(id), arn: queueArn(id) };
  const workplace = { load: recording, onError: (error: unknown) => club.problems.push(String(error)) };
  worker = await startWorker(new SQSClient({}), bulkChunkWorker, source, workplace);
});
afterAll(async () => {
  await worker?.stop();
  await club?.stack.stop();
  await queues?.stop();
  await dynamo?.stop();
  vi.unstubAllEnvs();
});
beforeEach(() => {
  isThrottled = () => false;
  isDenied = false;
  delivered.length = 0;
});

/** Without messages to the members, whose workers would meet the same table. */
const QUIET = { send_email_welcome_message: false, send_sms_welcome_message: false };
const send = (body: object) => club.ask('POST', BULKS, { body: { ...QUIET, ...body } });
const find = (identifier: string, value: unknown) => club.ask('GET', `members/by_${identifier}/${value}`);
const create = (properties: object) =>
  club.ask('POST', 'members', {
    body: { properties: { first_name: 'A', last_name: 'Twin', ...properties } },
  });

/** Until the worker has deleted every message; then the job's status. */
const ended = async (job: string) => {
  const { id } = QUEUES.bulk;
  await eventually(
    () => queues.queue(id).peek().length,
    (left) => left === 0,
  );
  return (await club.ask('GET', `${BULKS}/${job}`)).body;
};

/** A copy of a message that is late: the queue gives it as one of its own, never received before. */
const late = async (job: string, MessageBody: string) => {
  const { id } = QUEUES.bulk;
  await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: queues.queueUrl(id), MessageBody }));
  return ended(job);
};

describe('a numbered request that comes two or three times at once', () => {
  it('leaves every member with its identifiers, and nobody a twin (fault F81)', async () => {
    for (let round = 0; round < 4; round += 1) {
      const job_id = `copies-${round}`;
      const members = people(100, 100 * round);
      const copies = Array.from({ length: 2 + (round % 2) }, async (_, n) => {
        await sleep(15 * n);
        return (await send({ job_id, request_number: 1, members })).status;
      });
      expect(new Set(await Promise.all(copies))).toEqual(new Set([200]));
      expect(await ended(job_id)).toMatchObject({
        status: 'finished',
        bulk_jobs_done: 1,
        members_created_number: 100,
        members_updated_number: 0,
        errors: [],
      });
      const looked = members.map(async ({ properties: { email, msisdn } }) => [
        (await find('email', email)).body.id ?? `no ${email}`,
        (await find('msisdn', msisdn)).body.id ?? `no ${msisdn}`,
      ]);
      const ids = await Promise.all(looked);
      expect(ids.filter(([one, other]) => one !== other)).toEqual([]);
      expect(new Set(ids.flat()).size).toBe(100);
      const { email, msisdn } = members[round]?.properties ?? {};
      expect([(await create({ email })).status, (await create({ msisdn })).status]).toEqual([422, 422]);
    }
    expect(delivered.length).toBeGreaterThan(4);
    expect(violations(await countItems(club.db, 'findings'))).toEqual([]);
  });
});

describe('a copy of a chunk that comes when all is done', () => {
  it('does not bring back who was erased meanwhile (fault F82)', async () => {
    const ola = (await create(person(9001).properties)).body.id;
    await send({ job_id: 'late', members: [person(9001, { first_name: 'Ola' })] });
    const done = await ended('late');
    expect(done).toMatchObject({ status: 'finished', members_updated_number: 1 });
    expect((await club.ask('DELETE', `members/${ola}`)).status).toBe(200);
    expect(await late('late', delivered[0] ?? '')).toEqual(done);
    expect(delivered).toHaveLength(2);
    expect((await find('email', 'p9001@example.com')).status).toBe(404);
    expect((await find('msisdn', '4740009001')).status).toBe(404);
  });

  it('does not block the address that its member gave up (fault F83)', async () => {
    await send({ job_id: 'moved', members: [person(9002)] });
    await ended('moved');
    const kari = (await find('email', 'p9002@example.com')).body.id;
    const properties = { email: 'kari2@example.com' };
    expect((await club.ask('PUT', `members/${kari}`, { body: { properties } })).status).toBe(200);
    await late('moved', delivered[0] ?? '');
    expect(delivered).toHaveLength(2);
    expect((await find('email', 'kari2@example.com')).body.id).toBe(kari);
    expect((await create({ email: 'p9002@example.com' })).status).toBe(200);
    expect(violations(await countItems(club.db, 'findings'))).toEqual([]);
  });
});

describe('a job', () => {
  it('on a throttled table is finished by its first deliveries, every row counted (fault F84)', async () => {
    let writes = 0;
    let refused = 0;
    expect((await send({ job_id: 'throttled', members: people(500, 20_000) })).status).toBe(200);
    // Of two writes the table takes one.
    isThrottled = (operation) => {
      const throttled = WRITES.has(operation) && ++writes % 2 === 1;
      refused += Number(throttled);
      return throttled;
    };
    expect(await ended('throttled')).toMatchObject({
      status: 'finished',
      bulk_jobs: 5,
      bulk_jobs_done: 5,
      members_created_number: 500,
      errors: [],
    });
    expect(refused).toBeGreaterThan(10);
    expect(new Set(delivered).size).toBe(5);
    expect(delivered).toHaveLength(5);
  });

  it('whose queue denies access is a 500, logged with the name that AWS gives it (fault F85)', async () => {
    const log = vi.spyOn(getRuntime().log, 'error').mockImplementation(() => {});
    isDenied = true;
    const { status, body, headers } = await send({ job_id: 'denied', members: people(1, 9100) });
    expect([status, body, headers.get('x-error-code')]).toEqual([
      500,
      { error: 'Internal error' },
      'internal',
    ]);
    expect(headers.get('retry-after')).toBeNull();
    expect(log.mock.calls.map(([, more]) => more)).toEqual([
      expect.objectContaining({ aws_error: 'AccessDenied', permanent: true }),
    ]);
    log.mockRestore();
  });
});
