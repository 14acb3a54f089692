import { TABLE } from '#shared/data/table/table-shape.ts';
import { itemBytes } from './item-bytes.ts';

type Item = Readonly<Record<string, unknown>>;

/** Units of one write of an item; nothing costs what no item costs. */
const units = (item: Item | undefined): number => (item ? Math.max(1, Math.ceil(itemBytes(item) / 1024)) : 1);

/** An entry of an index, and the partition that holds it. */
interface Entry {
  readonly index: string;
  readonly partition: string;
  readonly sort: string;
}

/** Index entries that an item has (keys only, < 1 KB: one unit each). */
export const entriesOf = (item: Item | undefined): Entry[] =>
  Object.values(TABLE.indexes).flatMap(({ name, partitionKey, sortKey }) =>
    item?.[partitionKey] !== undefined && item[sortKey] !== undefined
      ? [{ index: name, partition: String(item[partitionKey]), sort: String(item[sortKey]) }]
      : [],
  );

const isIn = (entries: readonly Entry[], { index, partition, sort }: Entry): boolean =>
  entries.some((one) => one.index === index && one.partition === partition && one.sort === sort);

interface Price {
  /** Units of the table. */
  readonly table: number;
  /** One unit each: entries removed and added. */
  readonly entries: readonly Entry[];
}

/**
 * What a write costs: the larger of old and new item, plus index entries removed and added.
 * @param factor transactional writes cost twice, their index entries once
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export const priceOf = (before: Item | undefined, after: Item | undefined, factor: 1 | 2): Price => {
  const [was, is] = [entriesOf(before), entriesOf(after)];
  return {
    table: Math.max(units(before), units(after)) * factor,
    entries: [...was.filter((one) => !isIn(is, one)), ...is.filter((one) => !isIn(was, one))],
  };
};

export interface Write {
  readonly key: { readonly pk: string; readonly sk: string };
  readonly factor: 1 | 2;
}

const keyOf = (source: Item): Write['key'] => ({ pk: String(source['pk']), sk: String(source['sk']) });

const namesIn = new Map<string, readonly (string | undefined)[]>();

/** `INSERT INTO t VALUE {'pk': ?, …}` and `… WHERE "pk" = ? AND "sk" = ?`: the place of a parameter tells its name. */
const statementKey = ({
  Statement = '',
  Parameters = [],
}: {
  Statement?: string;
  Parameters?: unknown[];
}) => {
  const names =
    namesIn.get(Statement) ?? [...Statement.matchAll(/['"](\w+)['"](?::| =) \?/g)].map(([, name]) => name);
  namesIn.set(Statement, names);
  return keyOf(Object.fromEntries(names.map((name, index) => [name, Parameters[index]])));
};

type Input = any;

/** What each operation writes; reads write nothing. */
const WRITES: Readonly<Record<string, (input: Input) => Write[]>> = {
  PutCommand: ({ Item }) => [{ key: keyOf(Item), factor: 1 }],
  UpdateCommand: ({ Key }) => [{ key: keyOf(Key), factor: 1 }],
  DeleteCommand: ({ Key }) => [{ key: keyOf(Key), factor: 1 }],
  TransactWriteCommand: ({ TransactItems }) =>
    TransactItems.map(({ Put, Update, Delete, ConditionCheck }: Input) => ({
      key: keyOf(Put?.Item ?? (Update ?? Delete ?? ConditionCheck).Key),
      factor: 2,
    })),
  BatchExecuteStatementCommand: ({ Statements }) =>
    Statements.map((statement: Input) => ({ key: statementKey(statement), factor: 1 })),
};

/** The writes of a command, in its order. */
export const writesOf = (command: { readonly input: Input }): readonly Write[] =>
  WRITES[command.constructor.name]?.(command.input) ?? [];
