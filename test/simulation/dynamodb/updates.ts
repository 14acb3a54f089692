import { ValidationException } from './errors.ts';
import { Reader } from './lexer.ts';
import { at, type Bindings, boundValue, isMap, type Path, type Place, placeOf, readPath } from './paths.ts';
import { copiedItem, equal, type Item, typeOf } from './values.ts';

type Operand = (item: Item, bindings: Bindings) => unknown;

/** One change of one place, its value taken from the item as it was. */
interface Action {
  readonly path: Path;
  readonly change: (before: Item, bindings: Bindings, old: unknown) => unknown;
}

const wrongType = () =>
  new ValidationException('An operand in the update expression has an incorrect data type');

const needed = (value: unknown): unknown => {
  if (value === undefined)
    throw new ValidationException(
      'The provided expression refers to an attribute that does not exist in the item',
    );
  return value;
};

const numeric = (value: unknown): number => {
  if (typeof value !== 'number') throw wrongType();
  return value;
};

const listOf = (value: unknown): unknown[] => {
  if (!Array.isArray(value)) throw wrongType();
  return value;
};

const readOperand = (reader: Reader): Operand => {
  const { kind, text } = reader.peek();
  if (kind === 'value') {
    reader.next();
    return (_, bindings) => boundValue(text, bindings);
  }
  if (kind === 'word' && reader.peek(1).text === '(') return readCall(reader);
  const path = readPath(reader);
  return (item, bindings) => needed(at(item, placeOf(path, bindings)));
};

const readCall = (reader: Reader): Operand => {
  const name = reader.next().text;
  reader.expect('(');
  if (name === 'if_not_exists') {
    const path = readPath(reader);
    reader.expect(',');
    const other = readValue(reader);
    reader.expect(')');
    return (item, bindings) => {
      const found = at(item, placeOf(path, bindings));
      return found === undefined ? other(item, bindings) : found;
    };
  }
  if (name !== 'list_append') return reader.fail();
  const one = readValue(reader);
  reader.expect(',');
  const other = readValue(reader);
  reader.expect(')');
  return (item, bindings) => [...listOf(one(item, bindings)), ...listOf(other(item, bindings))];
};

const readValue = (reader: Reader): Operand => {
  const one = readOperand(reader);
  const sign = ['+', '-'].find((each) => reader.takes(each));
  if (!sign) return one;
  const other = readOperand(reader);
  const factor = sign === '+' ? 1 : -1;
  return (item, bindings) => numeric(one(item, bindings)) + factor * numeric(other(item, bindings));
};

const SETS = new Set(['SS', 'NS', 'BS']);

const added = (old: unknown, value: unknown): unknown => {
  const type = typeOf(value);
  if (type !== 'N' && !SETS.has(type)) throw wrongType();
  if (old === undefined) return value;
  if (typeOf(old) !== type) throw wrongType();
  if (type === 'N') return (old as number) + (value as number);
  const members = [...(old as Set<unknown>)];
  const fresh = [...(value as Set<unknown>)].filter((one) => !members.some((each) => equal(one, each)));
  return new Set([...members, ...fresh]);
};

/** Of a set that loses its last member nothing stays. */
const without = (old: unknown, value: unknown): unknown => {
  if (!SETS.has(typeOf(value))) throw wrongType();
  if (old === undefined) return undefined;
  if (typeOf(old) !== typeOf(value)) throw wrongType();
  const gone = [...(value as Set<unknown>)];
  const kept = [...(old as Set<unknown>)].filter((one) => !gone.some((each) => equal(one, each)));
  return kept.length > 0 ? new Set(kept) : undefined;
};

/** How the actions of each clause are read. */
const CLAUSES: Readonly<Record<string, (reader: Reader) => Action>> = {
  SET: (reader) => {
    const path = readPath(reader);
    reader.expect('=');
    return { path, change: readValue(reader) };
  },
  REMOVE: (reader) => ({ path: readPath(reader), change: () => undefined }),
  ADD: (reader) => {
    const path = readPath(reader);
    const value = readOperand(reader);
    return { path, change: (before, bindings, old) => added(old, value(before, bindings)) };
  },
  DELETE: (reader) => {
    const path = readPath(reader);
    const value = readOperand(reader);
    return { path, change: (before, bindings, old) => without(old, value(before, bindings)) };
  },
};

const readActions = (expression: string): readonly Action[] => {
  const reader = new Reader(expression);
  const actions: Action[] = [];
  const seen = new Set<string>();
  while (reader.peek().kind !== 'end') {
    const clause = reader.next().text.toUpperCase();
    const read = CLAUSES[clause];
    if (!read || seen.has(clause)) return reader.fail();
    seen.add(clause);
    do actions.push(read(reader));
    while (reader.takes(','));
  }
  if (actions.length === 0) reader.fail();
  return actions;
};

const parsed = new Map<string, readonly Action[]>();

const actionsOf = (expression: string): readonly Action[] => {
  const actions = parsed.get(expression) ?? readActions(expression);
  parsed.set(expression, actions);
  return actions;
};

/** Puts a value at a place whose parent is there, or takes what is there away. */
export const write = (item: Record<string, unknown>, place: Place, value: unknown): void => {
  const last = place.at(-1) as string | number;
  const parent = at(item, place.slice(0, -1));
  const fits = typeof last === 'number' ? Array.isArray(parent) : isMap(parent);
  if (!fits) {
    throw new ValidationException(
      'The document path provided in the update expression is invalid for update',
    );
  }
  if (typeof last === 'number') {
    const list = parent as unknown[];
    if (value === undefined) list.splice(last, 1);
    else list[Math.min(last, list.length)] = value;
  } else if (value === undefined) delete (parent as Record<string, unknown>)[last];
  else (parent as Record<string, unknown>)[last] = value;
};

const overlap = (one: Place, other: Place): boolean => {
  const length = Math.min(one.length, other.length);
  return one.slice(0, length).every((step, index) => step === other[index]);
};

const checkOverlaps = (places: readonly Place[]): void => {
  const clash = places.some((place, index) => places.slice(index + 1).some((other) => overlap(place, other)));
  if (clash) throw new ValidationException('Two document paths overlap with each other');
};

export interface Updated {
  readonly item: Record<string, unknown>;
  /** The places that the expression names. */
  readonly places: readonly Place[];
}

/**
 * Applies an update expression: every value is taken from the item as it was.
 * @param before the item, or only its key when it is new
 */
export const applyUpdate = (expression: string, before: Item, bindings: Bindings): Updated => {
  const actions = actionsOf(expression);
  const places = actions.map(({ path }) => placeOf(path, bindings));
  checkOverlaps(places);
  const values = actions.map(({ change }, index) =>
    change(before, bindings, at(before, places[index] ?? [])),
  );
  const item = copiedItem(before);
  for (const [index, place] of places.entries()) write(item, place, values[index]);
  return { item, places };
};
