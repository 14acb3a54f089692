import { createHash } from 'node:crypto';

/** What a table or an index takes. */
export interface Limits {
  /** A new table on demand has four: 4,000 write or 12,000 read units a second. */
  readonly partitions: number;
  /** Seconds of unused capacity that a partition may use later, 300 at most; AWS promises none. */
  readonly burstSeconds: number;
}

/** A new table or index on demand, without what AWS does not promise. */
export const FRESH: Limits = { partitions: 4, burstSeconds: 0 };

/** One that was idle for five minutes, where AWS lets it keep what it did not use. */
export const IDLE: Limits = { partitions: 4, burstSeconds: 300 };

/**
 * A partition serves 3,000 read units a second or 1,000 write units, or a mixture: a write unit is three read units.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
const UNITS_A_SECOND = 3000;
export const WRITE_UNIT = 3;
export const READ_UNIT = 1;

/** A bucket that fills by its rate. What is left of it lets a request in, whatever that will cost. */
interface Partition {
  level: number;
  filledAt: number;
  /** Units served. */
  served: number;
}

/** Partitions of a table or of an index, each with a limit of its own. */
export class Capacity {
  readonly #limits: Limits;
  readonly #now: () => number;
  #partitions: Partition[];
  readonly #places = new Map<string, number>();

  constructor(limits: Limits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
    this.#partitions = this.#full();
  }

  get #most(): number {
    return UNITS_A_SECOND * (1 + this.#limits.burstSeconds);
  }

  #full(): Partition[] {
    return Array.from({ length: this.#limits.partitions }, () => ({
      level: this.#most,
      filledAt: this.#now(),
      served: 0,
    }));
  }

  /** Where a partition key lies: keys are spread by their hash. */
  #at(key: string): Partition {
    const place =
      this.#places.get(key) ??
      createHash('md5').update(key).digest().readUInt32BE() % this.#limits.partitions;
    this.#places.set(key, place);
    const partition = this.#partitions[place] as Partition;
    const now = this.#now();
    const filled = partition.level + ((now - partition.filledAt) * UNITS_A_SECOND) / 1000;
    partition.level = Math.min(this.#most, filled);
    partition.filledAt = now;
    return partition;
  }

  hasRoom(key: string): boolean {
    return this.#at(key).level > 0;
  }

  charge(key: string, units: number): void {
    const partition = this.#at(key);
    partition.level -= units;
    partition.served += units;
  }

  /** Begins to count anew, with full buckets. */
  reset(): void {
    this.#partitions = this.#full();
  }

  /** Units served by all partitions, in read units. */
  get served(): number {
    return this.#partitions.reduce((sum, { served }) => sum + served, 0);
  }

  /** Milliseconds in which the busiest partition can have served what it did, beginning with a full bucket. */
  get shortest(): number {
    const busiest = Math.max(...this.#partitions.map(({ served }) => served));
    return (Math.max(0, busiest - this.#most) * 1000) / UNITS_A_SECOND;
  }
}
