/** The queues of one endpoint: creation, names, addresses and the attributes of a queue. */
import type { JsonObject } from './aws-json.ts';
import { queueError } from './queue-errors.ts';
import { type Range, SECONDS } from './queue-input.ts';
import { createQueue, type Queue, type QueueSettings, type Redrive } from './queue-model.ts';

const REGION = 'eu-west-1';
const ACCOUNT = '000000000000';
const NAME = /^[A-Za-z0-9_-]{1,80}$/;

export function queueArn(name: string): string {
  return `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
}

export function queuePath(name: string): string {
  return `/${ACCOUNT}/${name}`;
}

function seconds(attributes: JsonObject, name: string, { min, max }: Range, fallback: number): number {
  const value = attributes[name];
  if (value === undefined) return fallback;
  const number = Number(value);
  if (Number.isInteger(number) && number >= min && number <= max) return number;
  throw queueError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
}

function redrivePolicy(attributes: JsonObject): Redrive | undefined {
  const text = attributes['RedrivePolicy'];
  if (text === undefined || text === '') return undefined;
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(String(text)) as JsonObject;
    const count = Number(maxReceiveCount);
    if (typeof deadLetterTargetArn === 'string' && Number.isInteger(count) && count >= 1 && count <= 1000) {
      return { deadLetterTargetArn, maxReceiveCount: count };
    }
  } catch {
    // Answered below.
  }
  throw queueError('InvalidAttributeValue', 'Invalid value for the parameter RedrivePolicy.');
}

/** Attributes with an effect here; the second list is accepted because the real stack sets it. */
const EFFECTIVE = ['VisibilityTimeout', 'DelaySeconds', 'ReceiveMessageWaitTimeSeconds', 'RedrivePolicy'];
const WITHOUT_EFFECT = [
  'MessageRetentionPeriod',
  'MaximumMessageSize',
  'Policy',
  'SqsManagedSseEnabled',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'RedriveAllowPolicy',
];

function readSettings(name: string, attributes: JsonObject): QueueSettings {
  if (!NAME.test(name)) {
    throw queueError(
      'InvalidParameterValue',
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length; no FIFO queues here.',
    );
  }
  for (const attribute of Object.keys(attributes)) {
    if (EFFECTIVE.includes(attribute) || WITHOUT_EFFECT.includes(attribute)) continue;
    throw queueError('InvalidAttributeName', `Unknown Attribute ${attribute}.`);
  }
  return {
    name,
    arn: queueArn(name),
    visibilitySeconds: seconds(attributes, 'VisibilityTimeout', SECONDS.visibility, 30),
    delaySeconds: seconds(attributes, 'DelaySeconds', SECONDS.delay, 0),
    waitSeconds: seconds(attributes, 'ReceiveMessageWaitTimeSeconds', SECONDS.wait, 0),
    redrive: redrivePolicy(attributes),
  };
}

const SHOWN: Readonly<Record<string, (queue: Queue) => string | undefined>> = {
  QueueArn: ({ settings }) => settings.arn,
  VisibilityTimeout: ({ settings }) => String(settings.visibilitySeconds),
  DelaySeconds: ({ settings }) => String(settings.delaySeconds),
  ReceiveMessageWaitTimeSeconds: ({ settings }) => String(settings.waitSeconds),
  RedrivePolicy: ({ settings }) => settings.redrive && JSON.stringify(settings.redrive),
  ApproximateNumberOfMessages: (queue) => String(queue.counts().visible),
  ApproximateNumberOfMessagesNotVisible: (queue) => String(queue.counts().inFlight),
  ApproximateNumberOfMessagesDelayed: (queue) => String(queue.counts().delayed),
};

export function queueAttributes(queue: Queue, wanted: readonly string[]): Record<string, string> {
  const names = wanted.includes('All') ? Object.keys(SHOWN) : wanted;
  const entries: [string, string][] = [];
  for (const name of names) {
    const show = SHOWN[name];
    if (!show) throw queueError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    const value = show(queue);
    if (value !== undefined) entries.push([name, value]);
  }
  return Object.fromEntries(entries);
}

export type QueueRegistry = ReturnType<typeof createRegistry>;

export function createRegistry(now: () => number) {
  const queues = new Map<string, Queue>();
  const byArn = (arn: string) => [...queues.values()].find((queue) => queue.settings.arn === arn);

  function create(name: string, attributes: JsonObject = {}): Queue {
    const settings = readSettings(name, attributes);
    const existing = queues.get(name);
    if (existing) {
      if (JSON.stringify(existing.settings) === JSON.stringify(settings)) return existing;
      throw queueError('QueueNameExists', `A queue ${name} already exists with different attributes.`);
    }
    if (settings.redrive && !byArn(settings.redrive.deadLetterTargetArn)) {
      throw queueError(
        'InvalidParameterValue',
        'RedrivePolicy is invalid. Reason: Dead letter target does not exist.',
      );
    }
    const queue = createQueue(settings, now, byArn);
    queues.set(name, queue);
    return queue;
  }

  function find(name: string): Queue {
    const queue = queues.get(name);
    if (!queue) throw queueError('QueueDoesNotExist', 'The specified queue does not exist.');
    return queue;
  }

  const named = (prefix: string): Queue[] =>
    [...queues.values()].filter(({ settings }) => settings.name.startsWith(prefix));

  return { create, find, named };
}
