import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { LoyaltyError } from '#shared/errors.ts';
import { originSecrets } from '#shared/ports/origin-secrets.ts';
import { getRuntime } from '#shared/runtime.ts';
import { requestLine } from './request-line.ts';

/** The name that the documents of AWS use, and none that a caller's own proxy would add. */
const HEADER = 'x-origin-verify';

/** Before anything is read: whoever goes round the firewall costs a hash, and learns nothing. */
const checkOrigin = ({ headers }: APIGatewayProxyEventV2): void => {
  if (!getRuntime().use(originSecrets)(headers?.[HEADER])) throw new LoyaltyError('origin_refused');
};

/**
 * What every function behind the gateway begins with: its line in the log, the check where the request came
 * through, and an end just before Lambda's, so that the caller hears of it from us.
 * @param id of the endpoint, the page or the router
 */
export const served = (id: string) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(requestLine(id))
    .before(({ event }) => checkOrigin(event));
