import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { isTransient } from '#shared/aws-failures.ts';
import { ERROR_CODES } from '#shared/error-codes.ts';
import { LoyaltyError, serviceUnavailable } from '#shared/errors.ts';
import { logFailure } from '#shared/ports/failures.ts';
import { errorReply } from './replies.ts';
import type { StepOptions } from './request.ts';
import { stateOf } from './request-state.ts';

/** A transient failure is answered as such, wherever it was thrown: also middy's own end of a function whose time is up. */
export const toLoyaltyError = (thrown: unknown): unknown =>
  !(thrown instanceof LoyaltyError) && isTransient(thrown) ? serviceUnavailable(thrown) : thrown;

/** One mapper for every throw; the cause is logged once, and only for failures of our own. */
export const errorMapper = ({
  contract,
  runtime,
}: StepOptions): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> => ({
  name: 'error-mapper',
  onError(request) {
    const state = stateOf(request.event);
    const context = {
      requestId: state.requestId ?? request.event.requestContext.requestId,
      firstGeneration: state.firstGeneration ?? false,
    };
    const error = toLoyaltyError(request.error);
    const expected = error instanceof LoyaltyError && ERROR_CODES[error.code].status !== 503;
    if (!expected) {
      const { requestId: request_id } = context;
      const fields = { request_id, endpoint: contract.id, client: state.client?.id };
      logFailure(runtime(), 'error', 'request failed', fields, error);
    }
    // Not returned: middy would leave out the steps behind this one.
    request.response = errorReply(context, error);
  },
});
