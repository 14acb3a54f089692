import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A request to what the local stack offers beside the API. */
export interface LocalRequest {
  readonly method: string;
  /** Behind `/_local`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

export interface LocalReply {
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  /** In parts where it may be larger than memory. */
  readonly body: string | AsyncIterable<string>;
}

export const jsonBody = (value: unknown, status = 200): LocalReply => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(value),
});

export const redirect = (location: string): LocalReply => ({ status: 302, headers: { location }, body: '' });

/** A JSON array, element by element. */
export const jsonList = (elements: AsyncIterable<unknown>): LocalReply => ({
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: (async function* () {
    let before = '[';
    for await (const element of elements) {
      yield `${before}${JSON.stringify(element)}`;
      before = ',';
    }
    yield before === '[' ? '[]' : ']';
  })(),
});

export const writeLocal = async (response: ServerResponse, reply: LocalReply): Promise<void> => {
  response.writeHead(reply.status ?? 200, { 'x-content-type-options': 'nosniff', ...reply.headers });
  if (typeof reply.body === 'string') response.end(reply.body);
  else await pipeline(Readable.from(reply.body), response);
};
