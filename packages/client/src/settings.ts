import type { ResponseInfo, Retry } from './call.ts';
import type { FetchInit, FetchResponse } from './web.ts';

export interface ClientSettings {
  /** Where the API is, without a path: `https://api.example.com`. */
  readonly url: string;
  /** The client token (`X-Client-Authorization`; `Authorization` of `tokens`). It belongs to a backend, never into an app or a browser. */
  readonly token: string;
  /** Slug of the club. */
  readonly club?: string;
  /** `X-Product-Name`; `default` if left out. */
  readonly product?: string;
  /** `X-User-Agent`: names the caller in logs. */
  readonly userAgent?: string;
  /** For each attempt; 30 s if left out, which is what API Gateway waits. */
  readonly timeoutMs?: number;
  /** Attempts after the first, where a repeat is safe; 4 if left out. */
  readonly retries?: number;
  /** A `Retry-After` beyond this is not waited out: the error is thrown. 60 s if left out. */
  readonly longestWaitSeconds?: number;
  /** Another `fetch`; the global one if left out. */
  fetch?(url: string, init: FetchInit): Promise<FetchResponse>;
  /** Called before each wait. */
  readonly onRetry?: (retry: Retry) => void;
  /** Called after every answer. */
  readonly onResponse?: (response: ResponseInfo) => void;
}

export const DEFAULTS = {
  product: 'default',
  userAgent: 'loyalty-club-client',
  timeoutMs: 30_000,
  retries: 4,
  longestWaitSeconds: 60,
} as const;

/** Control characters would be refused by `fetch` in a message that quotes the value. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]+$/;

/** @throws TypeError that never quotes the value */
export const headerValue = (name: string, value: string): string => {
  if (!HEADER_VALUE.test(value))
    throw new TypeError(`${name} is empty or holds characters no header can have`);
  return value;
};

/** @throws TypeError */
export const checkedSettings = (settings: ClientSettings): ClientSettings => {
  headerValue('The client token', settings.token);
  if (!/^https?:\/\//.test(settings.url)) throw new TypeError('url must begin with https:// or http://');
  return { ...settings, url: settings.url.replace(/\/+$/, '') };
};
