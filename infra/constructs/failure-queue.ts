import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { accept } from '../nag-suppressions.ts';

/** The longest that SQS keeps a message. */
const RETENTION = Duration.days(14);

/** Where a trigger that is no queue reports what it could not get done; people read it, no function does. */
export const failureQueue = (scope: Construct): Queue => {
  const queue = new Queue(scope, 'Failures', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: RETENTION,
  });
  accept(queue, 'queueWithoutDeadLetters', 'It is itself what catches the failures of its trigger.');
  return queue;
};
