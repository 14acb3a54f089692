import { App, Tags } from 'aws-cdk-lib';
import type { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { deploymentOf } from './deployment.ts';
import { allowedOriginsOf, customDomainOf, docsUrlOf, publicUrlOf } from './settings/addresses.ts';
import { canaryOf } from './settings/canary.ts';
import { concurrencyOf, streamWindowOf } from './settings/concurrency.ts';
import { alarmEmailOf, restoredTableOf, spendingOf, warmWritesOf } from './settings/operations.ts';
import { originSecretsOf } from './settings/origin.ts';
import { mailIdentitiesOf, pushApplicationsOf, sendingRatesOf, smsStatusOf } from './settings/providers.ts';
import { ApiStack } from './stacks/api.ts';
import { DataStack } from './stacks/data.ts';
import { DeliveryStack } from './stacks/delivery.ts';
import { ENDPOINT_PARTS, type EndpointPart, EndpointsStack } from './stacks/endpoints.ts';
import { MonitoringStack } from './stacks/monitoring.ts';
import { WorkersStack } from './stacks/workers.ts';
import { stageOf } from './stage.ts';

interface LoyaltyAppProps {
  /** The built functions; tests bring a folder of stubs. */
  readonly codeDirectory: string;
  /** As in cdk.json; `cdk -c` and cdk.json reach the app without it. */
  readonly context?: Readonly<Record<string, unknown>>;
}

const titled = (name: string): string => `${name[0]?.toUpperCase()}${name.slice(1)}`;

/** All stacks of one stage (`-c stage=prod`), bound to no account or region. */
export class LoyaltyApp extends App {
  readonly data: DataStack;
  readonly workers: WorkersStack;
  readonly api: ApiStack;
  readonly endpoints: Readonly<Record<EndpointPart, EndpointsStack>>;
  readonly delivery: DeliveryStack;
  readonly monitoring: MonitoringStack;

  constructor({ codeDirectory, context = {} }: LoyaltyAppProps) {
    super({ context });
    const setting = (name: string): unknown => this.node.tryGetContext(name);
    const stage = stageOf(setting('stage'));
    const deployment = deploymentOf({
      stage,
      codeDirectory,
      concurrency: concurrencyOf({
        account: setting('accountConcurrency'),
        bulk: setting('bulkConcurrency'),
        delivery: setting('deliveryConcurrency'),
        sending: setting('sendingConcurrency'),
        reports: setting('reportsConcurrency'),
        webhooks: setting('webhooksConcurrency'),
        deadLetters: setting('deadLettersConcurrency'),
      }),
      streamWindow: streamWindowOf(setting('accountConcurrency')),
      originSecrets: originSecretsOf(setting('originSecret')),
      docsUrl: docsUrlOf(setting('docsUrl')),
      canary: canaryOf(setting('canary')),
    });
    const described = (part: string, holds: string) => ({
      stackName: `loyalty-${stage.name}-${part}`,
      description: `Loyalty club: ${holds}`,
      deployment,
    });
    this.data = new DataStack(this, 'Data', {
      ...described('data', 'table and master secret'),
      restored: restoredTableOf(setting('restoredTable')),
      warmWrites: warmWritesOf(setting('warmWrites')),
    });
    const { table, secret, streamArn } = this.data;
    this.workers = new WorkersStack(this, 'Workers', {
      ...described('workers', 'queues and their workers'),
      table,
      streamArn,
      secret,
      smsStatus: smsStatusOf(setting('smsStatus')),
      pushApplications: pushApplicationsOf(setting('pushApplications')),
    });
    const { queues } = this.workers;
    this.api = new ApiStack(this, 'Api', {
      ...described('api', 'HTTP API'),
      allowedOrigins: allowedOriginsOf(setting('allowedOrigins')),
      domain: customDomainOf({
        domainName: setting('domainName'),
        certificateArn: setting('certificateArn'),
        domainOnly: setting('domainOnly'),
      }),
      publicUrl: publicUrlOf(setting('publicUrl')),
    });
    const { httpApi, publicUrl } = this.api;
    const endpoints = ENDPOINT_PARTS.map((part) => {
      const props = { part, httpApi: httpApi as IHttpApi, table, secret, queues };
      const about = described(part, `a function per endpoint of the ${part}`);
      return [part, new EndpointsStack(this, titled(part), { ...about, ...props })] as const;
    });
    this.endpoints = Object.fromEntries(endpoints) as unknown as Record<EndpointPart, EndpointsStack>;
    this.delivery = new DeliveryStack(this, 'Delivery', {
      ...described('delivery', 'e-mail, SMS and push to members'),
      table,
      secret,
      queues,
      publicUrl,
      sendingRates: sendingRatesOf({
        email: setting('mailRate'),
        sms: setting('smsRate'),
        push: setting('pushRate'),
      }),
      mailIdentities: mailIdentitiesOf(setting('mailIdentities')),
      reports: this.workers.reports,
      pushApplications: pushApplicationsOf(setting('pushApplications')),
    });
    this.monitoring = new MonitoringStack(this, 'Monitoring', {
      ...described('monitoring', 'alarms and dashboard'),
      watched: {
        queues: Object.values(queues),
        streams: this.workers.streams,
        schedules: this.workers.schedules,
      },
      apiId: httpApi.apiId,
      table,
      alarmEmail: alarmEmailOf(setting('alarmEmail')),
      spending: spendingOf({ smsLimit: setting('smsLimit'), monthlyBudget: setting('monthlyBudget') }),
    });
    Tags.of(this).add('project', 'loyalty-club');
    Tags.of(this).add('stage', stage.name);
  }
}
