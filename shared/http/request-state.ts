import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { RequestState } from './request.ts';

const states = new WeakMap<APIGatewayProxyEventV2, RequestState>();

/** Shares the state of the steps, as far as they got, with the middleware around them. */
export const shareState = (event: APIGatewayProxyEventV2, what: RequestState): void => {
  states.set(event, what);
};

export const stateOf = (event: APIGatewayProxyEventV2): Partial<RequestState> => states.get(event) ?? {};
