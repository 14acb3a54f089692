import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { LOG_WORKERS } from '#shared/contracts/log-workers.ts';
import { LoyaltyApp } from '../../infra/loyalty-app.ts';
import { stubCode } from '../../infra/stub-code.ts';
import { referenced, resources, synthesise } from './synthesis.ts';

const { workers, delivery } = synthesise();
const only = (template: Template, type: string) => {
  const found = resources(template, type);
  expect(found).toHaveLength(1);
  return found[0]!;
};
const workersWith = (context: Record<string, unknown>): Template =>
  Template.fromStack(new LoyaltyApp({ codeDirectory: stubCode(), context }).workers);

const [topicId] = only(workers, 'AWS::SNS::Topic');

describe('the topic of reports', () => {
  it('leads into the queue of reports', () => {
    const [, { Properties }] = only(workers, 'AWS::SNS::Subscription');
    expect(referenced(Properties['TopicArn'])).toBe(topicId);
    expect([Properties['Protocol'], referenced(Properties['Endpoint'])]).toEqual([
      'sqs',
      expect.stringMatching(/^reportsQueue/),
    ]);
  });

  it('lets in SES and the account itself, over TLS only', () => {
    const [, { Properties }] = only(workers, 'AWS::SNS::TopicPolicy');
    const account = { Ref: 'AWS::AccountId' };
    expect(Properties['PolicyDocument'].Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      expect.objectContaining({
        Action: 'sns:Publish',
        Principal: { Service: 'ses.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': account } },
      }),
      expect.objectContaining({
        Action: 'sns:Publish',
        Condition: { StringEquals: { 'aws:SourceOwner': account } },
      }),
    ]);
  });

  it('gets from SES every event that ends a mail, and its name is told', () => {
    const [, { Properties }] = only(delivery, 'AWS::SES::ConfigurationSetEventDestination');
    const { MatchingEventTypes, SnsDestination, Enabled } = Properties['EventDestination'];
    expect(MatchingEventTypes).toEqual(['bounce', 'complaint', 'delivery', 'reject', 'renderingFailure']);
    expect([Enabled, JSON.stringify(SnsDestination)]).toEqual([true, expect.stringContaining(topicId)]);
    expect(workers.toJSON()['Outputs'].ReportsTopicArn.Value).toEqual({ Ref: topicId });
  });
});

describe('the status log of SMS', () => {
  const [contract] = LOG_WORKERS;

  it('is two log groups, whose lines all reach the function, and nothing else calls it', () => {
    const groups = resources(workers, 'AWS::Logs::LogGroup').filter(
      ([, { Properties }]) => Properties['LogGroupName'],
    );
    expect(groups.map(([, { Properties }]) => Properties['LogGroupName']['Fn::Join'][1].at(-1))).toEqual([
      '/DirectPublishToPhoneNumber',
      '/DirectPublishToPhoneNumber/Failure',
    ]);
    const filters = resources(workers, 'AWS::Logs::SubscriptionFilter').map(
      ([, { Properties }]) => Properties,
    );
    expect(filters.map((filter) => [referenced(filter['LogGroupName']), filter['FilterPattern']])).toEqual(
      groups.map(([id]) => [id, '']),
    );
    const functions = workers.findResources('AWS::Lambda::Function');
    for (const filter of filters) {
      const target = functions[referenced(filter['DestinationArn'])];
      expect(target?.['Properties'].Description).toBe(contract?.summary);
    }
    const callers = resources(workers, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
    expect(callers.map(({ Principal }) => Principal)).toEqual(['logs.amazonaws.com', 'logs.amazonaws.com']);
    for (const { SourceArn } of callers) expect(JSON.stringify(SourceArn)).toContain('Group');
    expect(workers.toJSON()['Outputs']).toHaveProperty('SmsStatusRoleArn');
  });

  it('uses the groups that the account has, where it has them', () => {
    const template = workersWith({ smsStatus: 'existing' });
    expect(resources(template, 'AWS::Logs::SubscriptionFilter')).toHaveLength(2);
    for (const [, { Properties }] of resources(template, 'AWS::Logs::LogGroup')) {
      expect(Properties).not.toHaveProperty('LogGroupName');
    }
  });

  it('is not there unless it is asked for, and asked for in two ways only', () => {
    const template = workersWith({});
    expect(resources(template, 'AWS::Logs::SubscriptionFilter')).toEqual([]);
    expect(JSON.stringify(template.toJSON())).not.toContain(contract?.summary);
    expect(() => workersWith({ smsStatus: 'yes' })).toThrow(/smsStatus "yes" must be create or existing/);
  });
});
