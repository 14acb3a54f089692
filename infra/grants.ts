import type { IamGrant } from '#shared/contracts/endpoint.ts';
import type { QueueName } from '#shared/contracts/queues.ts';
import { ENV, type EnvName } from '#shared/env-names.ts';

/** The things that a grant can be about. */
export type TargetName =
  | 'table'
  | 'byEmail'
  | 'byMsisdn'
  | 'due'
  | 'secret'
  | `${QueueName}Queue`
  | 'mail'
  | 'sms'
  | 'rates'
  | 'push'
  | 'devices'
  | 'links';

interface GrantRow {
  readonly target: TargetName;
  /** None where the function only gets a value. */
  readonly actions: readonly string[];
}

/**
 * What each grant means in IAM. A transaction needs only the actions of its parts, and PartiQL's writes have
 * names of their own; they allow nothing that the plain writes do not.
 * An index of its own row: exact look-ups never read one (docs/data.md), so few functions may.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
 */
const GRANTS: Readonly<Record<IamGrant, GrantRow>> = {
  'table:read': {
    target: 'table',
    actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
  },
  'table:update': { target: 'table', actions: ['dynamodb:UpdateItem'] },
  'table:scan': { target: 'table', actions: ['dynamodb:Scan'] },
  'index:email': { target: 'byEmail', actions: ['dynamodb:Query'] },
  'index:msisdn': { target: 'byMsisdn', actions: ['dynamodb:Query'] },
  'index:due': { target: 'due', actions: ['dynamodb:Query'] },
  'table:write': {
    target: 'table',
    actions: [
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
      // A transaction may only look: that too is an action of its own, and no read allows it.
      'dynamodb:ConditionCheckItem',
      'dynamodb:PartiQLInsert',
      'dynamodb:PartiQLUpdate',
      'dynamodb:PartiQLDelete',
    ],
  },
  'queue:bulk': { target: 'bulkQueue', actions: ['sqs:SendMessage'] },
  'queue:bulk:postpone': { target: 'bulkQueue', actions: ['sqs:ChangeMessageVisibility'] },
  'queue:delivery': { target: 'deliveryQueue', actions: ['sqs:SendMessage'] },
  'queue:delivery:postpone': { target: 'deliveryQueue', actions: ['sqs:ChangeMessageVisibility'] },
  'queue:reports': { target: 'reportsQueue', actions: ['sqs:SendMessage'] },
  'queue:reports:postpone': { target: 'reportsQueue', actions: ['sqs:ChangeMessageVisibility'] },
  'queue:sending': { target: 'sendingQueue', actions: ['sqs:SendMessage'] },
  'queue:webhook': { target: 'webhookQueue', actions: ['sqs:SendMessage'] },
  mail: { target: 'mail', actions: ['ses:SendEmail'] },
  sms: { target: 'sms', actions: ['sns:Publish'] },
  rates: { target: 'rates', actions: [] },
  push: {
    target: 'push',
    actions: ['sns:CreatePlatformEndpoint', 'sns:SetEndpointAttributes', 'sns:Publish'],
  },
  'push:forget': { target: 'devices', actions: ['sns:DeleteEndpoint'] },
  links: { target: 'links', actions: [] },
  secrets: { target: 'secret', actions: ['secretsmanager:GetSecretValue'] },
};

/** The environment variable with a target's address, where a function needs one. */
export const TARGET_ENV: Readonly<Partial<Record<TargetName, EnvName>>> = {
  table: ENV.tableName,
  byEmail: ENV.tableName,
  byMsisdn: ENV.tableName,
  due: ENV.tableName,
  secret: ENV.secretId,
  bulkQueue: ENV.bulkQueueUrl,
  deliveryQueue: ENV.deliveryQueueUrl,
  reportsQueue: ENV.reportsQueueUrl,
  sendingQueue: ENV.sendingQueueUrl,
  webhookQueue: ENV.webhookQueueUrl,
  rates: ENV.sendingRates,
  links: ENV.publicUrl,
  mail: ENV.mailConfigurationSet,
};

/** The actions of a set of grants, by target, in the order of the table above. */
export const actionsByTarget = (grants: readonly IamGrant[]): ReadonlyMap<TargetName, readonly string[]> => {
  const found = new Map<TargetName, string[]>();
  for (const grant of grants) {
    const { target, actions } = GRANTS[grant];
    found.set(target, [...new Set([...(found.get(target) ?? []), ...actions])]);
  }
  return found;
};
