/** An item as the document client shows it: plain values, sets as `Set`, binaries as `Uint8Array`. */
export type Item = Readonly<Record<string, unknown>>;

type TypeName = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'L' | 'M' | 'SS' | 'NS' | 'BS';

const SET_TYPES: Readonly<Record<string, TypeName>> = { string: 'SS', number: 'NS' };

/** DynamoDB's name for the type of a value. */
export const typeOf = (value: unknown): TypeName => {
  if (typeof value === 'string') return 'S';
  if (typeof value === 'number') return 'N';
  if (typeof value === 'boolean') return 'BOOL';
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return 'L';
  if (value instanceof Uint8Array) return 'B';
  if (value instanceof Set) return SET_TYPES[typeof [...value][0]] ?? 'BS';
  return 'M';
};

const checkNumber = (value: number): number => {
  if (Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  throw new Error('Special numeric values and numbers beyond the safe range are not allowed');
};

/**
 * A value as it travels through the document client (`removeUndefinedValues`): copied, without what is undefined.
 * @throws what `marshall` throws
 */
export const copied = (value: unknown): unknown => {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return checkNumber(value);
  if (Array.isArray(value)) return value.filter((one) => one !== undefined).map(copied);
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (value instanceof Set) {
    const kept = [...value].filter((one) => one !== undefined);
    if (kept.length === 0) throw new Error('Pass a non-empty set, or options.convertEmptyValues=true.');
    return new Set(kept);
  }
  if (typeof value === 'object') return copiedItem(value as Item);
  throw new Error(`Unsupported type passed: ${typeof value}`);
};

export const copiedItem = (item: Item): Record<string, unknown> => {
  const copy: Record<string, unknown> = {};
  for (const name in item) if (item[name] !== undefined) copy[name] = copied(item[name]);
  return copy;
};

/** Texts are ordered by their UTF-8 bytes; UTF-16 orders the same way where there are no surrogates. */
const compareTexts = (one: string, other: string): number => {
  if (one === other) return 0;
  return /[\ud800-\udfff]/.test(one + other)
    ? Buffer.compare(Buffer.from(one), Buffer.from(other))
    : one < other
      ? -1
      : 1;
};

/** The order of two values, or nothing where they are of different types or of one without an order. */
export const compare = (one: unknown, other: unknown): number | undefined => {
  if (typeof one === 'string' && typeof other === 'string') return compareTexts(one, other);
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (one instanceof Uint8Array && other instanceof Uint8Array) return Buffer.compare(one, other);
  return undefined;
};

const sameItems = (one: Item, other: Item): boolean => {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => name in other && equal(one[name], other[name]))
  );
};

/** Equality as DynamoDB judges it: by type and content; sets have no order. */
export const equal = (one: unknown, other: unknown): boolean => {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (typeOf(one) !== typeOf(other)) return false;
  if (one instanceof Uint8Array) return Buffer.compare(one, other as Uint8Array) === 0;
  if (Array.isArray(one)) {
    const list = other as unknown[];
    return one.length === list.length && one.every((value, index) => equal(value, list[index]));
  }
  if (one instanceof Set) {
    const members = [...(other as Set<unknown>)];
    return (
      one.size === members.length && [...one].every((value) => members.some((each) => equal(value, each)))
    );
  }
  return sameItems(one as Item, other as Item);
};
