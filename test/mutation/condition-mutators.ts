/** Mutators of DynamoDB's conditions, the guards of this project that no compiler sees. */
import { clausesOf, isCondition, neutral } from './clauses.ts';
import { isText, keyOf, listed, type Mutator, nameOf, parentOf, textOf } from './place.ts';
import type { Node } from './syntax.ts';

const WRITE_FIELDS = new Set(['TableName', 'Key', 'Item']);

/** A condition that is computed or shared cannot be split where it is used. */
const CONDITION_FIELDS = new Set(['ConditionExpression', 'FilterExpression']);
/** Builders of PartiQL statements whose last argument is the condition (`shared/data/table/batch-statements.ts`). */
const CONDITIONAL_STATEMENTS = new Set(['update', 'remove']);

export const CONDITION_MUTATORS: Readonly<Record<string, Mutator>> = {
  clause: (place) => {
    const { node, source } = place;
    const literal = node.type === 'TemplateLiteral' || (node.type === 'Literal' && isText(node));
    const text = source.slice(node.start + 1, node.end - 1);
    // Keys know no OR, and a query without its key is refused.
    const ofKeys = place.parents.some((parent) => keyOf(parent) === 'KeyConditionExpression');
    if (!literal || ofKeys || !isCondition(text)) return [];
    return clausesOf(text).map(({ start, end, joined }) => ({
      start: node.start + 1 + start,
      end: node.start + 1 + end,
      text: neutral(text.slice(start, end), joined),
    }));
  },

  'first write': ({ node, source }) => {
    if (node.type !== 'TemplateLiteral' && !(node.type === 'Literal' && isText(node))) return [];
    return [...textOf(source, node).matchAll(/if_not_exists\(([^,()]+), ([^()]+)\)/g)].map((found) => {
      const start = node.start + found.index;
      return { start, end: start + found[0].length, text: found[2] ?? '' };
    });
  },

  'condition used': ({ node, source }) =>
    node.type === 'Property' &&
    CONDITION_FIELDS.has(keyOf(node)) &&
    (node['value'] as Node).type === 'Identifier'
      ? [listed(source, node)]
      : [],

  'condition spread': (place) => {
    const beside = (parentOf(place)?.['properties'] as Node[] | undefined) ?? [];
    return place.node.type === 'SpreadElement' && beside.some((one) => WRITE_FIELDS.has(keyOf(one)))
      ? [listed(place.source, place.node)]
      : [];
  },

  'condition of a statement': ({ node, source }) => {
    const condition = (node['arguments'] as Node[] | undefined)?.at(-1);
    if (!condition || !CONDITIONAL_STATEMENTS.has(nameOf(node['callee']))) return [];
    return ((condition['properties'] as Node[] | undefined) ?? []).map((one) => listed(source, one));
  },
};
