import { createHmac } from 'node:crypto';
import type { Identifier } from '#shared/domain/member-schema/schema.ts';
import type { KeySource } from './key-ring.ts';

/** Names under which proofs of consents are found by an identifier that nothing else stores any more. */
export interface ProofNames {
  /** @param canonical as `domain/members/identifiers.ts` normalises it @returns 64 hex digits */
  of(club: string, identifier: Identifier, canonical: string): Promise<string>;
}

/** Keyed, so that a guessed address proves nothing without the secret; with the oldest key, which no rotation changes. */
export const createProofNames = (ring: KeySource): ProofNames => ({
  async of(club, identifier, canonical) {
    const keys = await ring();
    const key = keys.key(keys.firstKid, 'consent-proof');
    if (!key) throw new TypeError('The first key is not on the ring');
    return createHmac('sha256', key)
      .update(JSON.stringify([club, identifier, canonical]))
      .digest('hex');
  },
});
