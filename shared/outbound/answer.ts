import type { IncomingMessage } from 'node:http';

export interface OutboundReply {
  readonly status: number;
  /** The first bytes, as UTF-8. */
  readonly body: string;
  /** The answer had more bytes than are read. */
  readonly isCut: boolean;
  /** The header `Retry-After`, as it came. */
  readonly retryAfter?: string;
}

/** Reads the first bytes of an answer and drops the connection when there are more. */
export const readAnswer = async (answer: IncomingMessage, maxBytes: number): Promise<OutboundReply> => {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    // Leaving the loop destroys the connection.
    if (bytes > maxBytes) break;
  }
  const retryAfter = answer.headers['retry-after'];
  return {
    status: answer.statusCode ?? 0,
    body: Buffer.concat(parts).subarray(0, maxBytes).toString(),
    isCut: bytes > maxBytes,
    ...(retryAfter !== undefined && { retryAfter }),
  };
};
