import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import type { Db } from '#shared/data/table/db.ts';
import { ENV } from '#shared/env-names.ts';
import { bulkQueue } from '#shared/ports/bulk-queue.ts';
import { senders } from '#shared/ports/delivery.ts';
import { deliveryQueue } from '#shared/ports/delivery-queue.ts';
import { metrics } from '#shared/ports/metrics.ts';
import { withLog } from '../support/log.ts';
import { type World, worldOf } from '../support/world.ts';

export const NAMESPACE = 'Loyalty/prod';

/** What AWS throws. */
export const failure = (name: string, httpStatusCode = 400): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode, requestId: 'aws-request' } });

/** The log and the metrics of a deployment. */
const deployed = (world: World): World => {
  withLog(world);
  const { env } = world.runtime;
  Object.defineProperty(world.runtime, 'env', {
    value: (name: Parameters<typeof env>[0]) => (name === ENV.metricsNamespace ? NAMESPACE : env(name)),
  });
  world.runtime.provide(metrics, metrics(world.runtime));
  return world;
};

/** The same club seen by functions that write as deployed ones do. */
export const observed = ({ db, club, client, queues, outbox, clock }: World): World => {
  const world = worldOf(db, club, client, queues, outbox);
  world.clock.ahead = clock.ahead;
  return deployed(world);
};

/** Functions whose every call to the table fails. */
export const withoutTable = ({ db, club, client }: World, error: Error): World => {
  const doc = { send: () => Promise.reject(error) } as unknown as Db['doc'];
  return deployed(worldOf({ ...db, doc }, club, client));
};

/** Functions whose mails and messages the provider refuses, at the SDK's edge. */
export const withProvider = (world: World, error: Error): World => {
  for (const client of [SESv2Client, SNSClient]) mockClient(client as never).rejects(error as never);
  const its = observed(world);
  its.runtime.provide(senders, senders(its.runtime));
  return its;
};

/** Functions that SQS refuses to take messages from. */
export const withoutQueues = (world: World, error: Error): World => {
  mockClient(SQSClient).rejects(error);
  const its = observed(world);
  for (const queue of [bulkQueue, deliveryQueue]) its.runtime.provide(queue, queue(its.runtime));
  return its;
};
