import { LoyaltyError } from '#shared/errors.ts';
import { errorsPage } from '#shared/http/errors-page.ts';
import { answerOfRoute } from '#shared/http/other-spellings.ts';
import { errorReply } from '#shared/http/replies.ts';
import { served } from '#shared/http/served.ts';

/** The gateway's default route: the page of error codes, HEAD, spare slashes, and paths and methods outside the catalogue (contract §0.3). */
export const handler = served('router.not-found')
  .onError((request) => {
    const { requestId } = request.event.requestContext;
    request.response = errorReply({ requestId, firstGeneration: false }, request.error);
  })
  .handler(async (event) => {
    const reply = errorsPage(event) ?? (await answerOfRoute(event));
    if (!reply) throw new LoyaltyError('route_not_found');
    return reply;
  });
