import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Learned } from './request.ts';

const learned = new WeakMap<APIGatewayProxyEventV2, Learned>();

/** Lets those around the steps see what they learn, as far as they got. */
export const shareLearned = (event: APIGatewayProxyEventV2, what: Learned): void => {
  learned.set(event, what);
};

export const learnedOf = (event: APIGatewayProxyEventV2): Partial<Learned> => learned.get(event) ?? {};
