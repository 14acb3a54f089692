/**
 * The ids of a club's members, 2048 consecutive ones to a block, one bit each: which were created, and which of these
 * removed since. A counter hands out each id once, so both sets only grow, but for what a restore brings back: changes
 * may be recorded in any order and more than once (a two-phase set).
 * @see https://inria.hal.science/inria-00555588 section 3.3.2
 */
export interface MemberBlock {
  readonly created: Uint8Array;
  readonly removed: Uint8Array;
}

/** Ids that became members or ceased to be, all of one block. */
export interface MemberIdChanges {
  readonly created: readonly number[];
  readonly removed: readonly number[];
}

/** Two sets of 256 bytes: an item below 1 KB, which is one write unit. */
export const BLOCK_IDS = 2048;

export const blockNumberOf = (id: number): number => Math.floor(id / BLOCK_IDS);

export const firstIdOf = (block: number): number => block * BLOCK_IDS;

const NONE = new Uint8Array(BLOCK_IDS / 8);

export const EMPTY_BLOCK: MemberBlock = { created: NONE, removed: NONE };

const byteOf = (id: number): number => (id % BLOCK_IDS) >> 3;
const bitOf = (id: number): number => 1 << (id & 7);

const withIds = (set: Uint8Array, ids: readonly number[]): Uint8Array => {
  const bytes = Uint8Array.from(set);
  for (const id of ids) bytes[byteOf(id)] = (bytes[byteOf(id)] ?? 0) | bitOf(id);
  return bytes;
};

/** Who ceased to be a member was one, whether or not that has been recorded. */
export const withChanges = (block: MemberBlock, { created, removed }: MemberIdChanges): MemberBlock => ({
  created: withIds(block.created, [...created, ...removed]),
  removed: withIds(block.removed, removed),
});

export const isRemoved = ({ removed }: MemberBlock, id: number): boolean =>
  ((removed[byteOf(id)] ?? 0) & bitOf(id)) !== 0;

/** A restore gives ids of removed members to members again. @param ids of members who are present now */
export const restoreIds = (block: MemberBlock, ids: readonly number[]): MemberBlock => {
  const restored = withIds(NONE, ids);
  return { ...block, removed: block.removed.map((bits, byte) => bits & ~(restored[byte] ?? 0)) };
};

/** Present members, in order of their ids. */
export const idsIn = (number: number, { created, removed }: MemberBlock): number[] => {
  const ids: number[] = [];
  for (let byte = 0; byte < created.length; byte += 1) {
    const bits = (created[byte] ?? 0) & ~(removed[byte] ?? 0);
    for (let bit = 0; bits >> bit > 0; bit += 1)
      if (bits & (1 << bit)) ids.push(firstIdOf(number) + byte * 8 + bit);
  }
  return ids;
};

/**
 * The block as its members are. Ids that were members and are none stay removed.
 * @param present ids of the block that are members now
 */
export const correctBlock = (block: MemberBlock, present: readonly number[]): MemberBlock => {
  const created = withIds(block.created, present);
  const live = withIds(NONE, present);
  return { created, removed: created.map((bits, byte) => bits & ~(live[byte] ?? 0)) };
};

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, at) => byte === b[at]);

export const sameBlock = (a: MemberBlock, b: MemberBlock): boolean =>
  sameBytes(a.created, b.created) && sameBytes(a.removed, b.removed);
