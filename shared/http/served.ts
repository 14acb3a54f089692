import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { requestLine } from './request-line.ts';

/**
 * What every function behind the gateway begins with: its line in the log, and an end just before Lambda's, so that
 * a caller hears of it from us.
 * @param id of the endpoint, the page or the router
 */
export const served = (id: string) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>().use(requestLine(id));
