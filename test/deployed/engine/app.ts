import { CfnOutput, CfnResource } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { LoyaltyApp } from '../../../infra/loyalty-app.ts';

/**
 * What `cdk --app` runs for the engine: the app as it is deployed, from functions that are built already, without
 * the few resources that the engine cannot make. Each of them is named on standard error.
 */

/** Why the engine cannot make a resource, or nothing where it can. */
const REASONS: readonly ((resource: CfnResource) => string | undefined)[] = [
  (resource) => (resource instanceof CfnBudget ? 'the engine makes no budgets by templates' : undefined),
  (resource) =>
    resource instanceof CfnAlarm && resource.metrics !== undefined
      ? 'the engine knows no alarms on metric math'
      : undefined,
];

const reasonOf = (construct: IConstruct): string | undefined => {
  if (!CfnResource.isCfnResource(construct)) return undefined;
  return REASONS.map((reason) => reason(construct)).find((reason) => reason !== undefined);
};

/** What makes a release hard to take back: a queue, and a function of another stack that sends to it. */
const addQueueInUse = ({ workers, families }: LoyaltyApp): void => {
  const queue = new Queue(workers, 'added', { enforceSSL: true });
  new CfnOutput(families.members, 'AddedQueueUrl', { value: queue.queueUrl });
};

export const LEFT_OUT = 'Left out of the deployment: ';

const codeDirectory = process.env['BUILT_FUNCTIONS'];
if (codeDirectory === undefined) throw new Error('BUILT_FUNCTIONS names the folder of the built functions');
const app = new LoyaltyApp({ codeDirectory });
if (process.env['NEWER_VERSION'] !== undefined) addQueueInUse(app);
for (const construct of app.node.findAll()) {
  const reason = reasonOf(construct);
  if (reason === undefined) continue;
  construct.node.scope?.node.tryRemoveChild(construct.node.id);
  process.stderr.write(`${LEFT_OUT}${construct.node.path}: ${reason}\n`);
}
app.synth();
