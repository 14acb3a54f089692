import { createHash } from 'node:crypto';
import type { DispatchRef } from '#shared/domain/messaging/dispatch-ref.ts';
import type { Channel } from '#shared/vocabulary.ts';
import { sortableNumber } from '../table/keys.ts';
import { SENDING_PARTITIONS } from '../table/messaging-keys.ts';

/** The key of a dispatch within its sending. */
export type DispatchKey = Pick<DispatchRef, 'partition' | 'recipientKey'>;

/** Items keep the names of the first release. */
export const toStoredDispatchKey = ({ partition, recipientKey }: DispatchKey) => ({
  lane: partition,
  recipient: recipientKey,
});

export const fromStoredDispatchKey = ({
  lane,
  recipient,
}: ReturnType<typeof toStoredDispatchKey>): DispatchKey => ({ partition: lane, recipientKey: recipient });

const hashOf = (text: string): string => createHash('sha256').update(text.toWellFormed()).digest('hex');

/** Members of one shard of the identifier indexes have their dispatches in one partition. */
export const memberDispatchKey = (id: number): DispatchKey => ({
  partition: id % SENDING_PARTITIONS,
  recipientKey: `M${sortableNumber(id)}`,
});

/** A member's device: a member with several gets a dispatch on each. */
export const deviceDispatchKey = (id: number, appToken: string): DispatchKey => {
  const { partition, recipientKey } = memberDispatchKey(id);
  return { partition, recipientKey: `${recipientKey}-${hashOf(appToken).slice(0, 16)}` };
};

/** A non-member. @param address canonical, so that spellings of one address are one recipient */
export const nonMemberDispatchKey = (channel: Channel, address: string): DispatchKey => {
  const hash = hashOf(`${channel} ${address}`);
  return {
    partition: Number.parseInt(hash.slice(0, 8), 16) % SENDING_PARTITIONS,
    recipientKey: `A${hash.slice(0, 32)}`,
  };
};
