import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { HttpApi, HttpMethod, HttpRoute, HttpRouteKey, HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Construct } from 'constructs';
import { ROUTED } from '../../shared/contracts/catalogue.ts';
import type { Routed } from '../../shared/contracts/endpoint.ts';
import { QUEUE_NAMES } from '../../shared/contracts/queues.ts';
import { accessLog } from '../constructs/access-log.ts';
import { LoyaltyFunction, type Target, type Targets } from '../constructs/function.ts';
import type { Deployment } from '../deployment.ts';
import { NOT_FOUND_ID } from '../handlers.ts';
import { routesOf } from '../routes.ts';
import { queueTargets, tableTargets } from '../targets.ts';
import type { Queues } from './workers.ts';

export interface ApiStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly table: Target;
  readonly secret: Target;
  readonly queues: Queues;
  /** An address of the operator's own that leads here; the API's own without it. */
  readonly publicUrl?: string | undefined;
}

/** Requests a second and in a burst over the whole API; below the account's own limit (10,000 and 5,000). */
const THROTTLE = { rateLimit: 2000, burstLimit: 1000 };

/**
 * Lambda gives one vCPU at 1,769 MB. Functions with the secrets grant hash and seal, which is all CPU: they
 * answer faster and cost the same. The others wait for the table.
 */
const memoryOf = ({ grants }: Routed): number => (grants.includes('secrets') ? 1769 : 512);

const capitalised = (name: string): string => `${name[0]?.toUpperCase()}${name.slice(1)}`;

/** Takes no part in the catalogue: it needs no permit, touches nothing and answers everything else. */
const NOT_FOUND = {
  id: NOT_FOUND_ID,
  summary: 'Answers unknown paths and methods',
  timeout: 3,
  grants: [],
} as const;

/** The HTTP API: a function per endpoint of the catalogue, its routes, and the answer to all other paths. */
export class ApiStack extends Stack {
  /** Where people reach the API, for links in mails. */
  readonly publicUrl: string;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    const { table, secret, queues, deployment } = props;
    const targets: Targets = { ...tableTargets(table), ...queueTargets(queues), secret };
    // No CORS: the callers are back ends, and their tokens have no place in a browser.
    const httpApi = new HttpApi(this, 'HttpApi', {
      apiName: `loyalty-${deployment.stage.name}`,
      createDefaultStage: false,
    });
    new HttpStage(this, 'DefaultStage', {
      httpApi,
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: accessLog(this),
    });
    for (const contract of ROUTED) {
      const memory = memoryOf(contract);
      const endpoint = new LoyaltyFunction(this, { contract, memory, deployment, targets });
      const integration = new HttpLambdaIntegration(contract.id, endpoint.function, {
        // One permission per function; one per route would make it eight resources and more per endpoint.
        scopePermissionToRoute: false,
      });
      for (const { method, path } of routesOf(contract)) {
        httpApi.addRoutes({ path, methods: [HttpMethod[method]], integration });
      }
    }
    const notFound = new LoyaltyFunction(this, { contract: NOT_FOUND, memory: 128, deployment, targets });
    new HttpRoute(this, 'DefaultRoute', {
      httpApi,
      routeKey: HttpRouteKey.DEFAULT,
      integration: new HttpLambdaIntegration(NOT_FOUND_ID, notFound.function),
    });
    this.publicUrl = props.publicUrl ?? httpApi.apiEndpoint;
    const outputs = {
      ApiUrl: httpApi.apiEndpoint,
      PublicUrl: this.publicUrl,
      TableName: table.value,
      ...Object.fromEntries(
        QUEUE_NAMES.map((name) => [`${capitalised(name)}QueueUrl`, queues[name].queue.queueUrl]),
      ),
      SecretArn: secret.value,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
