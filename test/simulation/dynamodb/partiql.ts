import { type Condition, ConditionReader } from './conditions.ts';
import { ValidationException } from './errors.ts';
import { Reader } from './lexer.ts';
import { type Bindings, type Path, placeOf, readPath } from './paths.ts';
import { write } from './updates.ts';
import { copiedItem, type Item } from './values.ts';

interface KeyOf {
  readonly pk: string;
  readonly sk: string;
}

type Get = (bindings: Bindings) => unknown;

/** A parsed write: which item it is about, when it applies, and what becomes of the item. */
interface Statement {
  readonly verb: 'INSERT' | 'UPDATE' | 'DELETE';
  readonly table: string;
  key(bindings: Bindings): KeyOf;
  readonly condition: Condition;
  apply(before: Item, bindings: Bindings): Record<string, unknown>;
}

const quoted = (reader: Reader): string => {
  const { kind, text } = reader.next();
  return kind === 'quoted' || kind === 'word' ? text.replaceAll('""', '"') : reader.fail();
};

const valueIn = (conditions: ConditionReader): Get => {
  const operand = conditions.operand();
  return (bindings) => operand(undefined, bindings);
};

/** `{'pk': ?, …}` */
const readInsert = (conditions: ConditionReader): Statement => {
  const { reader } = conditions;
  reader.expectWord('INTO');
  const table = quoted(reader);
  reader.expectWord('VALUE');
  reader.expect('{');
  const fields: [string, Get][] = [];
  do {
    const name = reader.next();
    if (name.kind !== 'text') reader.fail();
    reader.expect(':');
    fields.push([name.text.replaceAll("''", "'"), valueIn(conditions)]);
  } while (reader.takes(','));
  reader.expect('}');
  const item = (bindings: Bindings) => Object.fromEntries(fields.map(([name, get]) => [name, get(bindings)]));
  return {
    verb: 'INSERT',
    table,
    key: (bindings) => item(bindings) as unknown as KeyOf,
    condition: () => true,
    apply: (_, bindings) => copiedItem(item(bindings)),
  };
};

/** Equalities of the key stand in every `WHERE`, joined by AND. */
const keyReader = (source: string, parametersBefore: number) => {
  const where = source.slice(source.search(/\bWHERE\b/i));
  const names = [...where.matchAll(/"((?:[^"]|"")*)"\s*[<>=]+\s*\?|(\?)/g)].map(([, name]) => name);
  const place = (key: string): string => `?${parametersBefore + names.indexOf(key)}`;
  if (!names.includes('pk') || !names.includes('sk'))
    throw new ValidationException('Where clause does not contain a mandatory equality on all key attributes');
  return ({ values }: Bindings): KeyOf => ({
    pk: values[place('pk')] as string,
    sk: values[place('sk')] as string,
  });
};

const parametersIn = (source: string): number => (source.match(/\?/g) ?? []).length;

const readWhere = (conditions: ConditionReader, source: string) => {
  conditions.reader.expectWord('WHERE');
  const [head = ''] = source.split(/\bWHERE\b/i);
  return { key: keyReader(source, parametersIn(head)), condition: conditions.condition() };
};

const readUpdate = (conditions: ConditionReader, source: string): Statement => {
  const { reader } = conditions;
  const table = quoted(reader);
  const changes: { path: Path; value: Get }[] = [];
  while (!reader.isWord('WHERE')) {
    const removes = reader.takesWord('REMOVE');
    if (!removes) reader.expectWord('SET');
    do {
      const path = readPath(reader);
      if (!removes) reader.expect('=');
      changes.push({ path, value: removes ? () => undefined : valueIn(conditions) });
    } while (reader.takes(','));
  }
  return {
    verb: 'UPDATE',
    table,
    ...readWhere(conditions, source),
    apply: (before, bindings) => {
      const item = copiedItem(before);
      for (const { path, value } of changes) write(item, placeOf(path, bindings), value(bindings));
      return item;
    },
  };
};

const readDelete = (conditions: ConditionReader, source: string): Statement => {
  conditions.reader.expectWord('FROM');
  const table = quoted(conditions.reader);
  return { verb: 'DELETE', table, ...readWhere(conditions, source), apply: () => ({}) };
};

const VERBS: Readonly<Record<string, (conditions: ConditionReader, source: string) => Statement>> = {
  INSERT: readInsert,
  UPDATE: readUpdate,
  DELETE: readDelete,
};

const parsed = new Map<string, Statement>();

/** The write that a statement says, in the forms of `shared/data/table/batch-statements.ts`; parsed once. */
export const statementOf = (source: string): Statement => {
  let statement = parsed.get(source);
  if (!statement) {
    const conditions = new ConditionReader(new Reader(source));
    const read = VERBS[conditions.reader.next().text.toUpperCase()];
    if (!read) throw new ValidationException('Statement wasn’t well formed, can’t be processed');
    statement = read(conditions, source);
    conditions.reader.end();
    parsed.set(source, statement);
  }
  return statement;
};

export const parametersOf = (parameters: readonly unknown[] = []): Bindings => ({
  names: {},
  values: Object.fromEntries(parameters.map((value, index) => [`?${index}`, value])),
});
