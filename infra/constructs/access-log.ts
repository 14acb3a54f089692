import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { type IAccessLogSettings, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/**
 * What the gateway writes of each request: the route's template, never the path, for paths hold e-mail
 * addresses and numbers; no query, header or source address either. `request_id` is that of the function's own line,
 * which adds what the gateway cannot know: no variable holds a header of the reply, so no error code, client or club.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
export const ACCESS_LOG_FIELDS = {
  time: '$context.requestTime',
  request_id: '$context.requestId',
  // The function's run: also of one that was ended before it could write its line.
  lambda_request_id: '$context.integration.requestId',
  route: '$context.routeKey',
  status: '$context.status',
  latency_ms: '$context.responseLatency',
  response_bytes: '$context.responseLength',
  integration_status: '$context.integration.status',
  integration_latency_ms: '$context.integration.latency',
  integration_error: '$context.integrationErrorMessage',
  gateway_error: '$context.error.responseType',
} as const satisfies Record<string, `$context.${string}`>;

/** The access log of an HTTP API's stage, one JSON object a line. */
export const accessLog = (scope: Construct, retention: RetentionDays): IAccessLogSettings => ({
  destination: new LogGroupLogDestination(
    new LogGroup(scope, 'AccessLog', {
      retention,
      removalPolicy: RemovalPolicy.DESTROY,
    }),
  ),
  format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG_FIELDS)),
});
