/**
 * Which value an expression must have, for a mutant to differ from the original: a test in which it never has that
 * value runs the same with the mutant in place, and need not be repeated. Whatever may have an effect of its own counts
 * as different as soon as it is reached.
 */
import { type Change, nameOf, type Place, textOf } from './place.ts';
import { type Node, walk } from './syntax.ts';

/** `equal` is of the two sides of a comparison, the others of the expression's value. */
type Sight = 'truthy' | 'falsy' | 'nullish' | 'present' | 'equal';

/** The expression to look at, and what must be seen there. */
export interface Observation {
  readonly start: number;
  readonly end: number;
  readonly sees: Sight;
  /** What is compared, for `equal`. */
  readonly sides?: readonly [string, string];
}

const PURE_NODES =
  /^(Identifier|Literal|\w*(Expression|Pattern)|TemplateElement|TemplateLiteral|SpreadElement|Property|TS\w+)$/;
const IMPURE_NODES = new Set([
  'AssignmentExpression',
  'AwaitExpression',
  'ImportExpression',
  'NewExpression',
  'TaggedTemplateExpression',
  'UpdateExpression',
  'YieldExpression',
]);
/** Of the language's own objects. */
const PURE_METHODS =
  /^(at|charAt|concat|endsWith|entries|every|filter|find|findIndex|findLast|flat|flatMap|get|getTime|has|hasOwn|includes|indexOf|is\w*|join|keys|map|match|slice|some|split|startsWith|test|toLowerCase|toString|toUpperCase|trim|values)$/;
/** Functions that are named as questions. */
const QUESTIONS = /^(is|has|are|may|can|must|needs)[A-Z]|[a-z]Is[A-Z]/;
const CONVERSIONS = new Set(['Boolean', 'Number', 'String']);

const hasNoEffect = (node: Node): boolean => {
  for (const { node: part } of walk(node, () => false)) {
    if (IMPURE_NODES.has(part.type) || !PURE_NODES.test(part.type)) return false;
    if (part['operator'] === 'delete') return false;
    if (part.type !== 'CallExpression') continue;
    const callee = part['callee'] as Node;
    const name = nameOf(callee);
    const isPure =
      callee.type === 'MemberExpression'
        ? PURE_METHODS.test(nameOf(callee['property'])) || QUESTIONS.test(nameOf(callee['property']))
        : QUESTIONS.test(name) || CONVERSIONS.has(name);
    if (!isPure) return false;
  }
  return true;
};

const COMPARISONS = new Set(['==', '!=', '===', '!==', '<', '<=', '>', '>=', 'in', 'instanceof']);
const isBoolean = (node: Node): boolean =>
  COMPARISONS.has(String(node['operator'])) || (node.type === 'UnaryExpression' && node['operator'] === '!');

/** Whether only the truth of the value counts. */
const isQuestion = ({ parents, node }: Place): boolean => {
  let at = node;
  for (const parent of parents.toReversed()) {
    if (parent['operator'] === '!' || (parent['test'] === at && parent.type !== 'SwitchCase')) return true;
    if (parent.type !== 'LogicalExpression' || parent['operator'] === '??') return false;
    at = parent;
  }
  return false;
};

const seen = ({ start, end }: Node, sees: Sight): Observation => ({ start, end, sees });

type Logical = '&&' | '||' | '??';
/** The value of the left side with which the right one is evaluated, and the one with which it is not. */
const GOES_ON = { '&&': 'truthy', '||': 'falsy', '??': 'nullish' } as const;
const STOPS = { '&&': 'falsy', '||': 'truthy', '??': 'present' } as const;

const ofLogical = (place: Place, { text }: Change): Observation | undefined => {
  const { node, source } = place;
  const [left, right] = [node['left'], node['right']] as [Node, Node];
  const operator = node['operator'] as Logical;
  if (text !== `(${textOf(source, left)})`)
    return hasNoEffect(left) ? seen(left, STOPS[operator]) : undefined;
  const onlyTruth = isQuestion(place) || (isBoolean(left) && isBoolean(right));
  return operator !== '??' && onlyTruth && hasNoEffect(right)
    ? seen(right, STOPS[operator])
    : seen(left, GOES_ON[operator]);
};

const forced = ({ node }: Place, { text }: Change): Observation | undefined =>
  hasNoEffect(node) ? seen(node, text === 'true' ? 'falsy' : 'truthy') : undefined;

const ofBoundary = ({ node, source }: Place): Observation | undefined => {
  const [left, right] = [node['left'], node['right']] as [Node, Node];
  const sides = [textOf(source, left), textOf(source, right)] as const;
  return hasNoEffect(node) ? { ...seen(node, 'equal'), sides } : undefined;
};

/** By mutator. */
const OBSERVATIONS: Readonly<Record<string, (place: Place, change: Change) => Observation | undefined>> = {
  condition: forced,
  'boolean value': forced,
  logical: ofLogical,
  boundary: ofBoundary,
  'optional chain': ({ node }) =>
    node.type === 'MemberExpression' ? seen(node['object'] as Node, 'nullish') : undefined,
};

/** @returns nothing when to reach the mutant is all that can be seen of it */
export const observationOf = (mutator: string, place: Place, change: Change): Observation | undefined =>
  OBSERVATIONS[mutator]?.(place, change);

declare global {
  /** Takes down what is seen of a value, and answers the value. */
  var __seen: (<T>(at: string, value: T) => T) | undefined;
  var __compared: ((at: string, left: any, right: any) => void) | undefined;
}

/** A bit each. */
const SIGHTS: readonly Sight[] = ['truthy', 'falsy', 'nullish', 'present', 'equal'];
const [TRUTHY = 0, FALSY = 0, NULLISH = 0, PRESENT = 0, EQUAL = 0] = SIGHTS.map((_, place) => 1 << place);
const EMPTY = FALSY | NULLISH;
const FALSE = FALSY | PRESENT;
const TRUE = TRUTHY | PRESENT;

/** What was seen, by place; loops pass here millions of times. */
const seenAt = new Map<string, number>();

const note = (at: string, sights: number): void => {
  seenAt.set(at, (seenAt.get(at) ?? 0) | sights);
};

/** For processes that note what they reach. */
export const installObservers = (): void => {
  globalThis.__reached ??= new Set();
  globalThis.__seen = (at, value) => {
    note(at, value === null || value === undefined ? EMPTY : value ? TRUE : FALSE);
    return value;
  };
  globalThis.__compared = (at, left, right) => {
    if (!(left < right) && !(left > right)) note(at, EQUAL);
  };
};

/** The probes reached since the last call. */
export const takeReached = (): string[] => {
  const passages = [...(globalThis.__reached ?? [])];
  const observations = [...seenAt].flatMap(([at, sights]) =>
    SIGHTS.filter((_, place) => sights & (1 << place)).map((sight) => `${at} ${sight}`),
  );
  globalThis.__reached?.clear();
  seenAt.clear();
  return [...passages, ...observations];
};

/** The code around an observed expression. */
export const observed = (at: string, { sides }: Observation): [string, string] =>
  sides
    ? [`(globalThis.__compared?.('${at}', (${sides[0]}), (${sides[1]})), (`, '))']
    : [`(globalThis.__seen ?? ((_, v) => v))('${at}', (`, '))'];
