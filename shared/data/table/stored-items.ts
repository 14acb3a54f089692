import { UnreadableItem } from '#shared/errors.ts';
import type { Db } from './db.ts';
import { ITEM_KINDS, type ItemKind } from './item-kinds.ts';
import { type Key, loggableKey } from './keys.ts';
import { type Item, readItem, readItems, readLast, readPartition } from './read.ts';

/** What every item of a kind has. Without `v` it is version 1. */
type Stamp<K extends ItemKind> = { readonly kind: K; readonly v?: number };

/** Reads items of certain kinds, strongly consistent. @throws UnreadableItem for another kind or an unknown version */
export interface ItemReader<S> {
  /** Checks an item that came by another call. */
  from(item: Item): S;
  /** The same for the image of a stream: nothing for an item of another kind. */
  match(image: Item | undefined): S | undefined;
  find(db: Db, key: Key): Promise<S | undefined>;
  /** As `readItems`: in no particular order, without missing ones. */
  findAll(db: Db, keys: readonly Key[]): Promise<S[]>;
  /** The same, of which only key and kind are read. */
  findKinds(db: Db, keys: readonly Key[]): Promise<(Key & { readonly kind: string })[]>;
  last(db: Db, pk: string, skPrefix: string): Promise<S | undefined>;
  partition(db: Db, pk: string, skPrefix?: string): AsyncGenerator<S>;
}

/** One kind of item: the attributes that its writer makes are those that its readers get. */
interface ItemType<K extends ItemKind, A extends readonly unknown[], T>
  extends ItemReader<T & Key & Stamp<K>> {
  readonly kind: K;
  /** The item with its kind and version. */
  item(...values: A): T & Required<Stamp<K>>;
}

/** An item as readers of its kind, or of these kinds, get it. */
export type Stored<R> = R extends ItemReader<infer S> ? S : never;

const readerOf = <S>(kinds: readonly ItemKind[]): ItemReader<S> => {
  /** The one place that trusts an item to have the shape of its kind and version. */
  const isReadable = (item: Item): item is Item & S => {
    const kind = kinds.find((one) => one === item['kind']);
    const versions: readonly unknown[] = kind ? ITEM_KINDS[kind].reads : [];
    return versions.includes(item['v'] ?? 1);
  };
  const from = (item: Item): S => {
    if (isReadable(item)) return item;
    const { pk, sk, kind, v } = item;
    throw new UnreadableItem({
      key: loggableKey({ pk: String(pk), sk: String(sk) }),
      kind,
      v,
      expected: kinds,
    });
  };
  const fromSome = (item: Item | undefined) => item && from(item);
  return {
    from,
    match: (image) => (image && kinds.some((kind) => kind === image['kind']) ? from(image) : undefined),
    find: async (db, key) => fromSome(await readItem(db, key)),
    findAll: async (db, keys) => (await readItems(db, keys)).map(from),
    findKinds: async (db, keys) =>
      (await readItems(db, keys, 'pk, sk, kind, v')).map(from) as unknown as Awaited<
        ReturnType<ItemReader<S>['findKinds']>
      >,
    last: async (db, pk, skPrefix) => fromSome(await readLast(db, pk, skPrefix)),
    async *partition(db, pk, skPrefix) {
      for await (const item of readPartition(db, pk, skPrefix)) yield from(item);
    },
  };
};

/** @param attributes keys and attributes of an item, without kind and version */
export const itemType = <K extends ItemKind, A extends readonly unknown[], T extends object>(
  kind: K,
  attributes: (...values: A) => T,
): ItemType<K, A, T> => ({
  ...readerOf([kind]),
  kind,
  item: (...values) => ({ kind, v: ITEM_KINDS[kind].writes, ...attributes(...values) }),
});

/** Reads items of any of these kinds; `kind` says which one it is. */
export const anyOf = <R extends readonly (ItemReader<unknown> & { readonly kind: ItemKind })[]>(
  ...types: R
): ItemReader<Stored<R[number]>> => readerOf(types.map(({ kind }) => kind));

/** Marks an attribute that older items may lack. */
export const addedLater = <T>(value: T): T | undefined => value;
