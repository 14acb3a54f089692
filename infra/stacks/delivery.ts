import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { WORKERS } from '../../shared/contracts/queues.ts';
import type { Target, Targets } from '../constructs/function.ts';
import { queueWorker } from '../constructs/queue-worker.ts';
import { queueTargets, tableTargets } from '../targets.ts';
import { knowsTheApi, type Queues } from './workers.ts';

export interface DeliveryStackProps extends StackProps {
  readonly codeDirectory: string;
  readonly table: Target;
  readonly secret: Target;
  readonly queues: Queues;
  /** Where people reach the API, without a slash at the end. */
  readonly publicUrl: string;
  /** Messages a second that sendings may hand over, by channel. */
  readonly sendingRates: Readonly<Record<string, number>>;
  /** Domains and addresses that the clubs send from, verified in SES; none = every identity of the account. */
  readonly mailIdentities: readonly string[];
}

/** What leaves the system: the workers that write links and send them. */
export class DeliveryStack extends Stack {
  constructor(scope: Construct, id: string, props: DeliveryStackProps) {
    super(scope, id, props);
    const { codeDirectory, table, secret, queues, publicUrl } = props;
    const targets: Targets = {
      ...tableTargets(table),
      ...queueTargets(queues),
      secret,
      links: { arns: [], value: publicUrl },
      rates: { arns: [], value: JSON.stringify(props.sendingRates) },
      mail: { arns: this.identityArns(props.mailIdentities), value: '' },
      // A phone number is no resource that IAM could name, so an SMS is allowed as "everything that is no
      // topic, platform or endpoint". https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html
      sms: { arns: [], exceptArns: ['arn:*:sns:*:*:*'], value: '' },
    };
    for (const contract of WORKERS.filter(knowsTheApi)) {
      queueWorker(this, { contract, codeDirectory, targets, queue: queues[contract.queue] });
    }
  }

  private identityArns(identities: readonly string[]): string[] {
    const names = identities.length === 0 ? ['*'] : identities;
    return names.map((resourceName) =>
      this.formatArn({ service: 'ses', resource: 'identity', resourceName }),
    );
  }
}
