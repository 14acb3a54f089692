import { createHash } from 'node:crypto';
import { listed } from './value.ts';

/** What a header may hold, without the comma that divides them. */
const SECRET = /^[\x21-\x2b\x2d-\x7e]{32,128}$/;
const DIGEST = /^sha256:([0-9a-f]{64})$/;

const digestOf = (value: string): string | undefined => {
  if (value.startsWith('sha256:')) return value.match(DIGEST)?.[1];
  return SECRET.test(value) ? createHash('sha256').update(value).digest('hex') : undefined;
};

/**
 * Only digests reach the templates and the functions. A secret must be random: a word can be found from its digest.
 * @param value `-c originSecret=<secret>` or `sha256:<its digest, in hex>`, which can be in cdk.json; several with
 * commas while one is exchanged
 * @returns digests in hex; none = requests may come from anywhere
 * @throws TypeError when one is too short, too long or no text of a header
 */
export const originSecretsOf = (value: unknown): readonly string[] => {
  const digests = listed(value)?.map(digestOf);
  if (digests?.every((digest) => digest !== undefined)) return digests;
  // Not quoted: it would be in logs.
  throw new TypeError(
    'originSecret must be 32 to 128 random characters without blanks, or sha256: and 64 hex digits',
  );
};
