import { describe, expect, it } from 'vitest';
import { NOT_FOUND_ID } from '../../infra/handlers.ts';
import { CATALOGUE } from '../../shared/contracts/catalogue.ts';
import type { Grant } from '../../shared/contracts/endpoint.ts';
import { WORKERS } from '../../shared/contracts/queues.ts';
import { referenced, resources, synthesise } from './synthesis.ts';

const { api, workers } = synthesise();

/** Written out a second time on purpose: a wider grant must be meant. */
const EXPECTED: Record<Grant, { env: string; actions: string[] }> = {
  'table:read': {
    env: 'TABLE_NAME',
    actions: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
  },
  'index:email': { env: 'TABLE_NAME', actions: ['dynamodb:Query'] },
  'index:msisdn': { env: 'TABLE_NAME', actions: ['dynamodb:Query'] },
  'table:write': {
    env: 'TABLE_NAME',
    actions: [
      'dynamodb:DeleteItem',
      'dynamodb:PartiQLDelete',
      'dynamodb:PartiQLInsert',
      'dynamodb:PartiQLUpdate',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    ],
  },
  'queue:bulk': { env: 'BULK_QUEUE_URL', actions: ['sqs:SendMessage'] },
  secrets: { env: 'SECRET_ID', actions: ['secretsmanager:GetSecretValue'] },
};
const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const CONSUME = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];

const contracts = [
  ...CATALOGUE.map(({ id, summary, grants }) => ({ id, summary, grants, own: LOGS })),
  ...WORKERS.map(({ id, summary, grants }) => ({ id, summary, grants, own: [...LOGS, ...CONSUME] })),
  { id: NOT_FOUND_ID, summary: 'Answers unknown paths and methods', grants: [] as Grant[], own: LOGS },
];

const inBoth = (type: string) => [...resources(api, type), ...resources(workers, type)];
const functions = inBoth('AWS::Lambda::Function').map(([, { Properties }]) => Properties);
const roles = new Map(inBoth('AWS::IAM::Role').map(([id, { Properties }]) => [id, Properties]));
const statementsOf = (role: Record<string, any>): any[] =>
  (role['Policies'] ?? []).flatMap((policy: any) => policy.PolicyDocument.Statement);
const allStatements = [...roles.values()].flatMap(statementsOf);

describe('roles', () => {
  it('belong to one function each, and have no policy besides their own', () => {
    const used = functions.map(({ Role }) => referenced(Role));
    expect(new Set(used).size).toBe(contracts.length);
    expect([...roles.keys()].sort()).toEqual(used.sort());
    expect(inBoth('AWS::IAM::Policy')).toEqual([]);
    for (const role of roles.values()) expect(role['ManagedPolicyArns']).toBeUndefined();
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
      expect(actions).toEqual([...own, ...grants.flatMap((grant) => EXPECTED[grant].actions)].sort());
      expect(Object.keys(found[0]!['Environment'].Variables).sort()).toEqual(
        [
          'POWERTOOLS_LOG_LEVEL',
          'POWERTOOLS_SERVICE_NAME',
          ...new Set(grants.map((grant) => EXPECTED[grant].env)),
        ].sort(),
      );
    },
  );

  it('name their actions and their resources, never a wildcard', () => {
    for (const { Effect, Action, Resource } of allStatements) {
      expect(Effect).toBe('Allow');
      expect(JSON.stringify(Action)).not.toContain('*');
      // References; the log group's own ARN ends in `:*`, which is its streams.
      for (const resource of [Resource].flat()) expect(resource).toEqual(expect.any(Object));
      expect(JSON.stringify(Resource)).not.toContain('*');
    }
  });

  it('can be assumed by Lambda only', () => {
    for (const role of roles.values()) {
      expect(role['AssumeRolePolicyDocument'].Statement).toEqual([
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
      ]);
    }
  });
});
