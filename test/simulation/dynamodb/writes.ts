import { conditionOf } from './conditions.ts';
import { conditionFailed, ValidationException } from './errors.ts';
import { at, type Bindings, type Place } from './paths.ts';
import type { Change, Key, Table } from './table.ts';
import { applyUpdate, type Updated } from './updates.ts';
import { copied, copiedItem, type Item } from './values.ts';

type Input = any;

export const keyOf = (item: Item): Key => {
  const { pk, sk } = item as unknown as Key;
  if (typeof pk !== 'string' || typeof sk !== 'string' || pk === '' || sk === '')
    throw new ValidationException('The provided key element does not match the schema');
  return { pk, sk };
};

const placeholdersIn = new Map<string, readonly string[]>();

const placeholders = (expression: string): readonly string[] => {
  const found = placeholdersIn.get(expression) ?? expression.match(/[#:]\w+/g) ?? [];
  placeholdersIn.set(expression, found);
  return found;
};

const EXPRESSIONS = [
  'ConditionExpression',
  'UpdateExpression',
  'KeyConditionExpression',
  'FilterExpression',
  'ProjectionExpression',
];

/** What the placeholders of a request stand for. @throws ValidationException for one that no expression uses */
export const bindingsOf = (input: Input): Bindings => {
  const names = input.ExpressionAttributeNames ?? {};
  const values = input.ExpressionAttributeValues ?? {};
  const used = EXPRESSIONS.flatMap((name) => (input[name] === undefined ? [] : placeholders(input[name])));
  const unused = [...Object.keys(names), ...Object.keys(values)].find((name) => !used.includes(name));
  if (unused !== undefined)
    throw new ValidationException(`Value provided is unused in expressions: ${unused}`);
  return { names, values: copiedItem(values) };
};

/** A write that was result: what it would change, or the item that its condition refuses. */
interface WriteResult {
  readonly change: Change;
  readonly updated?: Updated;
  readonly refused: boolean;
}

const holds = (input: Input, before: Item | undefined, bindings: Bindings): boolean =>
  input.ConditionExpression === undefined || conditionOf(input.ConditionExpression)(before, bindings);

const evaluatePut: WriteEvaluator = (table, input) => {
  const after = copiedItem(input.Item);
  const key = keyOf(after);
  table.check(after);
  const before = table.find(key);
  return { change: { key, before, after }, refused: !holds(input, before, bindingsOf(input)) };
};

const evaluateUpdate: WriteEvaluator = (table, input) => {
  const key = keyOf(input.Key);
  const bindings = bindingsOf(input);
  const before = table.find(key);
  if (!holds(input, before, bindings)) return { change: { key, before, after: before }, refused: true };
  if (input.UpdateExpression === undefined) {
    const item = { ...(before ?? key) };
    return { change: { key, before, after: item }, updated: { item, places: [] }, refused: false };
  }
  const updated = applyUpdate(input.UpdateExpression, before ?? { ...key }, bindings);
  if (updated.item['pk'] !== key.pk || updated.item['sk'] !== key.sk)
    throw new ValidationException('Cannot update attribute. This attribute is part of the key');
  table.check(updated.item);
  return { change: { key, before, after: updated.item }, updated, refused: false };
};

const evaluateDelete: WriteEvaluator = (table, input) => {
  const key = keyOf(input.Key);
  const before = table.find(key);
  return { change: { key, before, after: undefined }, refused: !holds(input, before, bindingsOf(input)) };
};

const evaluateCheck: WriteEvaluator = (table, input) => {
  const key = keyOf(input.Key);
  const before = table.find(key);
  return { change: { key, before, after: before }, refused: !holds(input, before, bindingsOf(input)) };
};

type WriteEvaluator = (table: Table, input: Input) => WriteResult;

const EVALUATORS: Readonly<Record<string, WriteEvaluator>> = {
  Put: evaluatePut,
  Update: evaluateUpdate,
  Delete: evaluateDelete,
  ConditionCheck: evaluateCheck,
};

export const evaluatorOf = (kind: string): WriteEvaluator => EVALUATORS[kind] as WriteEvaluator;

/** Lists are named as a whole. */
const isThere = (image: Item, place: Place): boolean => {
  const index = place.findIndex((step) => typeof step === 'number');
  return at(image, index < 0 ? place : place.slice(0, index)) !== undefined;
};

/** DynamoDB Local answers the whole attribute in which a named place is, and nothing for a place that is not. */
const updatedIn = (image: Item, { updated }: WriteResult): Item =>
  Object.fromEntries(
    (updated?.places ?? [])
      .filter((place) => isThere(image, place))
      .map(([name]) => [name, image[name as string]]),
  );

const RETURNS: Readonly<Record<string, (result: WriteResult) => Item | undefined>> = {
  NONE: () => undefined,
  ALL_OLD: ({ change }) => change.before,
  ALL_NEW: ({ change }) => change.after,
  UPDATED_NEW: (result) => updatedIn(result.change.after ?? {}, result),
  UPDATED_OLD: (result) => result.change.before && updatedIn(result.change.before, result),
};

export const refusedItem = (input: Input, { change }: WriteResult): Item | undefined =>
  input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? change.before : undefined;

/** One conditional write. @throws ConditionalCheckFailedException */
export const writeOne = (table: Table, kind: string, input: Input) => {
  const result = evaluatorOf(kind)(table, input);
  if (result.refused) throw conditionFailed(refusedItem(input, result));
  table.commit([result.change]);
  const Attributes = RETURNS[input.ReturnValues ?? 'NONE']?.(result);
  return Attributes && Object.keys(Attributes).length > 0 ? { Attributes: copied(Attributes) } : {};
};
