import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import {
  type BodyOf,
  type EndpointContract,
  isList,
  type ParametersOf,
  type QueryOf,
} from '#shared/contracts/endpoint.ts';
import { LoyaltyError } from '#shared/errors.ts';
import type { Idempotency } from '#shared/ports/idempotency-keys.ts';
import { policyHeader, quotaHeaders } from '#shared/rate-limits.ts';
import { fitsResult } from '#shared/reply-size.ts';
import { getRuntime, type Runtime } from '#shared/runtime.ts';
import { arrivedAt } from './arrived-at.ts';
import { type BodyValidator, bodyError, withTypeErrors } from './body-errors.ts';
import { errorMapper } from './error-mapper.ts';
import { exactKeyError } from './exact-keys.ts';
import { answerOnce } from './idempotent.ts';
import { ignoredHeader, ignoredKeys } from './ignored-keys.ts';
import { parseQuery, unknownKeys } from './query.ts';
import { unknownKeysError } from './query-errors.ts';
import { jsonReply } from './replies.ts';
import type {
  ApiReply,
  ApiRequest,
  MemberContext,
  MiddlewareRequest,
  RequestCheck,
  RequestState,
  StepOptions,
} from './request.ts';
import { shareState, stateOf } from './request-state.ts';
import { served } from './served.ts';
import { bodyOnly } from './steps/body-only.ts';
import { bodyText } from './steps/body-text.ts';
import { clientAuthorization } from './steps/client-authorization.ts';
import { jsonBody } from './steps/json-body.ts';
import { memberToken } from './steps/member-token.ts';
import { pathParameters } from './steps/path-parameters.ts';
import { permit } from './steps/permit.ts';
import { requestId } from './steps/request-id.ts';
import { requiredHeaders } from './steps/required-headers.ts';

/** The order of checks (contract §1.2.1); a test pins it. Look-ups and values are the handler's. */
const STEPS: readonly ((setup: StepOptions) => RequestCheck)[] = [
  requestId,
  pathParameters,
  requiredHeaders,
  clientAuthorization,
  permit,
  memberToken,
  bodyText,
  jsonBody,
  bodyOnly,
];

export type ApiHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

type Logic<C extends EndpointContract> = (request: ApiRequest<C>, runtime: Runtime) => Promise<ApiReply>;

/** A contract with a body needs its compiled schema; one without must not bring any. */
type Validators<C extends EndpointContract> = C extends { readonly body: object } ? [BodyValidator] : [];

const memberContext = ({ presented }: RequestState): MemberContext | undefined =>
  presented && {
    presented,
    me() {
      if (!presented.member) throw new LoyaltyError('member_not_found');
      return presented.member;
    },
  };

const toRequest = <C extends EndpointContract>(
  contract: C,
  validator: BodyValidator | undefined,
  { event, context, internal }: MiddlewareRequest,
  idempotency: Idempotency,
) => ({
  ...memberContext(internal),
  club: internal.club,
  client: internal.client,
  product: internal.product,
  subproduct: internal.subproduct,
  arrivedAt: arrivedAt(event, getRuntime().now()),
  requestId: internal.requestId,
  idempotency,
  parameters: (event.pathParameters ?? {}) as ParametersOf<C>,
  firstGeneration: internal.firstGeneration,
  body() {
    // The validator drops keys that it does not know, once and for all.
    internal.ignored ??= ignoredKeys(contract, internal.json);
    const inexact = exactKeyError(contract, internal.json, event.rawQueryString);
    if (contract.body && validator && !validator(internal.json)) {
      const errors = ('errors' in validator && validator.errors) || [];
      const isCollected = 'collected' in contract.body.errors;
      const body = isCollected ? withTypeErrors(errors, internal.json) : undefined;
      if (body) return body as unknown as BodyOf<C>;
      throw bodyError(contract.body.errors, errors, internal.json);
    }
    if (inexact) throw inexact;
    return internal.json as BodyOf<C>;
  },
  query() {
    const query = contract.query ?? {};
    const unknown = isList(contract) ? unknownKeys(query, event.rawQueryString) : [];
    if (unknown.length > 0) throw unknownKeysError(contract, unknown);
    return parseQuery(query, event.rawQueryString) as QueryOf<C>;
  },
  context,
});

/** What the request asked for and the reply does not reflect. */
const ignoredIn = (contract: EndpointContract, { event, internal }: MiddlewareRequest, reply: ApiReply) =>
  reply.status >= 400
    ? {}
    : ignoredHeader([
        ...(isList(contract) ? [] : unknownKeys(contract.query ?? {}, event.rawQueryString)),
        ...(internal.ignored ?? []),
        ...(reply.ignored ?? []),
      ]);

/** The limits of the endpoint; what is left of these, where the reply says it. */
const limitHeaders = ({ rateLimits }: EndpointContract, { quota }: ApiReply) => ({
  ...(rateLimits && policyHeader(rateLimits)),
  ...(quota && quotaHeaders(quota)),
});

/** A caller of a paged list can ask for smaller pages; other lists are cut. */
const isPaged = ({ query }: EndpointContract): boolean => query?.['per_page']?.kind === 'integer';

const tooLargeForAPage = () =>
  new LoyaltyError('parameter_invalid', {
    message: 'per_page must be smaller: these records are too large for one reply',
  });

/**
 * Makes the Lambda handler of one endpoint: the checks before the handler, then the logic, then the reply.
 * @example export const handler = endpoint(membersGet)(async (request, runtime) => ({ status: 200, body }))
 */
export const endpoint =
  <C extends EndpointContract>(contract: C, ...validators: Validators<C>) =>
  (logic: Logic<C>): ApiHandler => {
    const [validator] = validators as [BodyValidator?];
    const setup: StepOptions = { contract, runtime: getRuntime };
    // Its own end of time is that of the chain around it, which holds for the steps too.
    const checks = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({
      timeoutEarlyInMillis: 0,
    });
    checks.before(({ event, internal }) => shareState(event, internal as unknown as RequestState));
    for (const step of STEPS.map((make) => make(setup))) {
      checks.use({
        name: step.name,
        before: (request) => step.before(request as unknown as MiddlewareRequest),
      });
    }
    checks.handler(async (event, context) => {
      const internal = stateOf(event) as RequestState;
      const exchange: MiddlewareRequest = { event, context, internal, response: undefined, error: undefined };
      const runtime = getRuntime();
      const { reply, isReplayed } = await answerOnce(
        runtime,
        contract,
        { internal, path: event.pathParameters },
        (key) => logic(toRequest(contract, validator, exchange, key) as ApiRequest<C>, runtime),
      );
      if (isPaged(contract) && !fitsResult(JSON.stringify(reply.body))) throw tooLargeForAPage();
      return jsonReply(internal, reply, {
        ...ignoredIn(contract, exchange, reply),
        ...limitHeaders(contract, reply),
        ...(isReplayed && { 'idempotency-replayed': 'true' }),
      });
    });
    const chain = served(contract.id).use(errorMapper(setup)).handler(checks);
    return async (event, context) => chain({ ...event }, context);
  };
