import type { CallInput, ResponseInfo } from './call.ts';
import { type ApiErrorCode, LoyaltyApiError } from './errors.ts';
import type { FetchResponse } from './web.ts';

/** Seconds, or a date (RFC 9110 §10.2.3). */
export const retryAfter = (header: string | null, now: number): number | undefined => {
  const text = header?.trim() ?? '';
  if (text === '') return undefined;
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - now) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
};

/** The first link with `rel="help"` (RFC 8288), which may be relative to the address of the request. */
export const helpLink = (header: string | null, url: string): string | undefined => {
  const [, target] = /<([^>]*)>[^,<]*;\s*rel="?help"?/i.exec(header ?? '') ?? [];
  return target !== undefined && URL.canParse(target, url || undefined)
    ? new URL(target, url || undefined).href
    : undefined;
};

const parsed = (text: string): { readonly json: unknown } | undefined => {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
};

const codeOf = ({ row }: CallInput, response: FetchResponse, isJson: boolean): ApiErrorCode => {
  const named = response.headers.get('x-error-code');
  if (named) return named as ApiErrorCode;
  return isJson && response.status === row.refused ? 'not_done' : 'unexpected_answer';
};

const LONGEST_FOREIGN_TEXT = 500;

/** The reply, or the error of the answer. */
export type Answer = { readonly info: ResponseInfo } & (
  | { readonly reply: unknown }
  | { readonly error: LoyaltyApiError }
);

export const readAnswer = async (input: CallInput, response: FetchResponse): Promise<Answer> => {
  const text = await response.text();
  const body = text === '' ? { json: undefined } : parsed(text);
  const { headers, status } = response;
  const { operation } = input;
  const requestId = headers.get('x-request-id') ?? undefined;
  const ignored = headers.get('x-ignored')?.split(', ') ?? [];
  const info = { operation, status, headers, requestId, ignored };
  if (response.ok && body) return { info, reply: body.json };
  const error = new LoyaltyApiError({
    operation,
    code: codeOf(input, response, body !== undefined),
    status,
    body: (body ? body.json : text.slice(0, LONGEST_FOREIGN_TEXT)) as never,
    requestId,
    detail: headers.get('x-error-detail') ?? undefined,
    retryAfterSeconds: retryAfter(headers.get('retry-after'), Date.now()),
    help: helpLink(headers.get('link'), response.url),
  });
  return { info, error };
};
