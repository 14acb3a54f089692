import { Faults } from './faults.ts';
import type { Chance } from './random.ts';
import { Store, type StoreParts } from './store.ts';

/** The table, as processes reach it. */
export type Reachable = Pick<Store, 'send'>;

/** What lies between processes and services: how long calls take, which fail, and why. */
export interface Network {
  faults(chance: Chance): Faults;
  store(parts: StoreParts): Reachable;
}

/** Faults and latencies by seed. */
export const byChance: Network = {
  faults: (chance) => new Faults(chance),
  store: (parts) => new Store(parts),
};
