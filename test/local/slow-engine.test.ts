import { setTimeout as sleep } from 'node:timers/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { bulkChunkWorker } from '#shared/contracts/queues.ts';
import { readItem } from '#shared/data/table/read.ts';
import { ENV } from '#shared/env-names.ts';
import { createRuntime } from '#shared/runtime.ts';
import { engineTable } from '../../local/engine-table.ts';
import { type Endpoint, serveLoopback } from '../../local/engines/loopback.ts';
import { startQueueServer } from '../../local/engines/queue.ts';
import { createQueues, startWorkers } from '../../local/queues.ts';

/** An engine on a busy machine: it answers, late. */
let engine: Endpoint;
const waiting: (() => void)[] = [];
let asked = 0;

beforeAll(async () => {
  engine = await serveLoopback({}, async (_, response) => {
    asked += 1;
    await new Promise<void>((resolve) => waiting.push(resolve));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  });
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', engine.url);
  vi.stubEnv(ENV.tableName, 'table');
});

afterAll(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await engine.stop();
});

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
};

it('asks DynamoDB Local once, however long it takes to answer', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  const answer = readItem(engineTable(createRuntime()), { pk: 'a', sk: 'b' } as never);
  await until(() => asked === 1);
  for (let second = 0; second < 30; second += 1) {
    await vi.advanceTimersByTimeAsync(1000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(asked).toBe(1);
  for (const resolve of waiting) resolve();
  vi.useRealTimers();
  expect(await answer).toBeUndefined();
  expect(asked).toBe(1);
});

it('lets no more handlers of a worker run than DynamoDB Local can serve', async () => {
  const server = await startQueueServer();
  const sqs = new SQSClient({ endpoint: server.url });
  const pairs = await createQueues(sqs);
  let running = 0;
  let most = 0;
  const handler = async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await sleep(5);
    running -= 1;
  };
  for (let n = 0; n < 10 * bulkChunkWorker.batchSize; n += 1) server.queue('bulk').send(`${n}`);
  const pollers = await startWorkers(sqs, pairs, [], {
    load: async () => handler as never,
    onError: () => {},
  });
  await vi.waitUntil(() => server.queue('bulk').peek().length === 0, 10_000);
  await Promise.all(pollers.map((poller) => poller.stop()));
  await server.stop();
  expect(most).toBe(2);
});
