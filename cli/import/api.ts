import { setTimeout as sleep } from 'node:timers/promises';
import type { MemberSchema } from '../../shared/domain/member-schema/schema.ts';
import { CommandFailed } from '../failures.ts';
import type { MemberRow } from './member-rows.ts';

export interface ApiAccess {
  /** Without a path: `https://api.example.com`. */
  readonly url: string;
  readonly club: string;
  readonly token: string;
  readonly product: string;
  /** Ends every request and every wait. */
  readonly signal: AbortSignal;
  /** Told when a request must be tried again. */
  readonly onRetry?: (reason: string, seconds: number) => void;
}

export interface ImportRequest {
  readonly import_id: string;
  readonly request_number: number;
  readonly operation: 'create' | 'update';
  readonly member_identifier_type?: string;
  readonly multi_values_update_mode?: string;
  readonly members: readonly MemberRow[];
}

/** What the API says of one bulk (contract §4.3). */
export interface BulkState {
  readonly status: 'waiting' | 'working' | 'waiting_for_retry' | 'finished' | 'failed';
  readonly members_in_payload_number: number;
  readonly members_created_number: number;
  readonly members_updated_number: number;
  readonly members_with_validation_errors_number: number;
  readonly members_errors: Readonly<Record<string, object>>;
}

/** The API understood a request and refused all of it. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
}

export interface ImportApi {
  schema(): Promise<MemberSchema>;
  /** Sends a request; the same one again schedules nothing twice. @throws RequestRefused */
  send(request: ImportRequest): Promise<void>;
  /** Nothing when no request of that number was accepted. */
  bulk(importId: string, requestNumber: number): Promise<BulkState | undefined>;
}

const PASSING = new Set([429, 500, 502, 503, 504]);
const MAX_ATTEMPTS = 12;
const LONGEST_WAIT_SECONDS = 60;

/** Seconds, or a date (RFC 9110 §10.2.3). */
export const retryAfter = (header: string | null, now: number): number | undefined => {
  if (header === null || header.trim() === '') return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
};

/** Doubles from half a second; the jitter keeps several senders apart. */
const backoff = (attempt: number): number =>
  Math.min(LONGEST_WAIT_SECONDS, 0.5 * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);

const causeOf = (error: unknown): string => {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  return typeof cause?.code === 'string' ? cause.code : 'no answer';
};

const STOPPERS: Readonly<Record<number, string>> = {
  400: 'The API refuses the request',
  401: 'The API does not know the token, or it is not for this club and product',
  403: 'The token may not do this',
  404: 'The API has no such club or path',
  413: 'The API finds the request too large',
  470: 'The API misses a header',
};

const errorText = async (response: Response): Promise<string> => {
  const text = await response.text();
  try {
    return String((JSON.parse(text) as { error?: unknown }).error ?? text);
  } catch {
    return text.slice(0, 200);
  }
};

const failure = async (response: Response, url: string): Promise<Error> => {
  const text = await errorText(response);
  if (response.status === 422) {
    const detail = response.headers.get('x-error-detail');
    return new RequestRefused(detail ? `${text} (${detail})` : text);
  }
  const what = STOPPERS[response.status] ?? `The API answered ${response.status}`;
  return new CommandFailed(`${what}: ${text} (${url}).`);
};

/** The import endpoints of one club over HTTP; failures that pass are waited out. */
export const openImportApi = (access: ApiAccess): ImportApi => {
  const { signal, onRetry = () => {} } = access;
  const base = `${access.url.replace(/\/+$/, '')}/v3/${encodeURIComponent(access.club)}`;
  const headers = {
    'X-Client-Authorization': access.token,
    'X-Product-Name': access.product,
    'X-User-Agent': 'loyalty members import',
    'Content-Type': 'application/json',
  };

  const call = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const url = `${base}/${path}`;
    for (let attempt = 1; ; attempt += 1) {
      let wait: number;
      let reason: string;
      try {
        const response = await fetch(url, { ...init, headers, signal });
        if (!PASSING.has(response.status)) return response;
        reason = `HTTP ${response.status}`;
        wait = retryAfter(response.headers.get('retry-after'), Date.now()) ?? backoff(attempt);
        if (attempt === MAX_ATTEMPTS) throw await failure(response, url);
        await response.body?.cancel();
      } catch (error) {
        if (signal.aborted || error instanceof CommandFailed) throw error;
        reason = causeOf(error);
        wait = backoff(attempt);
        if (attempt === MAX_ATTEMPTS)
          throw new CommandFailed(`The API cannot be reached at ${access.url}: ${reason}.`, { cause: error });
      }
      onRetry(reason, wait);
      await sleep(wait * 1000, undefined, { signal });
    }
  };

  return {
    async schema() {
      const response = await call('member_schema');
      if (!response.ok) throw await failure(response, `${base}/member_schema`);
      return (await response.json()) as MemberSchema;
    },
    async send(request) {
      const response = await call('members/imports', { method: 'POST', body: JSON.stringify(request) });
      if (!response.ok) throw await failure(response, `${base}/members/imports`);
      await response.body?.cancel();
    },
    async bulk(importId, requestNumber) {
      const path = `members/imports/${encodeURIComponent(importId)}/bulks/by_request_number/${requestNumber}`;
      const response = await call(path);
      if (response.status === 404) return undefined;
      if (!response.ok) throw await failure(response, `${base}/${path}`);
      return (await response.json()) as BulkState;
    },
  };
};
