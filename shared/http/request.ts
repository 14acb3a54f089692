import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type {
  BodyOf,
  ClubFamily,
  EndpointContract,
  ParametersOf,
  QueryOf,
} from '#shared/contracts/endpoint.ts';
import type { Directory } from '#shared/ports/directory.ts';
import type { Idempotency } from '#shared/ports/idempotency-keys.ts';
import type { PresentedSession } from '#shared/ports/sessions.ts';
import type { AvailableQuota } from '#shared/rate-limits.ts';
import type { Runtime } from '#shared/runtime.ts';

type Found<T> = Exclude<Awaited<T>, undefined>;
export type RequestClub = Found<ReturnType<Directory['club']>>;
export type Client = Found<ReturnType<Directory['client']>>;

/** The results of the steps for a request so far; each step fills its part. */
export interface RequestState {
  requestId: string;
  firstGeneration: boolean;
  headers: Readonly<Record<string, string>>;
  slug: string;
  product: string;
  subproduct: string | undefined;
  /** Its permits are the effective ones. */
  client: Client;
  /** Only where the endpoint is one of a club. */
  club: RequestClub;
  /** Who is logged in; only where the endpoint asks for a member's token. */
  presented: PresentedSession | undefined;
  /** The parsed body as sent. */
  json: unknown;
  /** Keys of the body that change nothing; known once the body was asked for. */
  ignored: readonly string[] | undefined;
}

/** One request on its way through middy. */
export interface MiddlewareRequest {
  readonly event: APIGatewayProxyEventV2 & { body?: unknown };
  readonly context: Context;
  response: APIGatewayProxyStructuredResultV2 | undefined;
  error: unknown;
  readonly internal: RequestState;
}

/** A step of the common checks: may add to the request state, may refuse by throwing a LoyaltyError. */
export interface RequestCheck {
  readonly name: string;
  before(exchange: MiddlewareRequest): void | Promise<void>;
}

export interface StepOptions {
  readonly contract: EndpointContract;
  readonly runtime: () => Runtime;
}

/** What endpoints with a member's token receive beside the rest. */
export interface MemberContext {
  /** The session of the access token that was presented, with its member if there still is one. */
  readonly presented: PresentedSession;
  /**
   * The logged-in member: the target of the `me` endpoints (contract §2.14).
   * @throws LoyaltyError member_not_found when the token outlived its member
   */
  me(): NonNullable<PresentedSession['member']>;
}

/** What endpoints of a club receive beside the rest. */
interface ClubContext {
  readonly club: RequestClub;
  readonly product: string;
  readonly subproduct: string | undefined;
}

/** What a handler receives. */
export type ApiRequest<C extends EndpointContract> = CommonRequest<C> &
  (C['memberToken'] extends true ? MemberContext : unknown) &
  (C['family'] extends ClubFamily ? ClubContext : unknown);

interface CommonRequest<C extends EndpointContract> {
  readonly client: Client;
  /** When the gateway received the request, in Unix milliseconds. */
  readonly arrivedAt: number;
  readonly parameters: ParametersOf<C>;
  /** Names the request in the logs. */
  readonly requestId: string;
  /** What the effect does for the `Idempotency-Key` of the request, where one came. */
  readonly idempotency: Idempotency;
  /** Whether the 2017 path was used (contract §0.2). */
  readonly firstGeneration: boolean;
  /**
   * The body, checked against its schema when first asked for: values are validated after the
   * look-ups of the handler (contract §1.2.1, step 12). Unknown keys are dropped.
   * @throws LoyaltyError in the shape the contract names
   */
  body(): BodyOf<C>;
  /**
   * The query parameters of the contract, checked when first asked for, like the body.
   * @throws LoyaltyError parameter_invalid
   */
  query(): QueryOf<C>;
  readonly context: Context;
}

export interface ApiReply {
  readonly status: number;
  readonly body: unknown;
  /** Keys of the request that have no effect beside those that its contract does not name. */
  readonly ignored?: readonly string[];
  /** What is left of the endpoint's limit. */
  readonly quota?: AvailableQuota;
}
