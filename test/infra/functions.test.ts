import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ROUTED } from '#shared/contracts/catalogue.ts';
import { QUEUE_NAMES } from '#shared/contracts/queues.ts';
import { FUNCTION_IDS } from '../../infra/handlers.ts';
import { stubCode } from '../../infra/stub-code.ts';
import { appOf, referenced, resourcesIn, synthesise } from './synthesis.ts';

const all = synthesise();
const { api } = all;
const functions = resourcesIn(all, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties);

describe('functions', () => {
  it('run on Node 24 and arm64, and are one per endpoint, worker and default route', () => {
    expect(functions).toHaveLength(FUNCTION_IDS.length);
    for (const { Runtime, Architectures, Handler } of functions) {
      expect([Runtime, Architectures, Handler]).toEqual(['nodejs24.x', ['arm64'], 'index.handler']);
    }
  });

  it('have code of their own', () => {
    expect(new Set(functions.map(({ Code }) => Code.S3Key)).size).toBe(functions.length);
  });

  it.each(ROUTED.map((contract) => [contract.id, contract] as const))(
    '%s ends when its contract says',
    (_, contract) => {
      const found = functions.find(({ Description }) => Description === contract.summary);
      expect(found?.['Timeout']).toBe(contract.timeout);
      // The gateway hangs up after 30 seconds, whatever the function still does.
      expect(contract.timeout).toBeLessThan(30);
    },
  );

  it('log JSON into a group of their own', () => {
    const groups = functions.map(({ LoggingConfig }) => referenced(LoggingConfig.LogGroup));
    expect(new Set(groups).size).toBe(functions.length);
    for (const { LoggingConfig } of functions) expect(LoggingConfig.LogFormat).toBe('JSON');
  });

  it('refuse synthesis when code is missing, naming the function and its file', () => {
    const incomplete = stubCode(FUNCTION_IDS.filter((id) => id !== 'members.get'));
    expect(() => appOf({}, incomplete)).toThrow(
      /No built code for members\.get: .*functions\/members\/get\.ts/,
    );
  });

  it('have no handler file that nothing deploys', () => {
    const root = new URL('../../functions/', import.meta.url);
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    const ids = files.map((name) => name.replace(/\.ts$/, '').replace('/', '.'));
    expect(FUNCTION_IDS).toEqual(expect.arrayContaining(ids));
  });
});

describe('stacks', () => {
  it.each([
    ['dev', 7],
    ['prod', 30],
  ])('of %s keep every log for %i days', (stage, days) => {
    for (const [, group] of resourcesIn(synthesise({ stage }), 'AWS::Logs::LogGroup')) {
      // Groups with names are those of other services, which say themselves for how long.
      const isNamed = 'LogGroupName' in group.Properties;
      expect(group.Properties['RetentionInDays']).toEqual(isNamed ? expect.any(Number) : days);
    }
  });

  it('stay well below the 500 resources that CloudFormation allows', () => {
    for (const template of Object.values(all)) {
      expect(Object.keys(template.toJSON()['Resources']).length).toBeLessThanOrEqual(400);
    }
  });

  it('are named after their stage and refuse a name that cannot be one', () => {
    const app = appOf({ stage: 'prod' });
    expect([app.data, app.workers, app.api].map(({ stackName }) => stackName)).toEqual([
      'loyalty-prod-data',
      'loyalty-prod-workers',
      'loyalty-prod-api',
    ]);
    expect(app.data.terminationProtection).toBe(true);
    expect(() => appOf({ stage: 'Prod Two' })).toThrow(/Stage "Prod Two"/);
  });

  it('tag what they make with project and stage', () => {
    api.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      Tags: { project: 'loyalty-club', stage: 'dev' },
    });
  });

  it('tell the operator where everything is', () => {
    const outputs = Object.values(all).flatMap((template) => Object.keys(template.toJSON()['Outputs'] ?? {}));
    const queues = QUEUE_NAMES.map((name) => `${name[0]!.toUpperCase()}${name.slice(1)}`);
    expect(outputs).toEqual(
      expect.arrayContaining([
        ...['ApiUrl', 'PublicUrl', 'TableName', 'SecretArn', 'AlarmTopic'],
        ...queues.flatMap((queue) => [`${queue}QueueUrl`, `${queue}DeadLettersUrl`]),
      ]),
    );
  });
});
