import { createHash } from 'node:crypto';
import type { Channel } from '#shared/domain/members/channel-status.ts';
import { ordered } from '../table/keys.ts';
import { SENDING_LANES } from '../table/messaging-keys.ts';

/** The two parts of a `DispatchRef` that say whom it goes to. */
export interface Place {
  readonly lane: number;
  readonly recipient: string;
}

const hashOf = (text: string): string => createHash('sha256').update(text.toWellFormed()).digest('hex');

/** The lane in which the member's shard of the identifier indexes is worked. */
export const memberPlace = (id: number): Place => ({
  lane: id % SENDING_LANES,
  recipient: `M${ordered(id)}`,
});

/** A member's device: one who has several gets a dispatch on each. */
export const devicePlace = (id: number, appToken: string): Place => {
  const { lane, recipient } = memberPlace(id);
  return { lane, recipient: `${recipient}-${hashOf(appToken).slice(0, 16)}` };
};

/** Somebody who is no member. @param address canonical, so that spellings of one address are one recipient */
export const strangerPlace = (channel: Channel, address: string): Place => {
  const hash = hashOf(`${channel} ${address}`);
  return { lane: Number.parseInt(hash.slice(0, 8), 16) % SENDING_LANES, recipient: `A${hash.slice(0, 32)}` };
};
