/** What callers meet of the web's own types: a program needs neither the DOM's types nor Node's. */

/** A `Headers` has these. */
export interface ResponseHeaders {
  get(name: string): string | null;
  has(name: string): boolean;
  forEach(callback: (value: string, name: string) => void): void;
}

/** An `AbortSignal` has these. */
export interface CancelSignal {
  readonly aborted: boolean;
  readonly reason?: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** What `fetch` is given. */
export interface FetchInit {
  readonly method?: string;
  readonly headers?: object;
  readonly body?: unknown;
  readonly redirect?: string;
  readonly signal?: CancelSignal | null;
}

/** What `fetch` answers with. */
export interface FetchResponse {
  readonly url: string;
  readonly ok: boolean;
  readonly status: number;
  readonly headers: ResponseHeaders;
  text(): Promise<string>;
}
