import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ERROR_CODES } from '../error-codes.ts';
import { LoyaltyError } from '../errors.ts';
import { errorReply } from './replies.ts';
import type { Learned, StepSetup } from './request.ts';

/** Names and codes only: messages of parsers and of the SDK quote bodies and keys. */
export const describeFailure = (thrown: unknown): Record<string, unknown> => {
  const causes: string[] = [];
  for (let error = thrown; error instanceof Error && causes.length < 5; error = error.cause) {
    causes.push(error instanceof LoyaltyError ? error.code : error.name);
  }
  const stack =
    thrown instanceof Error ? thrown.stack?.split('\n').filter((line) => line.startsWith('    at ')) : [];
  return { causes, stack: stack?.slice(0, 8) };
};

/** One mapper for every throw; the cause is logged once, and only for failures of our own. */
export const errorMapper = ({
  contract,
  runtime,
}: StepSetup): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> => ({
  name: 'error-mapper',
  onError(request) {
    const learned = request.internal as unknown as Partial<Learned>;
    const context = {
      requestId: learned.requestId ?? request.event.requestContext.requestId,
      firstGeneration: learned.firstGeneration ?? false,
    };
    const expected = request.error instanceof LoyaltyError && ERROR_CODES[request.error.code].status !== 503;
    if (!expected) {
      runtime().log.error('request failed', {
        request_id: context.requestId,
        endpoint: contract.id,
        client: learned.client?.id,
        ...describeFailure(request.error),
      });
    }
    request.response = errorReply(context, request.error);
    return request.response;
  },
});
