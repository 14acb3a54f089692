import type { Count } from '../../bench/scale/counts.ts';
import type { MeteredDb } from './meter.ts';

const HUNDREDTHS = 100;
const rounded = (value: number): number => Math.round(value * HUNDREDTHS) / HUNDREDTHS;

/** What a work takes of the table, divided by how many it did, in hundredths. */
export const counted = async (db: MeteredDb, work: () => Promise<unknown>, divisor = 1): Promise<Count> => {
  db.reset();
  await work();
  const { calls, writeUnits, readUnits } = db.read();
  return {
    calls: rounded(calls / divisor),
    writeUnits: rounded(writeUnits / divisor),
    readUnits: rounded(readUnits / divisor),
  };
};
