import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { LoyaltyError } from '#shared/errors.ts';
import { placeOf } from '../json-fault.ts';
import type { MiddlewareRequest, RequestCheck, StepOptions } from '../request.ts';

/**
 * Largest body as sent and inflated, in bytes. AWS refuses larger requests earlier: the gateway beyond 10 MB, Lambda
 * an event beyond 6 MB, which holds the body escaped or in Base64.
 */
export const BODY_MAX_BYTES = 6 * 1024 * 1024;
export const BODY_MAX_INFLATED_BYTES = 16 * 1024 * 1024;

const inflate = promisify(gunzip);

/** RFC 1952: every gzip member starts so, and no JSON does. */
const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

const gunzipped = async (bytes: Buffer): Promise<Buffer> => {
  try {
    return await inflate(bytes, { maxOutputLength: BODY_MAX_INFLATED_BYTES });
  } catch (cause) {
    const tooLarge = cause instanceof RangeError;
    throw new LoyaltyError(tooLarge ? 'body_too_large' : 'body_not_json', { cause });
  }
};

/** `x-gzip` is another name of `gzip` (RFC 9110 §8.4.1.3). */
const ENCODINGS = new Set(['identity', 'gzip', 'x-gzip']);

/** Puts U+FFFD where bytes are no UTF-8, as the gateway does with a body that it takes for text. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: false });
const REPLACEMENT = '\ufffd';

/** Who sent a U+FFFD, the caller or a decoder before us, cannot be known; JSON has an escape for the character. */
const refuseReplacement = (text: string): string => {
  const at = text.indexOf(REPLACEMENT);
  if (at < 0) return text;
  const { line, column } = placeOf(text, at);
  throw new LoyaltyError('body_not_json', {
    message: `Request body is not valid UTF-8: line ${line}, column ${column}`,
  });
};

const read = async ({ event, internal }: MiddlewareRequest): Promise<string> => {
  const body = event.body ?? '';
  if (typeof body !== 'string') throw new TypeError('The event body is not text');
  const bytes = Buffer.from(body, event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > BODY_MAX_BYTES) throw new LoyaltyError('body_too_large');
  const encoding = internal.headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (!ENCODINGS.has(encoding)) throw new LoyaltyError('content_encoding_unsupported');
  // The bytes decide, not the header: a gateway may have inflated the body and left the header as it was.
  const plain = isGzip(bytes) ? await gunzipped(bytes) : bytes;
  return refuseReplacement(decoder.decode(plain));
};

/** Body bytes to text: size caps, gzip, UTF-8 without replaced bytes. Does nothing where the endpoint has no body. */
export const bodyText = ({ contract }: StepOptions): RequestCheck => ({
  name: 'body-text',
  async before(exchange) {
    if (!contract.body) return;
    exchange.event.body = await read(exchange);
    exchange.event.isBase64Encoded = false;
  },
});
