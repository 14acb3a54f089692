import type { Stack } from 'aws-cdk-lib';
import { QUEUE_NAMES, type QueueName } from '#shared/contracts/queues.ts';
import { TABLE } from '#shared/data/table/table-shape.ts';
import type { Target, Targets } from './constructs/function.ts';
import type { QueueWithDeadLetters } from './constructs/queue-with-dead-letters.ts';

/** The table and its indexes: an index is reached through its table's name but is a resource of its own. */
export const tableTargets = (table: Target): Targets => {
  const indexes = Object.values(TABLE.indexes).map(({ name }) => {
    return [name, { ...table, arns: table.arns.map((arn) => `${arn}/index/${name}`) }];
  });
  return { table, ...Object.fromEntries(indexes) };
};

/** Every queue of the contracts, as functions address it. */
export const queueTargets = (queues: Readonly<Record<QueueName, QueueWithDeadLetters>>): Targets =>
  Object.fromEntries(
    QUEUE_NAMES.map((name) => {
      const { queueArn, queueUrl } = queues[name].queue;
      return [`${name}Queue`, { arns: [queueArn], value: queueUrl }];
    }),
  );

/**
 * Platform applications at SNS, and the devices below them.
 * @param names `<platform>/<name>` of the applications; none = every one of the account
 */
export const pushArns = (stack: Stack, names: readonly string[]) => {
  const sns = (resource: string, resourceName: string) =>
    stack.formatArn({ service: 'sns', resource, resourceName });
  const all = names.length === 0 ? ['*'] : names;
  return {
    applications: all.map((name) => sns('app', name)),
    devices: all.map((name) => sns('endpoint', name === '*' ? name : `${name}/*`)),
  };
};
