import { createHash } from 'node:crypto';
import type { Channel } from '#shared/vocabulary.ts';
import { ordered } from '../table/keys.ts';
import { SENDING_PARTITIONS } from '../table/messaging-keys.ts';

/** The two parts of a `DispatchRef` that name its recipient. */
export interface RecipientPart {
  readonly partition: number;
  readonly recipient: string;
}

const hashOf = (text: string): string => createHash('sha256').update(text.toWellFormed()).digest('hex');

/** The partition that works the member's shard of the identifier indexes. */
export const memberRecipient = (id: number): RecipientPart => ({
  partition: id % SENDING_PARTITIONS,
  recipient: `M${ordered(id)}`,
});

/** A member's device: a member with several gets a dispatch on each. */
export const deviceRecipient = (id: number, appToken: string): RecipientPart => {
  const { partition, recipient } = memberRecipient(id);
  return { partition, recipient: `${recipient}-${hashOf(appToken).slice(0, 16)}` };
};

/** A non-member. @param address canonical, so that spellings of one address are one recipient */
export const nonMemberRecipient = (channel: Channel, address: string): RecipientPart => {
  const hash = hashOf(`${channel} ${address}`);
  return {
    partition: Number.parseInt(hash.slice(0, 8), 16) % SENDING_PARTITIONS,
    recipient: `A${hash.slice(0, 32)}`,
  };
};
