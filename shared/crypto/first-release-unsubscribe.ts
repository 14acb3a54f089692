import { createHmac } from 'node:crypto';
import { compactVerify } from 'jose';
import type { KeyRing } from './key-ring.ts';

/** What its header calls it. */
export const FIRST_RELEASE_TYPE = 'unsubscribe';

interface Payload {
  readonly c: string;
  readonly m: number;
  readonly a: string;
}

const addressHash = (key: Uint8Array, club: string, member: number, email: string): string =>
  createHmac('sha256', key)
    .update(JSON.stringify([club, member, email]))
    .digest('base64url');

/**
 * An unsubscribe token of the first release: a JWS that spells its club and has a keyed hash of the address. Mails hold
 * them for ever.
 * @throws whatever jose throws at text that is none
 */
export const readFirstReleaseToken = async (keys: KeyRing, kid: string, token: string) => {
  const key = keys.key(kid, 'unsubscribe');
  if (!key) throw new TypeError('Unknown key');
  const { payload, protectedHeader } = await compactVerify(token, key, { algorithms: ['HS256'] });
  if (protectedHeader.typ !== FIRST_RELEASE_TYPE) throw new TypeError('Another kind of token');
  const { c: club, m: member, a } = JSON.parse(new TextDecoder().decode(payload)) as Payload;
  const isFor = (email: string): boolean => addressHash(key, club, member, email) === a;
  return { club, member, email: undefined, isFor };
};
