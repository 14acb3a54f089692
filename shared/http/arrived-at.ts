import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** The gateway times a request out after this time: an older timestamp comes from a wrong clock. */
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
