import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { RequestState } from './request.ts';

const learned = new WeakMap<APIGatewayProxyEventV2, RequestState>();

/** Lets those around the steps see what they learn, as far as they got. */
export const shareState = (event: APIGatewayProxyEventV2, what: RequestState): void => {
  learned.set(event, what);
};

export const stateOf = (event: APIGatewayProxyEventV2): Partial<RequestState> => learned.get(event) ?? {};
