import { itemBytes } from '../../support/item-bytes.ts';
import { conditionOf } from './conditions.ts';
import { ValidationException } from './errors.ts';
import { Reader } from './lexer.ts';
import { at, type Bindings, boundValue, type Path, type Place, placeOf, readPath } from './paths.ts';
import type { Key, Table } from './table.ts';
import { write } from './updates.ts';
import { compare, copiedItem, type Item } from './values.ts';
import { bindingsOf } from './writes.ts';

type Input = any;

const projections = new Map<string, readonly Path[]>();

const pathsOf = (expression: string): readonly Path[] => {
  let paths = projections.get(expression);
  if (!paths) {
    const reader = new Reader(expression);
    const read: Path[] = [];
    do read.push(readPath(reader));
    while (reader.takes(','));
    reader.end();
    paths = read;
    projections.set(expression, paths);
  }
  return paths;
};

/** Only these places of an item, in their maps. */
const project = (item: Item, places: readonly Place[]): Record<string, unknown> => {
  const part: Record<string, unknown> = {};
  for (const place of places) {
    const value = at(item, place);
    if (value === undefined) continue;
    for (let depth = 1; depth < place.length; depth += 1) {
      if (at(part, place.slice(0, depth)) === undefined)
        write(part, place.slice(0, depth), typeof place[depth] === 'number' ? [] : {});
    }
    write(part, place, value);
  }
  return copiedItem(part);
};

export const shown = (item: Item, expression: string | undefined, bindings: Bindings): Item =>
  expression === undefined
    ? copiedItem(item)
    : project(
        item,
        pathsOf(expression).map((path) => placeOf(path, bindings)),
      );

/** The value that the partition key must have: the one equality on it in the key condition. */
export const partitionOf = (expression: string, name: string, bindings: Bindings): string => {
  const reader = new Reader(expression);
  while (reader.peek().kind !== 'end') {
    const token = reader.next();
    const named = token.kind === 'name' ? bindings.names[token.text] : token.text;
    if (token.kind !== 'name' && token.kind !== 'word') continue;
    if (named === name && reader.takes('=')) return String(boundValue(reader.next().text, bindings));
  }
  throw new ValidationException(`Query condition missed key schema element: ${name}`);
};

const MAX_PAGE_BYTES = 1024 * 1024;

/** One page of a query. A limit counts what is looked at, before the filter. */
export const query = (table: Table, input: Input, bindings: Bindings) => {
  const { IndexName, KeyConditionExpression, FilterExpression, ProjectionExpression, Limit } = input;
  const { partitionKey, sortKey } = table.keysOf(IndexName);
  if (IndexName !== undefined && input.ConsistentRead)
    throw new ValidationException('Consistent reads are not supported on global secondary indexes');
  const matches = conditionOf(KeyConditionExpression);
  const backwards = input.ScanIndexForward === false;
  const items = table
    .partition(partitionOf(KeyConditionExpression, partitionKey, bindings), IndexName)
    .filter((item) => matches(item, bindings));
  if (backwards) items.reverse();
  const page: Item[] = [];
  let bytes = 0;
  let last: Item | undefined;
  for (const item of items.slice(startOf(items, input.ExclusiveStartKey, sortKey, backwards))) {
    page.push(item);
    bytes += itemBytes(item);
    if (page.length !== Limit && bytes < MAX_PAGE_BYTES) continue;
    last = item;
    break;
  }
  const keep = FilterExpression === undefined ? undefined : conditionOf(FilterExpression);
  const kept = page.filter((item) => !keep || keep(item, bindings));
  return {
    Items: kept.map((item) => shown(item, ProjectionExpression, bindings)),
    Count: kept.length,
    ScannedCount: page.length,
    ...(last && { LastEvaluatedKey: cursorOf(last, partitionKey, sortKey) }),
  };
};

const cursorOf = (item: Item, partitionKey: string, sortKey: string): Item =>
  Object.fromEntries(['pk', 'sk', partitionKey, sortKey].map((name) => [name, item[name]]));

/** The first item behind the cursor; the cursor's own item may be gone. */
const startOf = (
  items: readonly Item[],
  cursor: Item | undefined,
  sortKey: string,
  backwards: boolean,
): number => {
  if (!cursor) return 0;
  const direction = backwards ? -1 : 1;
  const behind = (item: Item): boolean => {
    for (const name of [sortKey, 'pk', 'sk']) {
      const order = (compare(item[name], cursor[name]) ?? 0) * direction;
      if (order !== 0) return order > 0;
    }
    return false;
  };
  const start = items.findIndex(behind);
  return start < 0 ? items.length : start;
};

/** Several items; what is not processed comes back as such. @param unprocessed chooses keys for faults */
export const batchGet = (table: Table, input: Input, unprocessed: (key: Key) => boolean) => {
  const Responses: Record<string, Item[]> = {};
  const UnprocessedKeys: Record<string, Input> = {};
  for (const [name, request] of Object.entries<Input>(input.RequestItems)) {
    const names = new Set(request.Keys.map(({ pk, sk }: Key) => `${pk}\n${sk}`));
    if (names.size < request.Keys.length)
      throw new ValidationException('Provided list of item keys contains duplicates');
    if (names.size > 100) throw new ValidationException('Too many items requested for the BatchGetItem call');
    const left = request.Keys.filter(unprocessed);
    const found = request.Keys.filter((key: Key) => !left.includes(key)).flatMap(
      (key: Key) => table.find(key) ?? [],
    );
    Responses[name] = found.map((item: Item) =>
      shown(item, request.ProjectionExpression, bindingsOf(request)),
    );
    if (left.length > 0) UnprocessedKeys[name] = { ...request, Keys: left };
  }
  return { Responses, UnprocessedKeys };
};
