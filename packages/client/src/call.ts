import type { CancelSignal, ResponseHeaders } from './web.ts';

/** How one endpoint is called; rows are generated from the OpenAPI document. */
export interface OperationRow {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** In full, parameters as `{name}`. */
  readonly path: string;
  /** Whether it takes parameters of path or query. */
  readonly params: boolean;
  readonly body: boolean;
  /** Whether an `Idempotency-Key` makes a repeat safe. */
  readonly key?: boolean;
  /** Names of security schemes, each a header. */
  readonly security: readonly string[];
  /** The key of a page's records. */
  readonly items?: string;
  /** The status that comes with a reply instead of an error when nothing was done. */
  readonly refused?: number;
}

/** What happened to one attempt of a request. */
export interface Retry {
  /** `members.list`. */
  readonly operation: string;
  /** The attempt that failed, from 1. */
  readonly attempt: number;
  /** `HTTP 503`, `ECONNREFUSED`, `timeout`. */
  readonly reason: string;
  readonly seconds: number;
}

/** What came with a reply. */
export interface ResponseInfo {
  readonly operation: string;
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** `X-Request-Id`: names the request in the logs of the API. */
  readonly requestId: string | undefined;
  /** `X-Ignored`: keys of the request that had no effect. */
  readonly ignored: readonly string[];
}

/** Settings of one call; they go before those of the client. */
export interface CallOptions {
  /** Ends the call and its waits; its reason is thrown. */
  readonly signal?: CancelSignal | undefined;
  /** For each attempt. */
  readonly timeoutMs?: number | undefined;
  /** Attempts after the first, where a repeat is safe. */
  readonly retries?: number | undefined;
  /** A member's access token, for endpoints in the member's context. */
  readonly memberToken?: string | undefined;
  /**
   * `Idempotency-Key` of a request that creates something; each call gets one of its own. Give one to make a call safe to
   * repeat after your process has ended.
   */
  readonly idempotencyKey?: string | undefined;
  /** `X-Product-Name`. */
  readonly product?: string | undefined;
  /** `X-Subproduct-Name`: the opt-in sub-channel of members that the call creates. */
  readonly subproduct?: string | undefined;
}

export type Params = Readonly<Record<string, unknown>>;

/** One request, ready to be sent. */
export interface CallInput {
  readonly operation: string;
  readonly row: OperationRow;
  readonly params: Params;
  readonly body?: unknown;
  readonly options: CallOptions;
}

/** Sends a request, again where that is safe. @throws LoyaltyApiError, LoyaltyConnectionError */
export type Send = (input: CallInput) => Promise<unknown>;

/** An endpoint that answers page by page. */
export interface PagedCall<P, Page, Item> {
  /** One page. */
  (...args: PagedArguments<P>): Promise<Page>;
  /** Every record from the page named by `page_no` (the first if left out) to the last one. */
  each(...args: PagedArguments<P>): AsyncGenerator<Item, void, undefined>;
  /** Every page. */
  pages(...args: PagedArguments<P>): AsyncGenerator<Page, void, undefined>;
}

/** Parameters may be left out where none is required. */
type PagedArguments<P> = object extends P
  ? [params?: P, options?: CallOptions]
  : [params: P, options?: CallOptions];
