import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { LoyaltyError } from '#shared/errors.ts';
import { originSecrets } from '#shared/ports/origin-secrets.ts';
import { getRuntime } from '#shared/runtime.ts';
import { requestLine } from './request-line.ts';

/** The name that the documents of AWS use, and none that a caller's own proxy would add. */
const HEADER = 'x-origin-verify';

/** Before any read: a request that bypasses the firewall costs one hash, and its answer reveals nothing. */
const checkOrigin = ({ headers }: APIGatewayProxyEventV2): void => {
  if (!getRuntime().use(originSecrets)(headers?.[HEADER])) throw new LoyaltyError('origin_refused');
};

/**
 * The middleware of every function behind the gateway: its log line, the check of the origin, and a timeout just
 * before Lambda's, so that the reply is this code's own.
 * @param id of the endpoint, the page or the router
 */
export const served = (id: string) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(requestLine(id))
    .before(({ event }) => checkOrigin(event));
