import { LoyaltyError } from '../../shared/errors.ts';
import { errorReply } from '../../shared/http/replies.ts';
import { served } from '../../shared/http/served.ts';

/** The gateway's default route: paths and methods outside the catalogue (contract §0.3). */
export const handler = served('router.not-found').handler(async ({ requestContext }) =>
  errorReply(
    { requestId: requestContext.requestId, firstGeneration: false },
    new LoyaltyError('route_not_found'),
  ),
);
