import { describe, expect, it } from 'vitest';
import { FUNCTION_IDS } from '../../infra/handlers.ts';
import { canaryOf } from '../../infra/settings/canary.ts';
import { referenced, resources, resourcesIn, synthesise } from './synthesis.ts';

const CANARY = 'Canary10Percent5Minutes';
const all = synthesise({ canary: CANARY });
const aliases = resourcesIn(all, 'AWS::Lambda::Alias');
const groups = Object.fromEntries(resourcesIn(all, 'AWS::CodeDeploy::DeploymentGroup'));
const ids = new Set(aliases.map(([id]) => id));

describe('with a canary', () => {
  it('every function has an alias on its version, moved by CodeDeploy', () => {
    expect(aliases).toHaveLength(FUNCTION_IDS.length);
    for (const [, alias] of aliases) {
      const { CodeDeployLambdaAliasUpdate: update } = (alias as any).UpdatePolicy;
      const group = groups[referenced(update.DeploymentGroupName)];
      expect(alias.Properties['Name']).toBe('live');
      expect(alias.Properties['FunctionVersion']['Fn::GetAtt'][1]).toBe('Version');
      expect(group?.Properties['DeploymentConfigName']).toBe(`CodeDeployDefault.Lambda${CANARY}`);
      expect(group?.Properties['AlarmConfiguration'].Alarms).toHaveLength(1);
      expect(group?.Properties['AutoRollbackConfiguration'].Events).toContain('DEPLOYMENT_STOP_ON_ALARM');
    }
  });

  it.each([
    ['AWS::ApiGatewayV2::Integration', 'IntegrationUri'],
    ['AWS::Lambda::Permission', 'FunctionName'],
    ['AWS::Lambda::EventSourceMapping', 'FunctionName'],
    ['AWS::Logs::SubscriptionFilter', 'DestinationArn'],
  ])('every %s leads to an alias', (type, property) => {
    const found = resourcesIn(all, type).map(([, { Properties }]) => JSON.stringify(Properties[property]));
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((target) => ![...ids].some((id) => target.includes(`"${id}"`)))).toEqual([]);
  });

  it('the clock starts an alias, may do so, and repeats no run of it', () => {
    const schedules = resources(all.workers, 'AWS::Scheduler::Schedule').map(
      ([, one]) => one.Properties['Target'],
    );
    const roles = JSON.stringify(resources(all.workers, 'AWS::IAM::Role'));
    for (const { Arn } of schedules) {
      expect(ids).toContain(referenced(Arn));
      expect(roles).toContain(`"lambda:InvokeFunction","Effect":"Allow","Resource":${JSON.stringify(Arn)}`);
    }
    for (const [, { Properties }] of resources(all.workers, 'AWS::Lambda::EventInvokeConfig')) {
      expect(Properties['Qualifier']).toBe('live');
    }
  });

  it('every stack fits the 500 resources that CloudFormation allows', () => {
    for (const template of Object.values(all)) {
      expect(Object.keys(template.toJSON()['Resources']).length).toBeLessThanOrEqual(400);
    }
  });
});

describe('without a canary', () => {
  it('there is neither alias nor version', () => {
    const plain = synthesise();
    for (const type of ['AWS::Lambda::Alias', 'AWS::Lambda::Version', 'AWS::CodeDeploy::Application']) {
      expect(resourcesIn(plain, type)).toEqual([]);
    }
  });

  it.each(['true', 'AllAtOnce', 10])('%s is no way to move requests', (value) => {
    expect(() => canaryOf(value)).toThrow(/^canary .* must be one of Canary10Percent5Minutes, /);
  });
});
