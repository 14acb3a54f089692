/**
 * Just enough of SQS for the SDK: AWS JSON 1.0, standard queues, in memory.
 *
 * It exists because no maintained npm package implements this protocol; letting AWS_ENDPOINT_URL_SQS point to
 * LocalStack or ElasticMQ replaces it.
 */
import { answerJson, type JsonProtocol } from './aws-json.ts';
import { type Endpoint, type LoopbackOptions, serveLoopback } from './loopback.ts';
import { queueActions, type RefuseMessage } from './queue-actions.ts';
import type { Queue } from './queue-model.ts';
import { createRegistry, queuePath } from './queue-registry.ts';

export interface QueueServerOptions extends LoopbackOptions {
  /** Milliseconds; visibility timeouts and delays follow this clock. */
  now?: () => number;
  refuse?: RefuseMessage;
}

export interface QueueServer extends Endpoint {
  /** The queue itself, to read its counts or to peek; throws for an unknown name. */
  queue(name: string): Queue;
  queueUrl(name: string): string;
}

export async function startQueueServer(options: QueueServerOptions = {}): Promise<QueueServer> {
  const { now = Date.now, refuse, port, portVariable } = options;
  const registry = createRegistry(now);
  let origin = '';
  const protocol: JsonProtocol = {
    contentType: 'application/x-amz-json-1.0',
    target: 'AmazonSQS',
    actions: queueActions({ registry, origin: () => origin, refuse }),
  };
  const endpoint = await serveLoopback({ port, portVariable }, (request, response) =>
    answerJson(protocol, request, response),
  );
  origin = endpoint.url;
  return { ...endpoint, queue: registry.find, queueUrl: (name) => `${origin}${queuePath(name)}` };
}
