/** One standard queue in memory: visibility timeout, delay, redrive. Times are milliseconds of `now()`. */
import { createHash, randomUUID } from 'node:crypto';
import { type MessageAttributes, md5OfAttributes } from './queue-message-attributes.ts';

export interface Redrive {
  deadLetterTargetArn: string;
  maxReceiveCount: number;
}

export interface QueueSettings {
  name: string;
  arn: string;
  visibilitySeconds: number;
  delaySeconds: number;
  waitSeconds: number;
  redrive?: Redrive | undefined;
}

export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  readonly md5: string;
  readonly attributes: MessageAttributes;
  readonly attributesMd5: string | undefined;
  readonly sentAt: number;
  /** Where a dead letter came from. */
  readonly sourceArn?: string | undefined;
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt?: number | undefined;
  receipt?: string | undefined;
}

interface QueueCounts {
  visible: number;
  inFlight: number;
  delayed: number;
}

export type VisibilityChange = 'changed' | 'not-in-flight' | 'gone';
export type Queue = ReturnType<typeof createQueue>;

function md5(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}

export function createQueue(
  settings: QueueSettings,
  now: () => number,
  deadLetterQueue: (arn: string) => Queue | undefined,
) {
  const messages = new Map<string, QueuedMessage>();

  function send(body: string, attributes: MessageAttributes = {}, delaySeconds = settings.delaySeconds) {
    const message: QueuedMessage = {
      id: randomUUID(),
      body,
      md5: md5(body),
      attributes,
      attributesMd5: md5OfAttributes(attributes),
      sentAt: now(),
      visibleAt: now() + delaySeconds * 1000,
      receiveCount: 0,
    };
    messages.set(message.id, message);
    return message;
  }

  /** AWS moves a message on the receive that would exceed the count, and keeps its id and sent time. */
  function moveIfExhausted(message: QueuedMessage): boolean {
    const { redrive } = settings;
    if (!redrive || message.receiveCount < redrive.maxReceiveCount) return false;
    const target = deadLetterQueue(redrive.deadLetterTargetArn);
    if (!target) return false;
    messages.delete(message.id);
    target.accept({ ...message, sourceArn: settings.arn });
    return true;
  }

  function accept(message: QueuedMessage): void {
    messages.set(message.id, {
      ...message,
      visibleAt: now(),
      receiveCount: 0,
      firstReceivedAt: undefined,
      receipt: undefined,
    });
  }

  function receive(limit: number, visibilitySeconds = settings.visibilitySeconds): QueuedMessage[] {
    const received: QueuedMessage[] = [];
    for (const message of messages.values()) {
      if (received.length === limit) break;
      if (message.visibleAt > now() || moveIfExhausted(message)) continue;
      message.receiveCount += 1;
      message.firstReceivedAt ??= now();
      message.visibleAt = now() + visibilitySeconds * 1000;
      message.receipt = randomUUID();
      received.push({ ...message });
    }
    return received;
  }

  /** A receipt of an earlier receive deletes nothing, without an error: the message went to someone else. */
  function remove(id: string, receipt: string): void {
    if (messages.get(id)?.receipt === receipt) messages.delete(id);
  }

  function changeVisibility(id: string, receipt: string, seconds: number): VisibilityChange {
    const message = messages.get(id);
    if (!message || message.receipt !== receipt) return 'gone';
    if (message.visibleAt <= now()) return 'not-in-flight';
    message.visibleAt = now() + seconds * 1000;
    return 'changed';
  }

  function counts(): QueueCounts {
    const result: QueueCounts = { visible: 0, inFlight: 0, delayed: 0 };
    for (const { visibleAt, receiveCount } of messages.values()) {
      const state = visibleAt <= now() ? 'visible' : receiveCount > 0 ? 'inFlight' : 'delayed';
      result[state] += 1;
    }
    return result;
  }

  return {
    settings,
    send,
    accept,
    receive,
    remove,
    changeVisibility,
    counts,
    /** All messages, oldest first, without receiving them. */
    peek: (): QueuedMessage[] => [...messages.values()].map((message) => ({ ...message })),
    purge: () => messages.clear(),
  };
}
