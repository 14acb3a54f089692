import { CONDITION_MUTATORS } from './condition-mutators.ts';
import { isText, keyOf, listed, type Mutator, nameOf, over, type Place, parentOf, textOf } from './place.ts';
import type { Node } from './syntax.ts';

const withOperator = (source: string, node: Node, operator: string): string => {
  const [left, right] = [node['left'], node['right']] as [Node, Node];
  const between = source.slice(left.end, right.start).replace(String(node['operator']), () => operator);
  return source.slice(node.start, left.end) + between + source.slice(right.start, node.end);
};

const BRANCHES = new Set(['IfStatement', 'ConditionalExpression']);
const LOOPS = new Set(['WhileStatement', 'ForStatement']);
const COMPARISONS = new Set(['===', '!==', '<', '<=', '>', '>=', 'in', 'instanceof']);

const pairs = (...words: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    words.flatMap((pair) => {
      const [one = '', other = ''] = pair.split(' ');
      return [[one, other] as const, [other, one] as const];
    }),
  );
const BOUNDARIES = pairs('< <=', '> >=');
const ARITHMETIC = pairs('+ -', '* /', '+= -=');
const METHODS = pairs('some every', 'min max');

const isTest = (place: Place): boolean =>
  place.field === 'test' &&
  (BRANCHES.has(parentOf(place)?.type ?? '') || LOOPS.has(parentOf(place)?.type ?? ''));

const isComparison = (node: Node): boolean =>
  (node.type === 'BinaryExpression' && COMPARISONS.has(String(node['operator']))) ||
  (node.type === 'UnaryExpression' && node['operator'] === '!');

/** The innermost statement list around a node, when that is not the body of a function. */
const isEarly = ({ parents }: Place): boolean => {
  const [owner, block] = parents.slice(-2);
  if (block?.type === 'SwitchCase') return true;
  if (block?.type !== 'BlockStatement' || /Function/.test(owner?.type ?? '')) return false;
  // The only statement of a branch goes with the branch: its condition is mutated.
  return owner?.type !== 'IfStatement' || (block['body'] as Node[]).length > 1;
};

const ENDS = new Set(['ReturnStatement', 'ThrowStatement', 'BreakStatement', 'ContinueStatement']);
const STEPS = new Set(['CallExpression', 'SpreadElement', 'ConditionalExpression', 'ObjectExpression']);

/** No other mutator's mutants follow from these: what is subsumed (a negation, for one) is not made. */
export const MUTATORS: Readonly<Record<string, Mutator>> = {
  condition: (place) =>
    !isTest(place)
      ? []
      : over(place.node, ...(LOOPS.has(parentOf(place)?.type ?? '') ? ['false'] : ['true', 'false'])),

  'boolean value': (place) => {
    const parent = parentOf(place);
    const part = isTest(place) || parent?.type === 'LogicalExpression' || parent?.['operator'] === '!';
    return isComparison(place.node) && !part ? over(place.node, 'true', 'false') : [];
  },

  boundary: ({ node, source }) => {
    const other = node.type === 'BinaryExpression' && BOUNDARIES.get(String(node['operator']));
    return other ? over(node, withOperator(source, node, other)) : [];
  },

  logical: ({ node, source }) =>
    node.type === 'LogicalExpression'
      ? over(node, ...[node['left'], node['right']].map((side) => `(${textOf(source, side as Node)})`))
      : [],

  arithmetic: (place) => {
    const { node, source } = place;
    const other = ARITHMETIC.get(String(node['operator']));
    const binary = other && node['left'] && !isText(node['left']) && !isText(node['right']);
    return binary && place.field !== 'update' ? over(node, withOperator(source, node, other)) : [];
  },

  'optional chain': ({ node, source }) => {
    if (node['optional'] !== true || !node.type.endsWith('Expression')) return [];
    const at = source.indexOf('?.', ((node['object'] ?? node['callee']) as Node).end);
    const plain = /[[(]/.test(source[at + 2] ?? '') ? '' : '.';
    return over(node, source.slice(node.start, at) + plain + source.slice(at + 2, node.end));
  },

  statement: ({ node }) =>
    node.type === 'ExpressionStatement' && !('directive' in node && node['directive'] !== null)
      ? over(node, ';')
      : [],

  'early end': (place) => {
    const value = place.node['argument'] as Node | null | undefined;
    // What falls through answers `undefined`, to most callers the same as false.
    const falsy = value?.type === 'Literal' && !value['value'];
    return ENDS.has(place.node.type) && isEarly(place) && !falsy ? over(place.node, ';') : [];
  },

  'boolean literal': (place) => {
    const { node } = place;
    const parent = parentOf(place);
    // DynamoDB Local reads consistently whatever it is told.
    if (typeof node['value'] !== 'boolean' || isTest(place) || (parent && keyOf(parent) === 'ConsistentRead'))
      return [];
    return over(node, String(!node['value']));
  },

  ...CONDITION_MUTATORS,

  element: ({ node, source }) =>
    node.type === 'ArrayExpression'
      ? (node['elements'] as (Node | null)[]).flatMap((one) =>
          one && STEPS.has(one.type) ? [listed(source, one)] : [],
        )
      : [],

  filter: ({ node, source }) => {
    const callee = node['callee'] as Node | undefined;
    return node.type === 'CallExpression' && callee && nameOf(callee['property']) === 'filter'
      ? over(node, textOf(source, callee['object'] as Node))
      : [];
  },

  method: ({ node }) => {
    const property = (node['callee'] as Node | undefined)?.['property'] as Node | undefined;
    const other = node.type === 'CallExpression' ? METHODS.get(nameOf(property)) : undefined;
    return property && other ? over(property, other) : [];
  },
};
