import { App, Tags } from 'aws-cdk-lib';
import { deploymentOf } from './deployment.ts';
import {
  mailIdentitiesOf,
  publicUrlOf,
  pushApplicationsOf,
  sendingRatesOf,
  smsStatusOf,
} from './settings.ts';
import { ApiStack } from './stacks/api.ts';
import { DataStack } from './stacks/data.ts';
import { DeliveryStack } from './stacks/delivery.ts';
import { WorkersStack } from './stacks/workers.ts';
import { stageOf } from './stage.ts';

export interface LoyaltyAppProps {
  /** The built functions; tests bring a folder of stubs. */
  readonly codeDirectory: string;
  /** As in cdk.json; `cdk -c` and cdk.json reach the app without it. */
  readonly context?: Readonly<Record<string, unknown>>;
}

/** All stacks of one stage (`-c stage=prod`), bound to no account or region. */
export class LoyaltyApp extends App {
  readonly data: DataStack;
  readonly workers: WorkersStack;
  readonly api: ApiStack;
  readonly delivery: DeliveryStack;

  constructor({ codeDirectory, context = {} }: LoyaltyAppProps) {
    super({ context });
    const stage = stageOf(this.node.tryGetContext('stage'));
    const deployment = deploymentOf(stage, codeDirectory);
    const named = (part: string) => ({ stackName: `loyalty-${stage.name}-${part}` });
    this.data = new DataStack(this, 'Data', {
      ...named('data'),
      description: 'Loyalty club: table and master secret',
      stage,
    });
    const { table, secret, streamArn } = this.data;
    this.workers = new WorkersStack(this, 'Workers', {
      ...named('workers'),
      description: 'Loyalty club: queues and their workers',
      deployment,
      table,
      streamArn,
      secret,
      smsStatus: smsStatusOf(this.node.tryGetContext('smsStatus')),
    });
    this.api = new ApiStack(this, 'Api', {
      ...named('api'),
      description: 'Loyalty club: HTTP API and a function per endpoint',
      deployment,
      table,
      secret,
      queues: this.workers.queues,
      publicUrl: publicUrlOf(this.node.tryGetContext('publicUrl')),
    });
    this.delivery = new DeliveryStack(this, 'Delivery', {
      ...named('delivery'),
      description: 'Loyalty club: e-mail and SMS to members',
      deployment,
      table,
      secret,
      queues: this.workers.queues,
      publicUrl: this.api.publicUrl,
      sendingRates: sendingRatesOf({
        email: this.node.tryGetContext('mailRate'),
        sms: this.node.tryGetContext('smsRate'),
        push: this.node.tryGetContext('pushRate'),
      }),
      mailIdentities: mailIdentitiesOf(this.node.tryGetContext('mailIdentities')),
      reports: this.workers.reports,
      pushApplications: pushApplicationsOf(this.node.tryGetContext('pushApplications')),
    });
    Tags.of(this).add('project', 'loyalty-club');
    Tags.of(this).add('stage', stage.name);
  }
}
