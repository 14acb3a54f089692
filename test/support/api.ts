import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import type { ApiHandler } from '#shared/http/endpoint.ts';
import { lambdaContext } from '../../local/engines/lambda-context.ts';
import { loadFunction } from '../../local/functions.ts';
import { replyProblem } from '../../local/gateway/reply-check.ts';
import { type ApiRequest, apiEvent } from './api-event.ts';
import { documentProblem } from './openapi.ts';
import { inRole } from './role.ts';
import type { World } from './world.ts';

/** Nothing here takes so long; a function that ends itself in time (fault F87) is asked for with a time of its own. */
const AMPLE_MS = 15 * 60 * 1000;

/** Club and client token are the world's, unless they are given. */
export interface ApiCall
  extends Omit<ApiRequest, 'slug' | 'secret'>,
    Partial<Pick<ApiRequest, 'slug' | 'secret'>> {
  /** When the function's time is up. @default 15 minutes */
  readonly timeoutMs?: number;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: any;
  readonly headers: Readonly<Record<string, string>>;
}

/** Calls an endpoint's handler with a real-shaped event; whatever it answers must be as openapi.json says. */
export const call = async (world: World, id: string, request: ApiCall = {}): Promise<ApiAnswer> => {
  const contract = CATALOGUE.find((one) => one.id === id);
  if (!contract) throw new Error(`No endpoint ${id}`);
  world.enter();
  const { slug = world.club.slug, secret = world.client.secret } = request;
  const event = apiEvent(contract, { ...request, slug, secret });
  const handler = await loadFunction<ApiHandler>(id);
  const reply = await inRole(id, () =>
    handler(event, lambdaContext({ functionName: id, timeoutMs: request.timeoutMs ?? AMPLE_MS })),
  );
  const body = JSON.parse(reply.body ?? 'null');
  const answer = {
    status: reply.statusCode ?? 0,
    body,
    headers: reply.headers as Record<string, string>,
  };
  // The contract closes objects that the document leaves open.
  const problem =
    documentProblem(event.routeKey, answer) ??
    replyProblem(contract, { ...answer, code: answer.headers['x-error-code'] });
  if (problem) throw new Error(problem);
  return answer;
};
