import { createHash } from 'node:crypto';
import type { Channel } from '#shared/vocabulary.ts';
import { ordered } from '../table/keys.ts';
import { SENDING_PARTITIONS } from '../table/messaging-keys.ts';

/** The two parts of a `DispatchRef` that say whom it goes to. */
export interface RecipientPart {
  readonly partition: number;
  readonly recipient: string;
}

const hashOf = (text: string): string => createHash('sha256').update(text.toWellFormed()).digest('hex');

/** The lane in which the member's shard of the identifier indexes is worked. */
export const memberRecipient = (id: number): RecipientPart => ({
  partition: id % SENDING_PARTITIONS,
  recipient: `M${ordered(id)}`,
});

/** A member's device: one who has several gets a dispatch on each. */
export const deviceRecipient = (id: number, appToken: string): RecipientPart => {
  const { partition, recipient } = memberRecipient(id);
  return { partition, recipient: `${recipient}-${hashOf(appToken).slice(0, 16)}` };
};

/** Somebody who is no member. @param address canonical, so that spellings of one address are one recipient */
export const nonMemberRecipient = (channel: Channel, address: string): RecipientPart => {
  const hash = hashOf(`${channel} ${address}`);
  return {
    partition: Number.parseInt(hash.slice(0, 8), 16) % SENDING_PARTITIONS,
    recipient: `A${hash.slice(0, 32)}`,
  };
};
