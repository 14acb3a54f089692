import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { QUEUE_NAMES, STREAM_WORKERS } from '#shared/contracts/queues.ts';
import { SCHEDULED_WORKERS } from '#shared/contracts/scheduled-workers.ts';
import { METRICS } from '#shared/metric-names.ts';
import { anchorsOf } from '../support/markdown.ts';
import { appOf, referenced, resources, synthesise } from './synthesis.ts';

const { monitoring } = synthesise({ stage: 'prod' });
const alarms = new Map(
  resources(monitoring, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => [
    String(Properties['AlarmName']).replace('loyalty-prod-', ''),
    Properties,
  ]),
);
const [[topicId] = []] = resources(monitoring, 'AWS::SNS::Topic');

const anchors = anchorsOf(readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8'));

const every = (names: readonly string[], suffixes: readonly string[]): string[] =>
  names.flatMap((name) => suffixes.map((suffix) => `${name}-${suffix}`));

const DEAD_LETTERS = every(QUEUE_NAMES, ['dead-letters']);
const OLD_MESSAGES = every(QUEUE_NAMES, ['old-messages']);
const STREAMS = every(
  STREAM_WORKERS.map(({ id }) => id),
  ['failures', 'lag'],
);
const SCHEDULES = every(
  SCHEDULED_WORKERS.map(({ id }) => id),
  ['not-started', 'silent', 'fails'],
);

/** Faults (F) and threats (T) (docs/threats-and-faults.md) that somebody must hear of, and by which alarms. */
const HEARD_BY: Readonly<Record<string, readonly string[]>> = {
  'F7 a chunk that nobody can read': ['chunks-failed'],
  'F10 a message failed at every delivery': DEAD_LETTERS,
  'F12 nobody empties the dead letters': [...DEAD_LETTERS, 'stuck-jobs'],
  'F13 chunks that were never sent': ['stuck-jobs', ...SCHEDULES],
  'F15 the process died between sends': ['stuck-jobs'],
  'F22 a message older than its payload': ['chunks-failed', ...OLD_MESSAGES],
  'F23 a backlog': OLD_MESSAGES,
  'F36 the table throttles': ['throttled-table', 'server-errors'],
  'F51 a used refresh token comes again': ['refresh-tokens-reused'],
  'F57 a provider does not say whether it sent': ['deliveries-unknown'],
  'F58 a provider refuses messages': ['deliveries-failed'],
  'F59 a provider is down for hours': ['delivery-old-messages', 'delivery-dead-letters'],
  'F62 a sending is never begun': ['sendings-failed', ...SCHEDULES],
  'F66 the receiver of a webhook fails': ['webhooks-failing'],
  'F69 keys cannot be read': ['server-errors'],
  'F85 AWS refuses for good': ['permanent-failures'],
  'F75 the region has trouble': ['server-errors'],
  'F76 the concurrency of the account is used up': ['throttled-functions'],
  'F80 an effect fails after its cause was committed': STREAMS,
  'F106 claims that the first release left broken': ['claims-broken'],
  'F115 the old system of a shadow log-in is down': ['shadow-log-ins-failed'],
  'T6 passwords are guessed': ['log-ins-failed', 'log-ins-locked'],
  'T39 a stranger floods the log-in of a club': ['log-ins-over-ceiling'],
  'T48 a move is left open': ['clubs-left-moving-in'],
  'T28 refresh tokens are stolen': ['refresh-tokens-reused'],
  'T29 SMS are pumped': ['sms-spend'],
  'the senders are about to lose their name': ['bounces', 'complaints'],
};

describe('alarms', () => {
  it.each(Object.entries(HEARD_BY))('ring for %s', (_, names) => {
    expect([...alarms.keys()]).toEqual(expect.arrayContaining([...names]));
  });

  it('ring for nothing else', () => {
    expect([...new Set(Object.values(HEARD_BY).flat())].sort()).toEqual([...alarms.keys()].sort());
  });

  it.each([...alarms])('%s says what is the matter, and which section tells what to do', (_, alarm) => {
    const [, says, section] = alarm['AlarmDescription'].match(
      /^(.+)\. What to do: docs\/operations\.md#(.+)$/,
    );
    expect(says.length).toBeGreaterThan(20);
    expect(anchors).toContain(section);
  });

  it.each([...alarms])('%s tells the topic when it rings and when it is over', (_, alarm) => {
    expect(alarm['AlarmActions'].map(referenced)).toEqual([topicId]);
    expect(alarm['OKActions'].map(referenced)).toEqual([topicId]);
  });

  it('ring for silence only where a worker must be heard', () => {
    for (const [name, { TreatMissingData, ComparisonOperator }] of alarms) {
      expect([name, TreatMissingData, ComparisonOperator]).toEqual(
        name.endsWith('-silent')
          ? [name, 'breaching', 'LessThanThreshold']
          : [name, 'notBreaching', 'GreaterThanOrEqualToThreshold'],
      );
    }
  });

  it('count in the namespace of their stage only', () => {
    const text = JSON.stringify([...alarms.values()]);
    const namespaces = new Set([...text.matchAll(/"Loyalty\/[^"]+"/g)].map(([name]) => name));
    expect([...namespaces]).toEqual(['"Loyalty/prod"']);
  });
});

describe('the topic', () => {
  it('takes what CloudWatch says of this account, and refuses plain connections', () => {
    const [[, policy] = []] = resources(monitoring, 'AWS::SNS::TopicPolicy');
    expect(policy?.Properties['PolicyDocument'].Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    ]);
  });

  it('tells nobody until an address is given, and then that one', () => {
    monitoring.resourceCountIs('AWS::SNS::Subscription', 0);
    synthesise({ alarmEmail: 'ops@example.com' }).monitoring.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
    expect(() => appOf({ alarmEmail: 'ops' })).toThrow(/alarmEmail/);
  });
});

describe('money', () => {
  it('has a budget where the operator names one, and the topic hears of it', () => {
    monitoring.resourceCountIs('AWS::Budgets::Budget', 0);
    const template = synthesise({ monthlyBudget: '500' }).monitoring;
    template.hasResourceProperties('AWS::Budgets::Budget', {
      Budget: { BudgetLimit: { Amount: 500, Unit: 'USD' }, TimeUnit: 'MONTHLY' },
    });
    expect(JSON.stringify(template.findResources('AWS::SNS::TopicPolicy'))).toContain(
      'budgets.amazonaws.com',
    );
    for (const monthlyBudget of ['much', '-1', '0']) {
      expect(() => appOf({ monthlyBudget })).toThrow(/monthlyBudget/);
    }
  });

  it('spent on SMS rings at four fifths of the limit that the operator names', () => {
    const limits = [{}, { smsLimit: '200' }].map(
      (settings) =>
        resources(synthesise(settings).monitoring, 'AWS::CloudWatch::Alarm').find(([, { Properties }]) =>
          String(Properties['AlarmName']).endsWith('sms-spend'),
        )?.[1].Properties['Threshold'],
    );
    expect(limits).toEqual([0.8, 160]);
  });
});

describe('the dashboard', () => {
  const [[, dashboard] = []] = resources(monitoring, 'AWS::CloudWatch::Dashboard');
  const text = JSON.stringify(dashboard);

  it.each(Object.keys(METRICS))('shows %s', (name) => expect(text).toContain(name));

  it('shows every queue', () => {
    for (const name of QUEUE_NAMES) expect(text).toContain(`\\"label\\":\\"${name}\\"`);
  });
});
