/** Endpoints with SDK clients for them, and a clock that a test moves. */
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  type SendMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type QueueServerOptions, startQueueServer } from '../../../local/engines/queue.ts';
import { eventually as until } from '../../support/eventually.ts';

export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

export async function startTestQueues(options: QueueServerOptions = {}) {
  let time = Date.UTC(2026, 0, 1);
  const server = await startQueueServer({ now: () => time, ...options });
  const sqs = new SQSClient({
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: CREDENTIALS,
    maxAttempts: 1,
  });
  return {
    server,
    sqs,
    advance: (seconds: number) => {
      time += seconds * 1000;
    },
    stop: async () => {
      sqs.destroy();
      await server.stop();
    },
  };
}

/** The same with one queue `chunks`, whose visibility timeout is a minute. */
export async function startTestQueue() {
  const local = await startTestQueues();
  const created = await local.sqs.send(
    new CreateQueueCommand({ QueueName: 'chunks', Attributes: { VisibilityTimeout: '60' } }),
  );
  const QueueUrl = created.QueueUrl ?? '';
  return {
    ...local,
    queueUrl: QueueUrl,
    send: (MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
      local.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more })),
    receive: async (more: Partial<ReceiveMessageCommandInput> = {}) => {
      const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more });
      return (await local.sqs.send(command)).Messages ?? [];
    },
  };
}

/** Polls until `check` holds: what a poller does happens in its own time. */
export async function eventually(check: () => boolean, what: string): Promise<void> {
  if (!(await until(check, Boolean, 10))) throw new Error(`never happened: ${what}`);
}
