import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { passes } from '#shared/aws-failures.ts';
import { ERROR_CODES } from '#shared/error-codes.ts';
import { busy, LoyaltyError } from '#shared/errors.ts';
import { tellFailure } from '#shared/ports/failures.ts';
import { errorReply } from './replies.ts';
import type { StepSetup } from './request.ts';
import { learnedOf } from './request-state.ts';

/** What passes is told as such, wherever it was thrown: also middy's own end of a function whose time is up. */
export const translated = (thrown: unknown): unknown =>
  !(thrown instanceof LoyaltyError) && passes(thrown) ? busy(thrown) : thrown;

/** One mapper for every throw; the cause is logged once, and only for failures of our own. */
export const errorMapper = ({
  contract,
  runtime,
}: StepSetup): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> => ({
  name: 'error-mapper',
  onError(request) {
    const learned = learnedOf(request.event);
    const context = {
      requestId: learned.requestId ?? request.event.requestContext.requestId,
      firstGeneration: learned.firstGeneration ?? false,
    };
    const error = translated(request.error);
    const expected = error instanceof LoyaltyError && ERROR_CODES[error.code].status !== 503;
    if (!expected) {
      const { requestId: request_id } = context;
      const fields = { request_id, endpoint: contract.id, client: learned.client?.id };
      tellFailure(runtime(), 'error', 'request failed', fields, error);
    }
    // Not returned: middy would leave out the steps behind this one.
    request.response = errorReply(context, error);
  },
});
