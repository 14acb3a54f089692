import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { LoyaltyError } from '#shared/errors.ts';
import type { MiddlewareRequest, RequestCheck, StepOptions } from '../request.ts';

/**
 * Largest body as sent and inflated, in bytes. AWS refuses earlier what is sent: the gateway 10 MB, Lambda an event
 * of 6 MB, in which the body stands escaped or in Base64.
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

const ENCODINGS = new Set(['identity', 'gzip']);

const strictText = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

const read = async ({ event, internal }: MiddlewareRequest): Promise<string> => {
  const body = event.body ?? '';
  if (typeof body !== 'string') throw new TypeError('The event body is not text');
  const bytes = Buffer.from(body, event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > BODY_MAX_BYTES) throw new LoyaltyError('body_too_large');
  const encoding = internal.headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (!ENCODINGS.has(encoding)) throw new LoyaltyError('content_encoding_unsupported');
  // The bytes tell, not the header: a gateway may have inflated the body and left the header as it was.
  const plain = isGzip(bytes) ? await gunzipped(bytes) : bytes;
  try {
    return strictText.decode(plain);
  } catch (cause) {
    throw new LoyaltyError('body_not_json', { cause });
  }
};

/** Body bytes to text: size caps, gzip, strict UTF-8. Does nothing where the endpoint has no body. */
export const bodyText = ({ contract }: StepOptions): RequestCheck => ({
  name: 'body-text',
  async before(exchange) {
    if (!contract.body) return;
    exchange.event.body = await read(exchange);
    exchange.event.isBase64Encoded = false;
  },
});
