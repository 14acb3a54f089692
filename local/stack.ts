import type { AddressInfo } from 'node:net';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createTable } from '#shared/data/table/create-table.ts';
import { LOCAL } from '#shared/env-names.ts';
import { database } from '#shared/ports/database.ts';
import { metrics } from '#shared/ports/metrics.ts';
import { createRuntime, setRuntime } from '#shared/runtime.ts';
import type { Activity } from './activity/activity.ts';
import { createActivityLog } from './activity/activity-log.ts';
import { jobProgress } from './activity/job-progress.ts';
import { bundlesIn } from './bundles.ts';
import { createClock, type MovableClock } from './clock.ts';
import { consoleFiles } from './console-files.ts';
import { consoleTools } from './console-tools.ts';
import { createCounts } from './counts.ts';
import { documentAt } from './documents.ts';
import { engineTable } from './engine-table.ts';
import { startDynamo } from './engines/dynamodb.ts';
import { LOOPBACK, portTaken } from './engines/loopback.ts';
import { type QueueServer, startQueueServer } from './engines/queue.ts';
import { startSecrets } from './engines/secrets.ts';
import { setEnvironment, setPublicUrl, setQueueUrls } from './environment.ts';
import { loadFunction } from './functions.ts';
import { createGateway } from './gateway/server.ts';
import { startMetricSeries } from './metric-series.ts';
import { startProviders } from './outbox/providers.ts';
import { persistentSecret } from './persistent-secret.ts';
import { createQueues, startStreamWorkers, startWorkers } from './queues.ts';
import { type Schedules, startSchedules } from './schedules.ts';
import { seed } from './seed.ts';
import { answerTool, localTools } from './tools.ts';

export interface StackOptions {
  /** 0 = any free port. */
  readonly port: number;
  readonly dynamoPort: number;
  readonly dataDir?: string | undefined;
  /** Whether it runs long enough for the full compiler of DynamoDB Local's Java to pay. */
  readonly longLived?: boolean;
  /** Called with what goes wrong. */
  readonly report: (line: string) => void;
  /** Called with each request, message, and step of a bulk. */
  readonly onActivity?: (activity: Activity) => void;
  /** Where the built functions lie; without it functions come from their sources. */
  readonly codeDirectory?: string | undefined;
  /** Ids of queue workers that do not run here. */
  readonly apart?: readonly string[];
}

export interface Stack {
  readonly url: string;
  readonly dynamoUrl: string;
  readonly clock: MovableClock;
  readonly queues: QueueServer;
  readonly schedules: Schedules;
  stop(): Promise<void>;
}

type Stop = () => Promise<void>;

/** An engine of ours, or the one that the SDK's own variable names (LocalStack, ElasticMQ, …). */
const engine = async <E extends { url: string; stop: Stop }>(
  variable: string,
  stops: Stop[],
  start: () => Promise<E>,
): Promise<string> => {
  const elsewhere = process.env[variable];
  if (elsewhere) return elsewhere;
  const started = await start();
  stops.unshift(() => started.stop());
  return started.url;
};

const listen = async (server: ReturnType<typeof createGateway>, port: number): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? portTaken(port, 'PORT') : error),
    );
    server.listen(port, LOOPBACK, resolve);
  });
  return (server.address() as AddressInfo).port;
};

const start = async (options: StackOptions, stops: Stop[]): Promise<Stack> => {
  const clock = createClock();
  const activities = createActivityLog((activity) => options.onActivity?.(activity));
  const { outbox, reports, mail, sns, ...providers } = await startProviders({
    now: clock.now,
    onMessage: (message) => activities.add({ kind: 'message', ...message }),
    report: options.report,
  });
  const queues = await startQueueServer({ now: () => clock.now().getTime() });
  const kept = persistentSecret(options.dataDir);
  const secrets = await startSecrets({
    secrets: { [LOCAL.secretId]: kept.read() },
    onPut: (_, text) => kept.write(text),
  });
  stops.unshift(
    () => providers.stop(),
    () => queues.stop(),
    () => secrets.stop(),
  );
  const dataDir = options.dataDir === undefined ? {} : { dataDir: options.dataDir };

  const urls = {
    dynamodb: await engine('AWS_ENDPOINT_URL_DYNAMODB', stops, () =>
      startDynamo({ port: options.dynamoPort, longLived: options.longLived ?? false, ...dataDir }),
    ),
    sqs: process.env['AWS_ENDPOINT_URL_SQS'] ?? queues.url,
    ses: mail.url,
    sns: sns.url,
    secrets: secrets.url,
  };
  setEnvironment(urls);
  const sqs = new SQSClient({});
  const pairs = await createQueues(sqs);
  setQueueUrls(pairs);

  const runtime = createRuntime({ now: clock.now });
  const counts = createCounts();
  runtime.provide(metrics, counts);
  runtime.provide(database, engineTable(runtime));
  setRuntime(runtime);
  const db = runtime.use(database);
  await createTable(db.doc as never, db.table);
  await seed(db, clock.now());

  const load = options.codeDirectory
    ? bundlesIn(options.codeDirectory, { now: clock.now, counts })
    : loadFunction;
  const workplace = { load, onError: (error: unknown) => options.report(`worker: ${String(error)}`) };
  const schedules = await startSchedules(workplace);
  stops.unshift(() => schedules.stop());

  const series = startMetricSeries(counts.read);
  const ownQueues = urls.sqs === queues.url ? queues : undefined;
  stops.unshift(async () => series.stop());

  const gateway = createGateway({
    now: clock.now,
    load,
    tools: answerTool({
      ...localTools({ clock, outbox, secrets, queueUrl: urls.sqs, schedules, counts, reports }),
      ...consoleTools({ clock, outbox, activities, reports, metrics: series, queues: ownQueues }),
      ...consoleFiles,
    }),
    documents: documentAt,
    onProblem: options.report,
    onRequest: activities.add,
  });
  const port = await listen(gateway, options.port);
  stops.unshift(async () => {
    gateway.closeAllConnections();
    await new Promise((resolve) => gateway.close(resolve));
  });
  const url = `http://${LOOPBACK}:${port}`;
  setPublicUrl(url);
  const workers = [
    ...(await startWorkers(sqs, pairs, options.apart ?? [], workplace)),
    await startStreamWorkers(db.doc as never, db.table, workplace, (record) => {
      const progress = jobProgress(record, clock.now().toISOString());
      if (progress) activities.add(progress);
    }),
  ];
  stops.unshift(async () => void (await Promise.all(workers.map((worker) => worker.stop()))));
  return {
    url,
    dynamoUrl: urls.dynamodb,
    clock,
    queues,
    schedules,
    stop: async () => {
      for (const stop of stops.splice(0)) await stop();
    },
  };
};

/** Brings the whole stack up in this process; what was started is stopped again when a later part fails. */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  const stops: Stop[] = [];
  try {
    return await start(options, stops);
  } catch (error) {
    for (const stop of stops.splice(0)) await stop();
    throw error;
  }
};
