import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  paginateListQueues,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeadLetter, DeadLetterQueue } from '#shared/admin/redrive.ts';
import { QUEUES } from '#shared/contracts/queues.ts';

interface Described {
  readonly url: string;
  readonly arn: string;
  readonly waiting: number;
  /** In the hands of a worker, or of this command. */
  readonly inHand: number;
  readonly deadLetterArn: string | undefined;
}

/** A queue of the deployment with what could not be done of it. */
export interface QueuePair {
  readonly name: string;
  readonly queue: Described;
  /** Absent: it holds reports of what failed of a stream or a schedule, which cannot be sent back. */
  readonly deadLetters?: Described;
}

const ATTRIBUTES = [
  'QueueArn',
  'RedrivePolicy',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
] as const;

const describe = async (sqs: SQSClient, url: string): Promise<Described> => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...ATTRIBUTES] }),
  );
  const policy = Attributes['RedrivePolicy'];
  const { deadLetterTargetArn } = policy ? (JSON.parse(policy) as { deadLetterTargetArn?: string }) : {};
  return {
    url,
    arn: Attributes['QueueArn'] ?? '',
    waiting: Number(Attributes['ApproximateNumberOfMessages'] ?? 0),
    inHand: Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0),
    deadLetterArn: deadLetterTargetArn,
  };
};

const plain = (text: string): string => text.replace(/[^A-Za-z0-9]/g, '');

/**
 * What people call a queue. CloudFormation names it after stack and construct (`…-bulkQueueE2B8…-…`), the local stack
 * after the contract.
 */
export const queueNameOf = (full: string): string => {
  const parts = full.split('-');
  const known = Object.values(QUEUES).find(({ id }) =>
    parts.some((part) => part.startsWith(`${plain(id)}Queue`)),
  );
  const [, worker, feed] = /-workers(\w+?)(source|schedule)Failures/.exec(full) ?? [];
  return known?.id ?? (worker === undefined ? full : `${worker} (${feed === 'source' ? 'stream' : feed})`);
};

/** Every queue whose name starts so, with its dead letters. */
export const findQueues = async (sqs: SQSClient, prefix: string): Promise<readonly QueuePair[]> => {
  const urls: string[] = [];
  for await (const page of paginateListQueues({ client: sqs }, { QueueNamePrefix: prefix, MaxResults: 100 }))
    urls.push(...(page.QueueUrls ?? []));
  const all = await Promise.all(urls.map((url) => describe(sqs, url)));
  const targets = new Set(all.flatMap(({ deadLetterArn }) => deadLetterArn ?? []));
  return all
    .filter(({ arn }) => !targets.has(arn))
    .map((queue) => {
      const deadLetters = all.find(({ arn }) => arn === queue.deadLetterArn);
      return {
        name: queueNameOf(queue.arn.split(':').at(-1) ?? ''),
        queue,
        ...(deadLetters && { deadLetters }),
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
};

/** Long enough to send ten letters back. */
const VISIBILITY_SECONDS = 60;
/** A long poll asks every server of the queue; a short one may miss some. */
const WAIT_SECONDS = 1;

const letterOf = ({ MessageId = '', Body = '', Attributes = {} }: Message): DeadLetter => ({
  id: MessageId,
  body: Body,
  sentAt: Number(Attributes.SentTimestamp ?? 0),
  deliveries: Number(Attributes.ApproximateReceiveCount ?? 0),
});

export const openDeadLetters = (
  sqs: SQSClient,
  { name, queue }: Pick<QueuePair, 'name' | 'queue'>,
  deadLetters: Described,
): DeadLetterQueue => {
  const received = new Map<string, Message>();
  const receipt = ({ id }: DeadLetter) => ({
    QueueUrl: deadLetters.url,
    ReceiptHandle: received.get(id)?.ReceiptHandle,
  });
  return {
    name,
    async receive() {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: deadLetters.url,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: VISIBILITY_SECONDS,
          WaitTimeSeconds: WAIT_SECONDS,
          MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
          MessageAttributeNames: ['All'],
        }),
      );
      for (const message of Messages) received.set(message.MessageId ?? '', message);
      return Messages.map(letterOf);
    },
    async sendBack(letter) {
      const { MessageAttributes } = received.get(letter.id) ?? {};
      await sqs.send(
        new SendMessageCommand({ QueueUrl: queue.url, MessageBody: letter.body, MessageAttributes }),
      );
    },
    async forget(letter) {
      await sqs.send(new DeleteMessageCommand(receipt(letter)));
    },
    async release(letter) {
      await sqs.send(new ChangeMessageVisibilityCommand({ ...receipt(letter), VisibilityTimeout: 0 }));
    },
  };
};
