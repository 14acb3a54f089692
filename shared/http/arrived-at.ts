import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** The gateway gives a request up after this time, so what says it is older comes from a clock that is wrong. */
const LONGEST_MS = 30_000;

/** When the gateway received a request, in Unix milliseconds; a function may start seconds later. */
export const arrivedAt = (
  { requestContext }: Pick<APIGatewayProxyEventV2, 'requestContext'>,
  now: Date,
): number => {
  const latest = now.getTime();
  const { timeEpoch = latest } = requestContext;
  return Math.min(latest, Math.max(timeEpoch, latest - LONGEST_MS));
};
