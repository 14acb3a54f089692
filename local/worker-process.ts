import { SQSClient } from '@aws-sdk/client-sqs';
import { WORKERS } from '#shared/contracts/queues.ts';
import { ENV } from '#shared/env-names.ts';
import { database } from '#shared/ports/database.ts';
import { metrics } from '#shared/ports/metrics.ts';
import { createRuntime, setRuntime } from '#shared/runtime.ts';
import { engineTable } from './engine-table.ts';
import { loadFunction } from './functions.ts';
import { startWorker } from './queues.ts';

/**
 * One queue worker as a process of its own, which can be killed: `node local/worker-process.ts <id>`. Like an
 * execution environment of Lambda it processes one event at a time. The stack's environment variables name the
 * engines; its parent sends the offset of the clock.
 */
const main = async (): Promise<void> => {
  const contract = WORKERS.find(({ id }) => id === process.argv[2]);
  if (!contract) throw new Error(`No worker ${process.argv[2]}`);
  let ahead = Number(process.argv[3] ?? 0);
  process.on('message', (milliseconds) => {
    ahead = Number(milliseconds);
  });
  // Without its parent it has no stack to work for.
  process.on('disconnect', () => process.exit());
  const runtime = createRuntime({ now: () => new Date(Date.now() + ahead) });
  // What is counted is reported by the stack, and this is not in its process.
  runtime.provide(metrics, { count: () => {} });
  runtime.provide(database, engineTable(runtime));
  setRuntime(runtime);
  const url = process.env[ENV[`${contract.queue}QueueUrl`]] ?? '';
  const source = { url, arn: `arn:aws:sqs:eu-west-1:000000000000:${contract.queue}` };
  const sandbox = { ...contract, maxConcurrency: 1 };
  await startWorker(new SQSClient({}), sandbox, source, {
    load: loadFunction,
    onError: (error) => console.error(String(error)),
  });
};

await main();
