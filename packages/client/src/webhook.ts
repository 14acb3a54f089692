import type { WebhookBody } from './webhook-events.ts';

/** The request is no delivery of this API, or it was changed, or it is an old one that somebody repeats. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError';
}

/** A `Headers`, or an object of headers as Node's servers have it. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

interface WebhookVerification {
  /** Seconds between the time of the delivery and now; 300 if left out. */
  readonly toleranceSeconds?: number;
  /** Another clock. */
  readonly now?: () => Date;
}

const PREFIX = 'whsec_';
const VERSION = 'v1,';
const TOLERANCE_SECONDS = 300;
/** Text of 24 bytes in Base64: fewer are no signing secret (Standard Webhooks). */
const MIN_SECRET = 32;

const hasGet = (headers: WebhookHeaders): headers is { get(name: string): string | null } =>
  typeof headers['get'] === 'function';

const headerOf = (headers: WebhookHeaders, name: string): string => {
  const value = hasGet(headers)
    ? headers.get(name)
    : Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  if (typeof value === 'string' && value !== '') return value;
  throw new WebhookVerificationError(`The header ${name} is missing`);
};

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> | undefined => {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
};

const keyOf = (secret: string) => {
  const bytes = secret.startsWith(PREFIX) ? bytesOf(secret.slice(PREFIX.length)) : undefined;
  if (!bytes || secret.length - PREFIX.length < MIN_SECRET)
    throw new TypeError('A signing secret begins with whsec_, with Base64 behind it');
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
};

/** Web Crypto compares in constant time. */
const matches = async (secret: string, signatures: readonly string[], signed: Uint8Array<ArrayBuffer>) => {
  const key = await keyOf(secret);
  for (const signature of signatures) {
    const bytes = bytesOf(signature);
    if (bytes && (await crypto.subtle.verify('HMAC', key, bytes, signed))) return true;
  }
  return false;
};

const refuseOtherTimes = (timestamp: string, { toleranceSeconds, now }: WebhookVerification): void => {
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  const distance = Math.abs((now?.() ?? new Date()).getTime() / 1000 - seconds);
  if (!(distance <= (toleranceSeconds ?? TOLERANCE_SECONDS)))
    throw new WebhookVerificationError('The delivery is too old, or of the future');
};

/**
 * Verifies that a request is a delivery of the API, as Standard Webhooks say.
 * @param headers of the request
 * @param body the text as it came, before any parser
 * @param secret `signing_secret` of the subscription; several while it is rotated
 * @returns the parsed body
 * @throws WebhookVerificationError where it is not: answer with 401
 * @throws TypeError where the secret is none
 */
export const verifyWebhook = async (
  headers: WebhookHeaders,
  body: string,
  secret: string | readonly string[],
  options: WebhookVerification = {},
): Promise<WebhookBody> => {
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  const signatures = headerOf(headers, 'webhook-signature')
    .split(' ')
    .flatMap((one) => (one.startsWith(VERSION) ? [one.slice(VERSION.length)] : []));
  refuseOtherTimes(timestamp, options);
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  const secrets = typeof secret === 'string' ? [secret] : secret;
  for (const one of secrets) if (await matches(one, signatures, signed)) return JSON.parse(body);
  throw new WebhookVerificationError('No signature matches');
};
