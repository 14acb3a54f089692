import { prepare, simulate } from './simulate.ts';
import type { World } from './world.ts';

/** What many schedules of one world came to. */
export interface Tally {
  schedules: number;
  events: number;
  /** Faults that were injected, by kind. */
  readonly faults: Record<string, number>;
  readonly failures: { readonly seed: number; readonly violations: readonly string[] }[];
}

export interface Range {
  readonly from: number;
  readonly to: number;
  /** Every so many seeds: what several workers share. @default 1 */
  readonly every?: number;
}

export const emptyTally = (): Tally => ({ schedules: 0, events: 0, faults: {}, failures: [] });

const addFaults = (tally: Tally, faults: Readonly<Partial<Record<string, number>>>): void => {
  for (const [kind, count = 0] of Object.entries(faults))
    tally.faults[kind] = (tally.faults[kind] ?? 0) + count;
};

export const merge = (tally: Tally, other: Tally): void => {
  tally.schedules += other.schedules;
  tally.events += other.events;
  addFaults(tally, other.faults);
  tally.failures.push(...other.failures);
};

/** Runs the schedules of a range of seeds, both ends included. @param write takes the lines of their traces */
export const runRange = async (
  world: World<any>,
  { from, to, every = 1 }: Range,
  write?: (line: string) => void,
): Promise<Tally> => {
  const stage = await prepare(world);
  const tally = emptyTally();
  // Errors are answers here, by the hundred thousand; only the reader of a trace asks where they are from.
  const { stackTraceLimit } = Error;
  if (!write) Error.stackTraceLimit = 0;
  for (let seed = from; seed <= to; seed += every) {
    const { violations, faults, steps } = await simulate(stage, seed, write);
    tally.schedules += 1;
    tally.events += steps;
    addFaults(tally, faults);
    if (violations.length > 0) tally.failures.push({ seed, violations });
  }
  Error.stackTraceLimit = stackTraceLimit;
  return tally;
};
