import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { LoyaltyError } from '../../shared/errors.ts';
import { errorReply } from '../../shared/http/replies.ts';

/** The gateway's default route: paths and methods outside the catalogue (contract §0.3). */
export const handler = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> =>
  errorReply(
    { requestId: event.requestContext.requestId, firstGeneration: false },
    new LoyaltyError('route_not_found'),
  );
