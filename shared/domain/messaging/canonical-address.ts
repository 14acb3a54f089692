import type { Channel } from '#shared/vocabulary.ts';
import { canonicalEmail } from '../members/identifiers.ts';

/** An address in the one form that all its spellings share. @param address valid for the channel */
export const canonicalAddress = (channel: Channel, address: string): string =>
  channel === 'email' ? (canonicalEmail(address) ?? address) : address;
