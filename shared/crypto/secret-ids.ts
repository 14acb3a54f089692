import { createHmac } from 'node:crypto';
import type { KeySource } from './key-ring.ts';

/** Names of members for texts and links: opaque, the same for ever, and not to be guessed from an id. */
export interface SecretIds {
  /** 22 letters, digits, `-` and `_`. */
  of(club: string, member: number): Promise<string>;
}

const BYTES = 16;

/** Keyed with the oldest key, so that a rotation changes no link that was ever sent. */
export const createSecretIds = (ring: KeySource): SecretIds => ({
  async of(club, member) {
    const keys = await ring();
    const key = keys.key(keys.firstKid, 'secret-id');
    if (!key) throw new TypeError('The first key is not on the ring');
    const mac = createHmac('sha256', key).update(JSON.stringify([club, member]));
    return mac.digest().subarray(0, BYTES).toString('base64url');
  },
});
