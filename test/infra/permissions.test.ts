import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ROUTED } from '#shared/contracts/catalogue.ts';
import type { IamGrant } from '#shared/contracts/endpoint.ts';
import { LOG_WORKERS } from '#shared/contracts/log-workers.ts';
import { STREAM_WORKERS, WORKERS } from '#shared/contracts/queues.ts';
import { SCHEDULED_WORKERS } from '#shared/contracts/scheduled-workers.ts';
import { NOT_FOUND_ID } from '../../infra/handlers.ts';
import { LoyaltyApp } from '../../infra/loyalty-app.ts';
import { stubCode } from '../../infra/stub-code.ts';
import { referenced, resourcesIn, synthesise } from './synthesis.ts';

const all = synthesise();

/** Written out a second time on purpose: a wider grant must be meant. */
const EXPECTED: Record<IamGrant, { env?: string; actions: string[]; resources?: number }> = {
  'table:read': {
    env: 'TABLE_NAME',
    actions: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
  },
  'table:update': { env: 'TABLE_NAME', actions: ['dynamodb:UpdateItem'] },
  'table:scan': { env: 'TABLE_NAME', actions: ['dynamodb:Scan'] },
  'index:email': { env: 'TABLE_NAME', actions: ['dynamodb:Query'] },
  'index:msisdn': { env: 'TABLE_NAME', actions: ['dynamodb:Query'] },
  'index:due': { env: 'TABLE_NAME', actions: ['dynamodb:Query'] },
  'table:write': {
    env: 'TABLE_NAME',
    actions: [
      'dynamodb:ConditionCheckItem',
      'dynamodb:DeleteItem',
      'dynamodb:PartiQLDelete',
      'dynamodb:PartiQLInsert',
      'dynamodb:PartiQLUpdate',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    ],
  },
  'queue:bulk': { env: 'BULK_QUEUE_URL', actions: ['sqs:SendMessage'] },
  'queue:bulk:postpone': { env: 'BULK_QUEUE_URL', actions: ['sqs:ChangeMessageVisibility'] },
  'queue:delivery': { env: 'DELIVERY_QUEUE_URL', actions: ['sqs:SendMessage'] },
  'queue:delivery:postpone': { env: 'DELIVERY_QUEUE_URL', actions: ['sqs:ChangeMessageVisibility'] },
  'queue:reports': { env: 'REPORTS_QUEUE_URL', actions: ['sqs:SendMessage'] },
  'queue:reports:postpone': { env: 'REPORTS_QUEUE_URL', actions: ['sqs:ChangeMessageVisibility'] },
  'queue:sending': { env: 'SENDING_QUEUE_URL', actions: ['sqs:SendMessage'] },
  'queue:webhook': { env: 'WEBHOOK_QUEUE_URL', actions: ['sqs:SendMessage'] },
  rates: { env: 'SENDING_RATES', actions: [] },
  // Identities, and the configuration set.
  mail: { env: 'MAIL_CONFIGURATION_SET', actions: ['ses:SendEmail'], resources: 2 },
  sms: { actions: ['sns:Publish'] },
  // Applications, and endpoints.
  push: {
    actions: ['sns:CreatePlatformEndpoint', 'sns:Publish', 'sns:SetEndpointAttributes'],
    resources: 2,
  },
  'push:forget': { actions: ['sns:DeleteEndpoint'] },
  links: { env: 'PUBLIC_URL', actions: [] },
  secrets: { env: 'SECRET_ID', actions: ['secretsmanager:GetSecretValue'] },
};
const allowedBy = (grant: IamGrant): string[] => {
  const { actions, resources: count = 1 } = EXPECTED[grant];
  return Array.from({ length: count }, () => actions).flat();
};
const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const STREAM = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
  'sqs:SendMessage',
];
const CONSUME = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];

const contracts = [
  ...ROUTED.map(({ id, summary, grants }) => ({ id, summary, grants, own: LOGS })),
  ...WORKERS.map(({ id, summary, grants }) => ({ id, summary, grants, own: [...LOGS, ...CONSUME] })),
  ...STREAM_WORKERS.map(({ id, summary, grants }) => ({ id, summary, grants, own: [...LOGS, ...STREAM] })),
  ...[...SCHEDULED_WORKERS, ...LOG_WORKERS].map(({ id, summary, grants }) => ({
    id,
    summary,
    grants,
    own: LOGS,
  })),
  {
    id: NOT_FOUND_ID,
    summary:
      'Sends HEAD and paths with spare slashes to their route, answers unknown paths and methods, explains errors',
    grants: [] as IamGrant[],
    own: LOGS,
  },
];

const inAll = (type: string) => resourcesIn(all, type);
const functions = inAll('AWS::Lambda::Function').map(([, { Properties }]) => Properties);
const principalOf = (role: Record<string, any>): string =>
  role['AssumeRolePolicyDocument'].Statement[0].Principal.Service;
const allRoles = inAll('AWS::IAM::Role').map(([id, { Properties }]) => [id, Properties] as const);
const roles = new Map(allRoles.filter(([, role]) => principalOf(role) === 'lambda.amazonaws.com'));
const rolesOf = (principal: string) =>
  allRoles.map(([, role]) => role).filter((role) => principalOf(role) === principal);
const starters = rolesOf('scheduler.amazonaws.com');
const statementsOf = (role: Record<string, any>): any[] =>
  (role['Policies'] ?? []).flatMap((policy: any) => policy.PolicyDocument.Statement);
