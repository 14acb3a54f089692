import { type App, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { appOf } from './synthesis.ts';

const CERTIFICATE = 'arn:aws:acm:eu-west-1:123456789012:certificate/0c1f1f0e-8a54-4f0e-9a0f-6a0b8f0b7c11';

/** Everything that an operator can name. */
const NAMED = {
  stage: 'prod',
  domainName: 'api.example.com',
  certificateArn: CERTIFICATE,
  domainOnly: 'true',
  allowedOrigins: 'https://shop.example.com',
  mailIdentities: 'example.com',
  pushApplications: 'GCM/mall,APNS/mall',
  alarmEmail: 'ops@example.com',
  monthlyBudget: '500',
  smsLimit: '200',
  originSecret: 's'.repeat(32),
  accountConcurrency: '10',
  canary: 'Linear10PercentEvery1Minute',
};

const checked = <A extends App>(app: A): A => {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
};

const acceptedAt = (construct: IConstruct): { id: string; reason: string }[] =>
  construct.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) =>
      Array.isArray(data) ? data : Object.entries(data).map(([id, reason]) => ({ id, reason })),
    );

describe("AWS's rules for solutions", () => {
  it.each([
    ['nothing named', {}],
    ['everything named', NAMED],
  ])('find nothing that is not accepted, with %s', (_, settings) => {
    expect(() => checked(appOf(settings)).synth()).not.toThrow();
  });

  it('end the synthesis when they find something', () => {
    const app = checked(appOf());
    const role = new Role(new Stack(app, 'Careless'), 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['s3:*'], resources: ['*'] }));
    expect(() => app.synth()).toThrow(/AwsSolutions-IAM5\[Action::s3/);
  });

  it('are accepted at single constructs, never for a stack, and each time with a reason', () => {
    const accepting = appOf()
      .node.findAll()
      .filter((construct) => acceptedAt(construct).length > 0);
    expect(accepting.length).toBeGreaterThan(0);
    for (const construct of accepting) {
      expect(Stack.isStack(construct)).toBe(false);
      for (const { reason } of acceptedAt(construct)) expect(reason).toMatch(/^[A-Z].{30,}\.$/);
    }
  });
});
