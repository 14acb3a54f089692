import { Stack, type StackProps } from 'aws-cdk-lib';
import { ConfigurationSet, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { WORKERS, type WorkerContract } from '#shared/contracts/queues.ts';
import type { LoyaltyFunction, Target, Targets } from '../constructs/function.ts';
import { queueWorker } from '../constructs/queue-worker.ts';
import type { Deployment } from '../deployment.ts';
import { acceptDevices, acceptWildcard } from '../nag-suppressions.ts';
import { pushArns, queueTargets, tableTargets } from '../targets.ts';
import { type Queues, sendsMail } from './workers.ts';

interface DeliveryStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly table: Target;
  readonly secret: Target;
  readonly queues: Queues;
  /** Where SES reports about mails. */
  readonly reports: ITopic;
  /** Where people reach the API, without a slash at the end. */
  readonly publicUrl: string;
  /** Messages a second that sendings may send, by channel. */
  readonly sendingRates: Readonly<Record<string, number>>;
  /** Domains and addresses that the clubs send from, verified in SES; none = every identity of the account. */
  readonly mailIdentities: readonly string[];
  /** `<platform>/<name>` of the platform applications at SNS that the clubs push through; none = every one. */
  readonly pushApplications: readonly string[];
}

/** Those that say what became of a mail; a delay is no end. */
const REPORTED_EVENTS = [
  EmailSendingEvent.BOUNCE,
  EmailSendingEvent.COMPLAINT,
  EmailSendingEvent.DELIVERY,
  EmailSendingEvent.REJECT,
  EmailSendingEvent.RENDERING_FAILURE,
];

/** What leaves the system: the workers that send mail, and those that write links and send them. */
export class DeliveryStack extends Stack {
  constructor(scope: Construct, id: string, props: DeliveryStackProps) {
    super(scope, id, props);
    const { deployment, table, secret, queues, publicUrl } = props;
    const push = pushArns(this, props.pushApplications);
    const targets: Targets = {
      ...tableTargets(table),
      ...queueTargets(queues),
      secret,
      links: { arns: [], value: publicUrl },
      rates: { arns: [], value: JSON.stringify(props.sendingRates) },
      mail: this.mail(props.mailIdentities, props.reports),
      // A phone number is no resource that IAM could name, so an SMS is allowed as "everything that is no
      // topic, platform or endpoint". https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html
      sms: { arns: [], exceptArns: ['arn:*:sns:*:*:*'], value: '' },
      push: { arns: [...push.applications, ...push.devices], value: '' },
    };
    for (const contract of WORKERS.filter(sendsMail)) {
      const worker = queueWorker(this, { contract, deployment, targets, queue: queues[contract.queue] });
      this.acceptWildcards(worker, contract.grants, props);
    }
  }

  /** A setting that the operator gives takes its wildcard away; devices are always one, for they come and go. */
  private acceptWildcards(
    worker: LoyaltyFunction,
    grants: WorkerContract['grants'],
    props: DeliveryStackProps,
  ): void {
    const { mailIdentities, pushApplications } = props;
    const unnamed = 'The operator has not named what the clubs send from.';
    if (mailIdentities.length === 0) acceptWildcard(worker, 'ses', 'identity/*', unnamed);
    if (!grants.includes('push')) return;
    if (pushApplications.length === 0) acceptWildcard(worker, 'sns', 'app/*', unnamed);
    acceptDevices(worker, pushApplications);
  }

  /** Who sends with a configuration set must be allowed to use that, too. */
  private mail(identities: readonly string[], reports: ITopic): Target {
    const set = new ConfigurationSet(this, 'Mail');
    const { configurationSetName } = set;
    set.addEventDestination('Reports', {
      // As one of elsewhere: its policy, in its own stack, lets SES in already.
      destination: EventDestination.snsTopic(Topic.fromTopicArn(this, 'ReportTopic', reports.topicArn)),
      events: REPORTED_EVENTS,
    });
    const ses = (resource: string, resourceName: string) =>
      this.formatArn({ service: 'ses', resource, resourceName });
    const names = identities.length === 0 ? ['*'] : identities;
    return {
      arns: [...names.map((name) => ses('identity', name)), ses('configuration-set', configurationSetName)],
      value: configurationSetName,
    };
  }
}
