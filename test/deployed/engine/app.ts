import { CfnOutput } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { ENV } from '#shared/env-names.ts';
import { LoyaltyApp } from '../../../infra/loyalty-app.ts';
import { leaveOut } from './left-out.ts';

/**
 * What `cdk --app` runs for the engine: the app as it is deployed, from functions that are built already, without
 * the few resources that the engine cannot make. Each of them is named on standard error.
 */

/** What makes a release hard to take back: a queue, and a function of another stack that sends to it. */
const addQueueInUse = ({ workers, endpoints }: LoyaltyApp): void => {
  const queue = new Queue(workers, 'added', { enforceSSL: true });
  new CfnOutput(endpoints.members, 'AddedQueueUrl', { value: queue.queueUrl });
};

/** The receivers of webhooks of the tests are on this machine, like the engine. */
const allowLoopback = (app: LoyaltyApp): void => {
  for (const construct of app.node.findAll())
    if (construct instanceof CfnFunction)
      construct.addPropertyOverride(`Environment.Variables.${ENV.outboundLoopback}`, 'true');
};

const codeDirectory = process.env['BUILT_FUNCTIONS'];
if (codeDirectory === undefined) throw new Error('BUILT_FUNCTIONS names the folder of the built functions');
const app = new LoyaltyApp({ codeDirectory });
if (process.env['NEWER_VERSION'] !== undefined) addQueueInUse(app);
allowLoopback(app);
for (const line of leaveOut(app)) process.stderr.write(`${line}\n`);
app.synth();
