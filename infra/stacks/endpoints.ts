import { Stack, type StackProps } from 'aws-cdk-lib';
import { HttpMethod, HttpRoute, HttpRouteKey, type IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Construct } from 'constructs';
import { ROUTED } from '#shared/contracts/catalogue.ts';
import { FAMILIES, type Family, type Routed } from '#shared/contracts/endpoint.ts';
import { tagOf } from '#shared/contracts/tags.ts';
import { LoyaltyFunction, type Target } from '../constructs/function.ts';
import type { Deployment } from '../deployment.ts';
import { accept } from '../nag-suppressions.ts';
import { routeKey, routesOf } from '../routes.ts';
import { queueTargets, tableTargets } from '../targets.ts';
import type { Queues } from './workers.ts';

/** Endpoints that are a stack together: a family of paths, or a group of it. A stack holds 500 resources. */
export const ENDPOINT_PARTS = [...(Object.keys(FAMILIES) as readonly Family[]), 'webhooks'] as const;
export type EndpointPart = (typeof ENDPOINT_PARTS)[number];

const partOf = (routed: Routed): EndpointPart => (tagOf(routed) === 'webhooks' ? 'webhooks' : routed.family);

interface EndpointsStackProps extends StackProps {
  readonly part: EndpointPart;
  readonly deployment: Deployment;
  readonly httpApi: IHttpApi;
  readonly table: Target;
  readonly secret: Target;
  readonly queues: Queues;
}

/**
 * Lambda gives one vCPU at 1,769 MB. Functions with the secrets grant hash and seal, which is all CPU: they
 * answer faster and cost the same. The others wait for the table.
 */
const memoryOf = ({ grants }: Routed): number => (grants.includes('secrets') ? 1769 : 512);

/** Why no route has an authorizer. */
const reasonOf = ({ family }: Routed): string =>
  family === 'pages'
    ? 'People come by a link in a mail and have no credentials; the token in the link is what is checked.'
    : 'The function checks the client token; an authorizer would pay a second function for each call.';

/** The functions of one part of the endpoints, and their routes. */
export class EndpointsStack extends Stack {
  constructor(scope: Construct, id: string, props: EndpointsStackProps) {
    super(scope, id, props);
    const { part, deployment, httpApi, table, queues, secret } = props;
    const targets = { ...tableTargets(table), ...queueTargets(queues), secret };
    for (const contract of ROUTED.filter((routed) => partOf(routed) === part)) {
      const memory = memoryOf(contract);
      const endpoint = new LoyaltyFunction(this, {
        contract,
        memory,
        deployment,
        targets,
        apiId: httpApi.apiId,
      });
      const integration = new HttpLambdaIntegration(contract.id, endpoint.target, {
        // One permission per function; one per route would make it eight resources and more per endpoint.
        scopePermissionToRoute: false,
      });
      for (const route of routesOf(contract)) {
        const key = routeKey(route);
        const made = new HttpRoute(this, key.replaceAll('/', '.'), {
          httpApi,
          routeKey: HttpRouteKey.with(route.path, HttpMethod[route.method]),
          integration,
        });
        accept(made, 'routeWithoutAuthorizer', reasonOf(contract));
      }
    }
  }
}
