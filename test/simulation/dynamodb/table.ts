import { KEY_ATTRIBUTES, TABLE } from '#shared/data/table/table-shape.ts';
import { itemBytes } from '../../support/item-bytes.ts';
import { ValidationException } from './errors.ts';
import { compare, equal, type Item } from './values.ts';

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** One committed change, as the stream has it: an image is absent where there was no item. */
export interface Change {
  readonly key: Key;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

export interface TableOptions {
  /** Learns of every change, in the order of commits. */
  readonly onChange?: (change: Change) => void;
  /** Runs the replication of a write to the indexes: at once, or when the index has caught up. */
  readonly replicate?: (apply: () => void) => void;
}

const MAX_ITEM_BYTES = 400 * 1024;

interface Index {
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Entries by partition, then by the item's key; keys only. */
  readonly partitions: Partitions;
}

type Partitions = Map<string, Map<string, Item>>;
const copyOf = (partitions: Partitions): Partitions =>
  new Map([...partitions].map(([name, items]) => [name, new Map(items)]));

const nameOf = ({ pk, sk }: Key): string => `${pk}\n${sk}`;

/** Items of one table in memory, with their indexes. Items are never changed in place. */
export class Table {
  readonly #partitions: Partitions = new Map();
  readonly #indexes = new Map<string, Index>();
  readonly #options: TableOptions;

  constructor(options: TableOptions = {}) {
    this.#options = options;
    for (const { name, partitionKey, sortKey } of Object.values(TABLE.indexes))
      this.#indexes.set(name, { partitionKey, sortKey, partitions: new Map() });
  }

  find({ pk, sk }: Key): Item | undefined {
    return this.#partitions.get(pk)?.get(sk);
  }

  /** @throws ValidationException what DynamoDB refuses to store */
  check(item: Item): void {
    for (const name of KEY_ATTRIBUTES) {
      const value = item[name];
      const isOwn = name === 'pk' || name === 'sk';
      if (value === undefined && !isOwn) continue;
      if (typeof value !== 'string' || value === '')
        throw new ValidationException(`A key attribute is of another type or empty: ${name}`);
    }
    if (itemBytes(item) > MAX_ITEM_BYTES)
      throw new ValidationException('Item size has exceeded the maximum allowed size');
  }

  /** Commits changes that were result, all at once. A write that changes nothing leaves no record. */
  commit(changes: readonly Change[]): void {
    for (const { key, after } of changes) this.#put(key, after);
    for (const change of changes) {
      if (change.before === change.after) continue;
      if (change.before && change.after && equal(change.before, change.after)) continue;
      this.#options.onChange?.(change);
      this.#replicate(change);
    }
  }

  /** Puts items in place as if they had always been there. */
  load(items: readonly Item[]): void {
    for (const item of items) {
      const key = item as unknown as Key;
      this.#put(key, item);
      for (const index of this.#indexes.values()) this.#reindex(index, key);
    }
  }

  /** @returns a function that restores the items and index entries of this moment, as often as it is called */
  snapshot(): () => void {
    const parts = [this.#partitions, ...[...this.#indexes.values()].map(({ partitions }) => partitions)];
    const copies = parts.map((part) => [part, copyOf(part)] as const);
    return () => {
      for (const [part, copy] of copies) {
        part.clear();
        for (const [name, items] of copyOf(copy)) part.set(name, items);
      }
    };
  }

  #put({ pk, sk }: Key, item: Item | undefined): void {
    const partition = this.#partitions.get(pk) ?? new Map<string, Item>();
    if (item) partition.set(sk, item);
    else partition.delete(sk);
    if (partition.size > 0) this.#partitions.set(pk, partition);
    else this.#partitions.delete(pk);
  }

  #replicate({ key, before, after }: Change): void {
    const indexed = [...this.#indexes.values()].filter(
      ({ partitionKey }) => before?.[partitionKey] !== undefined || after?.[partitionKey] !== undefined,
    );
    if (indexed.length === 0) return;
    const apply = () => {
      for (const index of indexed) this.#reindex(index, key);
    };
    if (this.#options.replicate) this.#options.replicate(apply);
    else apply();
  }

  /** The index catches up with the item as it is now. */
  #reindex({ partitionKey, sortKey, partitions }: Index, key: Key): void {
    const name = nameOf(key);
    for (const partition of partitions.values()) partition.delete(name);
    const { [partitionKey]: partition, [sortKey]: sort } = this.find(key) ?? {};
    if (partition === undefined || sort === undefined) return;
    const entries = partitions.get(String(partition)) ?? new Map<string, Item>();
    entries.set(name, { ...key, [partitionKey]: partition, [sortKey]: sort });
    partitions.set(String(partition), entries);
  }

  /** Names of the key attributes of the table or of an index. */
  keysOf(index: string | undefined): { readonly partitionKey: string; readonly sortKey: string } {
    if (index === undefined) return TABLE;
    const found = this.#indexes.get(index);
    if (!found) throw new ValidationException(`The table does not have the specified index: ${index}`);
    return found;
  }

  /** Items of one partition of the table or of an index, in the order of its sort key. */
  partition(value: string, index: string | undefined): Item[] {
    const { sortKey } = this.keysOf(index);
    const partitions = index === undefined ? this.#partitions : this.#indexes.get(index)?.partitions;
    const items = [...(partitions?.get(value)?.values() ?? [])];
    return items.sort(
      (one, other) =>
        (compare(one[sortKey], other[sortKey]) ?? 0) ||
        (compare(nameOf(one as never), nameOf(other as never)) ?? 0),
    );
  }

  *all(): Generator<Item> {
    for (const partition of this.#partitions.values()) yield* partition.values();
  }

  /** What TTL would delete now; the service does so within days, in no order. @param now Unix seconds */
  expire(now: number, chosen: (item: Item) => boolean = () => true): void {
    const gone = [...this.all()].filter(
      (item) => typeof item[TABLE.ttl] === 'number' && (item[TABLE.ttl] as number) < now && chosen(item),
    );
    this.commit(gone.map((before) => ({ key: before as unknown as Key, before, after: undefined })));
  }
}
