import { TABLE } from '#shared/data/table/table-shape.ts';
import { readUnits } from '../../support/read-units.ts';
import { entriesOf, priceOf, type Write } from '../../support/write-units.ts';
import type { Key } from '../dynamodb/table.ts';
import type { Item } from '../dynamodb/values.ts';
import { Capacity, type Limits, READ_UNIT, WRITE_UNIT } from './capacity.ts';

/** Capacity of the table and of each index, and what was served of it. */
export class Throughput {
  readonly #table: Capacity;
  readonly #indexes: ReadonlyMap<string, Capacity>;
  writeUnits = 0;
  readUnits = 0;

  constructor(limits: Limits, now: () => number) {
    const capacity = () => new Capacity(limits, now);
    this.#table = capacity();
    this.#indexes = new Map(Object.values(TABLE.indexes).map(({ name }) => [name, capacity()]));
  }

  #all(): Capacity[] {
    return [this.#table, ...this.#indexes.values()];
  }

  #index(name: string): Capacity {
    return this.#indexes.get(name) as Capacity;
  }

  /** @param item the item that a write brings: an index without room for its entries refuses it */
  letsIn({ pk }: Key, item?: Item): boolean {
    return (
      this.#table.hasRoom(pk) &&
      entriesOf(item).every(({ index, partition }) => this.#index(index).hasRoom(partition))
    );
  }

  chargeWrite({ key, factor }: Write, before: Item | undefined, after: Item | undefined): void {
    const { table, entries } = priceOf(before, after, factor);
    this.#table.charge(key.pk, table * WRITE_UNIT);
    for (const { index, partition } of entries) this.#index(index).charge(partition, WRITE_UNIT);
    this.writeUnits += table + entries.length;
  }

  chargeRead(partition: string, items: readonly Item[], consistent: boolean, index?: string): void {
    const units = readUnits(items, consistent);
    const capacity = index === undefined ? this.#table : this.#index(index);
    capacity.charge(partition, units * READ_UNIT);
    this.readUnits += units;
  }

  hasRoomToQuery(partition: string, index: string | undefined): boolean {
    return (index === undefined ? this.#table : this.#index(index)).hasRoom(partition);
  }

  /** Milliseconds in which table and indexes can have served what they did. */
  get shortest(): number {
    return Math.max(...this.#all().map(({ shortest }) => shortest));
  }

  /** Begins to count anew, with full buckets. */
  reset(): void {
    for (const capacity of this.#all()) capacity.reset();
    this.writeUnits = 0;
    this.readUnits = 0;
  }
}
