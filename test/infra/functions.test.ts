import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FUNCTION_IDS } from '../../infra/handlers.ts';
import { ROUTED } from '../../shared/contracts/catalogue.ts';
import { appOf, referenced, resources, stubCode, synthesise } from './synthesis.ts';

const { data, workers, api, delivery } = synthesise();
const functions = [workers, api, delivery].flatMap((template) =>
  resources(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties),
);

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
    expect(() => appOf('dev', incomplete)).toThrow(
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
  it('forget no log: every group has a retention', () => {
    for (const template of [data, workers, api, delivery]) {
      for (const [, group] of resources(template, 'AWS::Logs::LogGroup')) {
        expect(group.Properties['RetentionInDays']).toBe(30);
      }
    }
  });

  it('stay well below the 500 resources that CloudFormation allows', () => {
    for (const template of [data, workers, api, delivery]) {
      expect(Object.keys(template.toJSON().Resources).length).toBeLessThan(450);
    }
  });

  it('are named after their stage and refuse a name that cannot be one', () => {
    const app = appOf('prod');
    expect([app.data, app.workers, app.api].map(({ stackName }) => stackName)).toEqual([
      'loyalty-prod-data',
      'loyalty-prod-workers',
      'loyalty-prod-api',
    ]);
    expect(app.data.terminationProtection).toBe(true);
    expect(() => appOf('Prod Two')).toThrow(/Stage "Prod Two"/);
  });

  it('tag what they make with project and stage', () => {
    api.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      Tags: { project: 'loyalty-club', stage: 'dev' },
    });
  });

  it('tell the operator where everything is', () => {
    expect(Object.keys(api.toJSON().Outputs)).toEqual(
      expect.arrayContaining(['ApiUrl', 'TableName', 'BulkQueueUrl', 'SecretArn']),
    );
  });
});
