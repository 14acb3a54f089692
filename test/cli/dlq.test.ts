import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AwsError } from '../../local/engines/aws-json.ts';
import { startTestQueues } from '../local/engines/fixtures.ts';
import { isUp, spawnStack } from '../local/stack-process.ts';
import { people, report, schedule } from '../support/bulk.ts';
import { deliver, drain } from '../support/deliver.ts';
import { createWorld } from '../support/world.ts';
import { runLoyalty } from './loyalty-process.ts';

const NAMES = {
  queue: 'loyalty-test-workers-bulkQueueE2B8A1-abc',
  dead: 'loyalty-test-workers-bulkDeadLetters5D-def',
  stream: 'loyalty-test-workers-workersoutboxsourceFailures11-ghi',
  schedule: 'loyalty-test-workers-workersreapbulksscheduleFailures77-mno',
  stranger: 'loyalty-other-workers-bulkQueueE2B8A1-jkl',
};

let local: Awaited<ReturnType<typeof startTestQueues>>;
let urls: Record<keyof typeof NAMES, string>;
let refused: (body: string) => boolean;

const make = async (QueueName: string, Attributes: Record<string, string> = {}): Promise<string> =>
  (await local.sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';

beforeEach(async () => {
  refused = () => false;
  const overloaded = new AwsError({ type: 'InternalError', status: 500 }, 'try again');
  local = await startTestQueues({ refuse: (body) => (refused(body) ? overloaded : undefined) });
  const dead = await make(NAMES.dead);
  const deadLetterTargetArn = `arn:aws:sqs:eu-west-1:000000000000:${NAMES.dead}`;
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 5 });
  const queue = await make(NAMES.queue, { RedrivePolicy });
  urls = {
    queue,
    dead,
    stream: await make(NAMES.stream),
    schedule: await make(NAMES.schedule),
    stranger: await make(NAMES.stranger),
  };
});
afterEach(() => local.stop());

const chunk = (n: number) =>
  JSON.stringify({ v: 1, type: 'bulk.chunk', club: 'mall', job: 'j', chunk: n, sealed: 'x'.repeat(200) });

const bury = (MessageBody: string) =>
  local.sqs.send(
    new SendMessageCommand({
      QueueUrl: urls.dead,
      MessageBody,
      MessageAttributes: { trace: { DataType: 'String', StringValue: 't1' } },
    }),
  );

const bodiesIn = (name: string): string[] =>
  local.server
    .queue(name)
    .peek()
    .map(({ body }) => body);

const dlqOf = (stage: string, ...args: string[]) =>
  runLoyalty(['--json', '--region', 'eu-west-1', 'dlq', ...args, '--stage', stage], {
    env: {
      AWS_ENDPOINT_URL_SQS: local.server.url,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_MAX_ATTEMPTS: '1',
    },
  });
const dlq = (...args: string[]) => dlqOf('test', ...args);
const json = async (...args: string[]) => {
  const { code, stdout, stderr } = await dlq(...args);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
};

describe('loyalty dlq list', () => {
  it('names the queues of the stage as the contracts do, with what is dead in them', async () => {
    await bury(chunk(1));
    await local.sqs.send(new SendMessageCommand({ QueueUrl: urls.stream, MessageBody: '{}' }));
    expect(await json('list')).toEqual([
      { queue: 'bulk', waiting: 0, in_hand: 0, dead: 1, can_be_redriven: true },
      { queue: 'outbox (stream)', waiting: 0, in_hand: 0, dead: 1, can_be_redriven: false },
      { queue: 'reapbulks (schedule)', waiting: 0, in_hand: 0, dead: 0, can_be_redriven: false },
    ]);
  });

  it('does not take a misspelt stage for a healthy one', async () => {
    const { code, stderr } = await dlqOf('tset', 'list');
    expect([code, JSON.parse(stderr).message]).toEqual([1, expect.stringContaining('No queue is named')]);
  });
});

describe('loyalty dlq redrive', () => {
  it('sends every letter back as it was, and deletes it then', async () => {
    const bodies = Array.from({ length: 23 }, (_, n) => chunk(n));
    for (const body of bodies) await bury(body);
    const { messages } = await json('redrive', 'bulk');
    expect(messages).toHaveLength(23);
    expect(messages[0]).toMatchObject({ queue: 'bulk', message: { type: 'bulk.chunk', club: 'mall' } });
    expect(JSON.stringify(messages)).not.toContain('xxx');
    expect(bodiesIn(NAMES.dead)).toEqual([]);
    expect(bodiesIn(NAMES.queue).sort()).toEqual(bodies.sort());
    const { Messages } = await local.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: urls.queue, MessageAttributeNames: ['All'] }),
    );
    expect(Messages?.[0]?.MessageAttributes?.['trace']?.StringValue).toBe('t1');
    expect((await json('redrive', '--all')).messages).toEqual([]);
  });

  it('rehearses with --dry-run, and keeps to --limit', async () => {
    for (let n = 0; n < 12; n += 1) await bury(chunk(n));
    await bury('not JSON');
    expect((await json('redrive', 'bulk', '--dry-run')).messages).toHaveLength(13);
    expect(bodiesIn(NAMES.queue)).toEqual([]);
    expect(local.server.queue(NAMES.dead).counts()).toMatchObject({ visible: 13, inFlight: 0 });
    expect((await json('redrive', 'bulk', '--limit', '5')).messages).toHaveLength(5);
    expect(local.server.queue(NAMES.dead).counts()).toMatchObject({ visible: 8, inFlight: 0 });
  });

  it('keeps a letter that could not be sent back', async () => {
    await bury(chunk(1));
    refused = () => true;
    const { code, stderr } = await dlq('redrive', 'bulk');
    expect([code, JSON.parse(stderr).message]).toEqual([1, expect.stringContaining('queue')]);
    expect(local.server.queue(NAMES.dead).counts()).toMatchObject({ visible: 1, inFlight: 0 });
  });

  it('refuses a queue that there is not, and reports of a stream', async () => {
    for (const args of [
      ['redrive', 'bluk'],
      ['redrive'],
      ['redrive', 'outbox (stream)'],
      ['redrive', 'bulk', '--all'],
    ])
      expect((await dlq(...args)).code).toBe(2);
  });

  it('does nothing twice: a chunk that has ended counts once', async () => {
    const world = await createWorld();
    await schedule(world, { job_id: 'job', request_number: 1, members: people(3) });
    const [message] = world.queue.sent.splice(0);
    if (!message) return expect.unreachable('No chunk');
    await drain(world, [message]);
    const before = await report(world, 'job');
    await bury(message.body);
    await json('redrive', 'bulk');
    const [body = ''] = bodiesIn(NAMES.queue);
    expect(body).toBe(message.body);
    expect(await deliver(world, [{ ...message, body }])).toEqual([]);
    expect(await report(world, 'job')).toEqual(before);
  });
});

describe('loyalty --local dlq', () => {
  it('finds the queues of the local stack', async () => {
    const stack = await spawnStack();
    await isUp(stack);
    const env = { PORT: new URL(stack.url).port, DYNAMODB_PORT: stack.dynamoPort };
    const { code, stdout } = await runLoyalty(['--local', '--json', 'dlq', 'list'], { env });
    stack.child.kill('SIGTERM');
    await stack.ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(
      expect.arrayContaining([expect.objectContaining({ queue: 'bulk', dead: 0, can_be_redriven: true })]),
    );
  });
});
