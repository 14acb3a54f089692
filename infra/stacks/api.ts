import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import {
  ApiMapping,
  type CfnApi,
  CorsHttpMethod,
  type CorsPreflightOptions,
  DomainName,
  HttpApi,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';
import { accessLog } from '../constructs/access-log.ts';
import { LoyaltyFunction } from '../constructs/function.ts';
import type { Deployment } from '../deployment.ts';
import { NOT_FOUND_ID } from '../handlers.ts';
import { accept } from '../nag-suppressions.ts';
import type { CustomDomain } from '../settings/addresses.ts';

interface ApiStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly domain?: CustomDomain | undefined;
  /** Pages whose scripts may call; none = the callers are back ends, whose tokens have no place in a browser. */
  readonly allowedOrigins: readonly string[];
  /** An address of the operator's own that leads here; the domain's, or the API's own, without it. */
  readonly publicUrl?: string | undefined;
}

/** Requests a second and in a burst over the whole API; below the account's own limit (10,000 and 5,000). */
const THROTTLE = { rateLimit: 2000, burstLimit: 1000 };

/** Takes no part in the catalogue: it needs no permit, touches nothing and answers everything else. */
const NOT_FOUND = {
  id: NOT_FOUND_ID,
  summary:
    'Sends HEAD and paths with spare slashes to their route, answers unknown paths and methods, explains errors',
  // It waits for the function behind that route; the gateway waits 30 seconds.
  timeout: 30,
  grants: [],
} as const;

/** What scripts send and read beyond what browsers always let them. */
const preflight = (origins: readonly string[]): CorsPreflightOptions => ({
  allowOrigins: [...origins],
  allowMethods: [
    CorsHttpMethod.GET,
    CorsHttpMethod.HEAD,
    CorsHttpMethod.POST,
    CorsHttpMethod.PUT,
    CorsHttpMethod.DELETE,
  ],
  allowHeaders: [
    'authorization',
    'content-type',
    'x-client-authorization',
    'x-loyalty-club-slug',
    'x-product-name',
    'x-user-agent',
  ],
  exposeHeaders: [
    'link',
    'ratelimit',
    'ratelimit-policy',
    'retry-after',
    'x-error-code',
    'x-error-detail',
    'x-ignored',
    'x-request-id',
  ],
});

/** The HTTP API with its name, its stage, and the answer to every path that no family has. */
export class ApiStack extends Stack {
  readonly httpApi: HttpApi;
  /** Where people reach the API, for links in mails. */
  readonly publicUrl: string;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    const { deployment, domain, allowedOrigins } = props;
    this.httpApi = new HttpApi(this, 'HttpApi', {
      apiName: `loyalty-${deployment.stage.name}`,
      createDefaultStage: false,
      disableExecuteApiEndpoint: domain?.only ?? false,
      ...(allowedOrigins.length > 0 && { corsPreflight: preflight(allowedOrigins) }),
    });
    // Asked of the resource: the construct does not give the address while it is closed.
    const { attrApiEndpoint } = this.httpApi.node.defaultChild as CfnApi;
    for (const value of [this.httpApi.apiId, attrApiEndpoint]) this.exportValue(value);
    const stage = new HttpStage(this, 'DefaultStage', {
      httpApi: this.httpApi,
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: accessLog(this, deployment.stage.logRetention),
    });
    this.answerTheRest(deployment);
    if (domain) this.name(domain, stage);
    const url = domain ? `https://${domain.name}` : this.httpApi.apiEndpoint;
    this.publicUrl = props.publicUrl ?? url;
    new CfnOutput(this, 'ApiUrl', { value: url });
    new CfnOutput(this, 'PublicUrl', { value: this.publicUrl });
  }

  private answerTheRest(deployment: Deployment): void {
    const notFound = new LoyaltyFunction(this, {
      contract: NOT_FOUND,
      // CPU for TLS comes with memory.
      memory: 512,
      deployment,
      targets: {},
      apiId: this.httpApi.apiId,
    });
    const route = new HttpRoute(this, 'DefaultRoute', {
      httpApi: this.httpApi,
      routeKey: HttpRouteKey.DEFAULT,
      integration: new HttpLambdaIntegration(NOT_FOUND_ID, notFound.target),
    });
    accept(
      route,
      'routeWithoutAuthorizer',
      'It touches nothing; the routes that it asks check the client token.',
    );
  }

  /** The operator points the name at the target of the outputs; we know neither zone nor registrar. */
  private name({ name, certificateArn }: CustomDomain, stage: HttpStage): void {
    const domainName = new DomainName(this, 'Domain', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
    });
    new ApiMapping(this, 'Mapping', { api: this.httpApi, domainName, stage });
    new CfnOutput(this, 'DomainTarget', { value: domainName.regionalDomainName });
    new CfnOutput(this, 'DomainTargetZone', { value: domainName.regionalHostedZoneId });
  }
}
