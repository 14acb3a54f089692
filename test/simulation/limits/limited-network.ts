import { Faults } from '../faults.ts';
import type { Network } from '../network.ts';
import type { Chance } from '../random.ts';
import type { Limits } from './capacity.ts';
import { queueLatency } from './latencies.ts';
import { LimitedTable } from './limited-table.ts';

/** Nothing fails; requests of SQS and of the API take their time. */
class NoFaults extends Faults {
  readonly #chance: Chance;

  constructor(chance: Chance) {
    super(chance);
    this.#chance = chance;
  }

  override happens(): boolean {
    return false;
  }

  override latency(): number {
    return queueLatency(this.#chance);
  }
}

/** AWS's limits and latencies, and no faults. @param opened learns of the table of a schedule */
export const limitedNetwork = (limits: Limits, opened: (table: LimitedTable) => void): Network => ({
  faults: (chance) => new NoFaults(chance),
  store: (parts) => {
    const table = new LimitedTable(parts, limits);
    opened(table);
    return table;
  },
});
