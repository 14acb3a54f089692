/** The operations of SQS that the functions, the poller and the tests use. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsError, JsonAction, JsonObject } from './aws-json.ts';
import { batchEntries, eachEntry } from './queue-batch.ts';
import { queueError } from './queue-errors.ts';
import {
  MAX_MESSAGE_BYTES,
  optionalInteger,
  outgoingBytes,
  outgoingMessage,
  readReceipt,
  receiptHandle,
  requiredText,
  SECONDS,
  textList,
} from './queue-input.ts';
import { md5OfAttributes, selectAttributes } from './queue-message-attributes.ts';
import type { Queue, QueuedMessage, VisibilityChange } from './queue-model.ts';
import { type QueueRegistry, queueAttributes, queuePath } from './queue-registry.ts';

/** How often a long poll looks again; the queue's own clock may be moved at any time. */
const LONG_POLL_STEP_MS = 20;
const MAX_RECEIVE = { min: 1, max: 10 };

const SYSTEM_ATTRIBUTES: Readonly<Record<string, (message: QueuedMessage) => string | undefined>> = {
  SenderId: () => 'AIDALOCALSTACK',
  SentTimestamp: ({ sentAt }) => String(sentAt),
  ApproximateReceiveCount: ({ receiveCount }) => String(receiveCount),
  ApproximateFirstReceiveTimestamp: ({ firstReceivedAt }) => String(firstReceivedAt),
  DeadLetterQueueSourceArn: ({ sourceArn }) => sourceArn,
};

function systemAttributes(message: QueuedMessage, wanted: readonly string[]): object {
  const entries = Object.entries(SYSTEM_ATTRIBUTES)
    .filter(([name]) => wanted.includes('All') || wanted.includes(name))
    .map(([name, read]) => [name, read(message)] as const)
    .filter(([, value]) => value !== undefined);
  return entries.length > 0 ? { Attributes: Object.fromEntries(entries) } : {};
}

function userAttributes(message: QueuedMessage, wanted: readonly string[]): object {
  const chosen = selectAttributes(message.attributes, wanted);
  const digest = md5OfAttributes(chosen);
  return digest ? { MessageAttributes: chosen, MD5OfMessageAttributes: digest } : {};
}

function send(queue: Queue, entry: JsonObject, refuse: RefuseMessage | undefined): object {
  const { body, attributes, delaySeconds } = outgoingMessage(entry);
  const refusal = refuse?.(body);
  if (refusal) throw refusal;
  const message = queue.send(body, attributes, delaySeconds);
  return {
    MessageId: message.id,
    MD5OfMessageBody: message.md5,
    ...(message.attributesMd5 && { MD5OfMessageAttributes: message.attributesMd5 }),
  };
}

async function receive(queue: Queue, input: JsonObject, signal: AbortSignal): Promise<object> {
  const limit = optionalInteger(input, 'MaxNumberOfMessages', MAX_RECEIVE) ?? 1;
  const visibility = optionalInteger(input, 'VisibilityTimeout', SECONDS.visibility);
  const wait = optionalInteger(input, 'WaitTimeSeconds', SECONDS.wait) ?? queue.settings.waitSeconds;
  // The wait itself is real time: the caller's socket has no other clock.
  const deadline = performance.now() + wait * 1000;
  let messages = queue.receive(limit, visibility);
  while (messages.length === 0 && performance.now() < deadline) {
    await sleep(LONG_POLL_STEP_MS);
    if (signal.aborted) return {};
    messages = queue.receive(limit, visibility);
  }
  if (messages.length === 0) return {};
  const system = [...textList(input, 'AttributeNames'), ...textList(input, 'MessageSystemAttributeNames')];
  const user = textList(input, 'MessageAttributeNames');
  return {
    Messages: messages.map((message) => ({
      MessageId: message.id,
      ReceiptHandle: receiptHandle({ id: message.id, receipt: message.receipt ?? '' }),
      MD5OfBody: message.md5,
      Body: message.body,
      ...systemAttributes(message, system),
      ...userAttributes(message, user),
    })),
  };
}

function remove(queue: Queue, input: JsonObject): object {
  const { id, receipt } = readReceipt(input);
  queue.remove(id, receipt);
  return {};
}

const VISIBILITY_REFUSALS: Readonly<Record<VisibilityChange, AwsError | undefined>> = {
  changed: undefined,
  'not-in-flight': queueError('MessageNotInflight', 'The specified message is not in flight.'),
  gone: queueError(
    'InvalidParameterValue',
    'Reason: Message does not exist or is not available for visibility timeout change.',
  ),
};

function changeVisibility(queue: Queue, input: JsonObject): object {
  const { id, receipt } = readReceipt(input);
  const seconds = optionalInteger(input, 'VisibilityTimeout', SECONDS.visibility);
  if (seconds === undefined) throw queueError('MissingParameter', 'VisibilityTimeout is required.');
  const refusal = VISIBILITY_REFUSALS[queue.changeVisibility(id, receipt, seconds)];
  if (refusal) throw refusal;
  return {};
}

/** Lets a test refuse a message that is otherwise fine; an AwsError with status 5xx is SQS's own fault. */
export type RefuseMessage = (body: string) => AwsError | undefined;

interface QueueActionsOptions {
  registry: QueueRegistry;
  origin: () => string;
  refuse?: RefuseMessage | undefined;
}

export function queueActions({ registry, origin, refuse }: QueueActionsOptions): Record<string, JsonAction> {
  const url = (queue: Queue) => ({ QueueUrl: `${origin()}${queuePath(queue.settings.name)}` });
  const named = (input: JsonObject) => requiredText(input, 'QueueName');
  // Like SQS, go by the path alone: host and port depend on the caller.
  const addressed = (input: JsonObject) =>
    registry.find(requiredText(input, 'QueueUrl').split('/').at(-1) ?? '');

  return {
    CreateQueue: (input) => url(registry.create(named(input), (input['Attributes'] ?? {}) as JsonObject)),
    // All at once: there are never more than a page holds.
    ListQueues: (input) => ({
      QueueUrls: registry.named(String(input['QueueNamePrefix'] ?? '')).map((queue) => url(queue).QueueUrl),
    }),
    GetQueueUrl: (input) => url(registry.find(named(input))),
    GetQueueAttributes: (input) => ({
      Attributes: queueAttributes(addressed(input), textList(input, 'AttributeNames')),
    }),
    SendMessage: (input) => send(addressed(input), input, refuse),
    SendMessageBatch: (input) => {
      const queue = addressed(input);
      const entries = batchEntries(input);
      const bytes = entries.reduce((sum, entry) => sum + outgoingBytes(entry), 0);
      if (bytes > MAX_MESSAGE_BYTES) {
        throw queueError(
          'BatchRequestTooLong',
          `Batch requests cannot be longer than ${MAX_MESSAGE_BYTES} bytes. You have sent ${bytes} bytes.`,
        );
      }
      return eachEntry(entries, (entry) => send(queue, entry, refuse));
    },
    ReceiveMessage: (input, signal) => receive(addressed(input), input, signal),
    DeleteMessage: (input) => remove(addressed(input), input),
    DeleteMessageBatch: (input) => {
      const queue = addressed(input);
      return eachEntry(batchEntries(input), (entry) => remove(queue, entry));
    },
    ChangeMessageVisibility: (input) => changeVisibility(addressed(input), input),
    ChangeMessageVisibilityBatch: (input) => {
      const queue = addressed(input);
      return eachEntry(batchEntries(input), (entry) => changeVisibility(queue, entry));
    },
    PurgeQueue: (input) => {
      addressed(input).purge();
      return {};
    },
  };
}
