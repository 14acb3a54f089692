import { createHash, createHmac, randomBytes } from 'node:crypto';

/** Of Standard Webhooks: Base64 of 24 to 64 random bytes after a prefix that scanners of secrets know. */
const PREFIX = 'whsec_';
const BYTES = 32;

export const newSigningSecret = (): string => `${PREFIX}${randomBytes(BYTES).toString('base64')}`;

/** The value of `X-Secret-Token`, where the caller does not choose one. */
export const newSecretToken = (): string => randomBytes(BYTES).toString('base64url');

export interface SignedContent {
  /** Names the message; the same in each repetition. */
  readonly id: string;
  /** Of this attempt. */
  readonly at: Date;
  readonly body: string;
}

const signature = (secret: string, text: string): string =>
  createHmac('sha256', Buffer.from(secret.slice(PREFIX.length), 'base64'))
    .update(text)
    .digest('base64');

/**
 * The headers that prove where a message came from, signed with each secret (threat T20).
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const signatureHeaders = (
  { id, at, body }: SignedContent,
  secrets: readonly string[],
): Readonly<Record<string, string>> => {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets
      .map((secret) => `v1,${signature(secret, `${id}.${timestamp}.${body}`)}`)
      .join(' '),
  };
};

/** The name of a message: that of its event, or of all of its events. */
export const messageId = (eventIds: readonly string[]): string => {
  const [only, ...others] = eventIds;
  if (only !== undefined && others.length === 0) return only;
  return `batch-${createHash('sha256').update(eventIds.join(' ')).digest('hex').slice(0, 32)}`;
};
