/** The second argument of a handler, as the Lambda runtime makes it. */
import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';

export interface LambdaOptions {
  /** @default 'local' */
  functionName?: string | undefined;
  /** The function's timeout; only for the handler; nothing ends it here. @default 30000 */
  timeoutMs?: number | undefined;
}

export type LambdaHandler<Event> = (event: Event, context: Context) => Promise<unknown>;

function notHere(): never {
  throw new Error('Handlers return a promise; the callbacks of Node.js 0.10 are not supported.');
}

export function lambdaContext({ functionName = 'local', timeoutMs = 30_000 }: LambdaOptions = {}): Context {
  const deadline = performance.now() + timeoutMs;
  return {
    awsRequestId: randomUUID(),
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:eu-west-1:000000000000:function:${functionName}`,
    memoryLimitInMB: '1024',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
    done: notHere,
    fail: notHere,
    succeed: notHere,
  };
}
