import { itemBytes } from './item-bytes.ts';

type Item = Readonly<Record<string, unknown>>;

const READ_UNIT_BYTES = 4096;

/**
 * What a read of these items together costs; what is not there costs one.
 * @param consistent an eventually consistent read costs half
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export const readUnits = (items: readonly Item[], consistent: boolean): number => {
  const bytes = items.reduce((sum, item) => sum + itemBytes(item), 0);
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (consistent ? 1 : 0.5);
};

interface Read {
  readonly key: { readonly pk: string; readonly sk: string };
  readonly consistent: boolean;
}

type Input = any;

/** Reads by key of each operation. */
const READS: Readonly<Record<string, (input: Input) => Read[]>> = {
  GetCommand: ({ Key, ConsistentRead = false }) => [{ key: Key, consistent: ConsistentRead }],
  BatchGetCommand: ({ RequestItems }) =>
    Object.values<Input>(RequestItems).flatMap(({ Keys, ConsistentRead = false }) =>
      Keys.map((key: Read['key']) => ({ key, consistent: ConsistentRead })),
    ),
};

/** The reads by key of a command; each item of a batch is priced alone. */
export const readsOf = (command: { readonly input: Input }): readonly Read[] =>
  READS[command.constructor.name]?.(command.input) ?? [];

/** Operations that read whatever a condition of keys finds: the table says what they read. */
export const RANGE_READS: readonly string[] = ['QueryCommand', 'ScanCommand'];

/** What a query or a scan read: the table's own word where it has one, never less than nothing costs. */
export const rangeUnits = (
  { ConsistentRead = false }: Input,
  { ConsumedCapacity, Items = [] }: Input,
): number =>
  Math.max(
    ConsumedCapacity?.CapacityUnits ?? readUnits(Items, ConsistentRead),
    readUnits([], ConsistentRead),
  );
