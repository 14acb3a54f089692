/** Draws that are the same for the same seed. */
export interface Chance {
  /** From 0 up to 1. */
  next(): number;
  /** Whole numbers, both ends included. */
  int(from: number, to: number): number;
  pick<T>(from: readonly T[]): T;
  /** @param share from 0 to 1 */
  happens(share: number): boolean;
}

/** Mulberry32. @see https://github.com/cprosche/mulberry32 */
export const chanceOf = (seed: number): Chance => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    pick: <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T,
    happens: (share) => next() < share,
  };
};