const allStatements = allRoles.flatMap(([, role]) => statementsOf(role));

describe('roles', () => {
  it('belong to one function each, and have no policy besides their own', () => {
    const used = functions.map(({ Role }) => referenced(Role));
    expect(new Set(used).size).toBe(contracts.length);
    expect([...roles.keys()].sort()).toEqual(used.sort());
    expect(inAll('AWS::IAM::Policy')).toEqual([]);
    for (const [, role] of allRoles) expect(role['ManagedPolicyArns']).toBeUndefined();
  });

  it.each(contracts.map((contract) => [contract.id, contract] as const))(
    '%s may do exactly what its grants say, and knows only what it may touch',
    (_, { summary, grants, own }) => {
      const found = functions.filter(({ Description }) => Description === summary);
      expect(found).toHaveLength(1);
      const statements = statementsOf(roles.get(referenced(found[0]!['Role']))!);
      // Statements of the same actions are synthesised as one with several resources.
      const actions = statements
        .flatMap(({ Action, Resource }) => [Resource].flat().flatMap(() => Action))
        .sort();
      expect(actions).toEqual([...own, ...grants.flatMap(allowedBy)].sort());
      expect(Object.keys(found[0]!['Environment'].Variables).sort()).toEqual(
        [
          'POWERTOOLS_LOG_LEVEL',
          'POWERTOOLS_METRICS_NAMESPACE',
          'POWERTOOLS_SERVICE_NAME',
          ...new Set(grants.flatMap((grant) => EXPECTED[grant].env ?? [])),
        ].sort(),
      );
    },
  );

  it('name their actions and their resources, never a wildcard', () => {
    for (const { Effect, Action, Resource } of allStatements) {
      expect(Effect).toBe('Allow');
      expect(JSON.stringify(Action)).not.toContain('*');
      // No resource of IAM is a phone number or an identity that the operator has yet to name (below).
      if (
        [Action]
          .flat()
          .some((action) => ['sns:Publish', 'ses:SendEmail', 'sns:DeleteEndpoint'].includes(action))
      )
        continue;
      // References; the log group's own ARN ends in `:*`, which is its streams.
      for (const resource of [Resource].flat()) expect(resource).toEqual(expect.any(Object));
      expect(JSON.stringify(Resource)).not.toContain('*');
    }
  });

  it('send SMS to phones and to no topic, and mail from identities of this account only', () => {
    const of = (action: string) => allStatements.filter(({ Action }) => Action === action);
    const texts = of('sns:Publish');
    expect(texts).toHaveLength(2);
    for (const { Resource, NotResource } of texts) {
      expect([Resource, NotResource]).toEqual([undefined, 'arn:*:sns:*:*:*']);
    }
    const mails = of('ses:SendEmail');
    expect(mails).toHaveLength(3);
    for (const { Resource } of mails) {
      const identities = Resource.find((arn: object) => JSON.stringify(arn).includes('identity'));
      const configurationSet = Resource.find((arn: object) => arn !== identities);
      expect(identities['Fn::Join'][1].at(-1)).toBe(':identity/*');
      expect(configurationSet['Fn::Join'][1].slice(-2)).toEqual([
        ':configuration-set/',
        { Ref: expect.any(String) },
      ]);
    }
  });

  it('send mail from the named identities only, where the operator names them', () => {
    const app = new LoyaltyApp({
      codeDirectory: stubCode(),
      context: { mailIdentities: 'example.com, news@example.org', publicUrl: 'https://club.example.com/' },
    });
    const template = Template.fromStack(app.delivery);
    const text = JSON.stringify(template.toJSON());
    expect(text).toContain(':identity/example.com');
    expect(text).toContain(':identity/news@example.org');
    expect(text).not.toContain('identity/*');
    expect(text).toContain('"PUBLIC_URL":"https://club.example.com"');
    for (const publicUrl of ['http://a.example', 'https://a.example/b', 'a.example']) {
      expect(() => new LoyaltyApp({ codeDirectory: stubCode(), context: { publicUrl } })).toThrow(
        /publicUrl/,
      );
    }
  });

  it('that start workers may invoke one function and report that they could not, for this account only', () => {
    expect(starters).toHaveLength(SCHEDULED_WORKERS.length);
    for (const role of starters) {
      expect(role['AssumeRolePolicyDocument'].Statement).toEqual([
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ]);
      expect(statementsOf(role).map(({ Action, Resource }) => [Action, [Resource].flat().length])).toEqual([
        ['lambda:InvokeFunction', 1],
        ['sqs:SendMessage', 1],
      ]);
    }
  });

  it('are otherwise none but the one by which SNS writes the logs of SMS, for this account only', () => {
    const writers = rolesOf('sns.amazonaws.com');
    expect(roles.size + starters.length + writers.length).toBe(allRoles.length);
    expect(writers).toHaveLength(1);
    expect(writers[0]?.['AssumeRolePolicyDocument'].Statement[0].Condition).toEqual({
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
    });
    const [statement, ...rest] = statementsOf(writers[0] ?? {});
    expect(rest).toEqual([]);
    expect(statement.Action).toEqual(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']);
    expect(statement.Resource).toHaveLength(2);
  });

  it('of functions can be assumed by Lambda only', () => {
    for (const role of roles.values()) {
      expect(role['AssumeRolePolicyDocument'].Statement).toEqual([
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
      ]);
    }
  });
});
