import fc from 'fast-check';
import type { Command } from './model.ts';

/** The small key space and the attributes of the random operations. */

/** Makes the command for a table, with a prefix before each partition so that runs do not meet. */
export type Operation = (table: string, prefix: string) => Command;

export const PARTITIONS = ['a', 'b'];
export const SORTS = ['ITEM#1', 'ITEM#2', 'ITEM', 'OTHER'];

interface Place {
  readonly pk: string;
  readonly sk: string;
}

export const place: fc.Arbitrary<Place> = fc.record({
  pk: fc.constantFrom(...PARTITIONS),
  sk: fc.constantFrom(...SORTS),
});

export const keyIn = (prefix: string, { pk, sk }: Place) => ({ pk: prefix + pk, sk });

export const small = fc.integer({ min: 0, max: 3 });
export const word = fc.constantFrom('x', 'y', 'ü', 'z z');
export const texts = fc.uniqueArray(word, { minLength: 1, maxLength: 3 }).map((all) => new Set(all));
const device = fc.record({ token: word, endpoint: fc.option(word, { nil: undefined }) });

/** Attributes by the types and names that the project's conditions ask for. */
export const attributes = fc.record(
  {
    kind: fc.constantFrom('member', 'tombstone'),
    version: small,
    owner: small,
    at: fc.constantFrom('2026-01-01', '2026-01-02'),
    state: fc.constantFrom('open', 'closed'),
    ends_at: small,
    count: small,
    marks: texts,
    numbers: fc.uniqueArray(small, { minLength: 1 }).map((all) => new Set(all)),
    devices: fc.dictionary(fc.constantFrom('d1', 'd2'), device, { maxKeys: 2 }),
    entries: fc.array(fc.oneof(small, word, fc.constant(null)), { maxLength: 3 }),
    flag: fc.boolean(),
    nothing: fc.constant(null),
    packed: fc.uint8Array({ maxLength: 4 }),
    shard: fc.constantFrom('s1', 's2'),
    email: word,
    due_shard: fc.constantFrom('s1'),
    due_at: fc.constantFrom('1', '2', '3'),
    gone: fc.constant(undefined),
  },
  { requiredKeys: [] },
);

type Attributes = Record<string, unknown>;

/** Index partitions are of the run as well. */
export const prefixed = (prefix: string, item: Attributes): Attributes =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      (name === 'shard' || name === 'due_shard') && typeof value === 'string' ? prefix + value : value,
    ]),
  );
