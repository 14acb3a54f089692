import { LoyaltyError } from '#shared/errors.ts';
import { echoed } from './echo.ts';
import { messageOf, type Options, type Problem } from './problem.ts';

/** A leaf of the tree (contract §1.8). */
export interface LeafErrors {
  readonly value: unknown;
  readonly error: string;
  readonly options: Options;
  readonly message: string;
}

/** Mirrors the request; array elements are under their index. */
export interface ErrorTree {
  [key: string]: LeafErrors[] | ErrorTree;
}

/** A reply has an end, whatever was sent: later problems show when the first ones are gone. */
const MAX_LEAVES = 500;

const leafOf = (problem: Problem): LeafErrors => ({
  value: echoed(problem.value) ?? null,
  error: problem.error,
  options: problem.options,
  message: messageOf(problem),
});

/** What is wrong with a whole makes room, under `base`, for what is wrong inside it. */
const addTo = (tree: ErrorTree, [key = 'base', ...rest]: readonly string[], leaf: LeafErrors): void => {
  const there = tree[key] ?? [];
  if (rest.length === 0 && Array.isArray(there)) {
    tree[key] = [...there, leaf];
    return;
  }
  const whole: ErrorTree = Array.isArray(there) && there.length > 0 ? { base: there } : {};
  const inside = Array.isArray(there) ? whole : there;
  tree[key] = inside;
  addTo(inside, rest, leaf);
};

/** Problems as the tree of contract §1.8; what concerns an object as a whole is under `base`. */
export const errorTreeOf = (problems: readonly Problem[]): ErrorTree => {
  const tree: ErrorTree = {};
  for (const one of problems.slice(0, MAX_LEAVES)) addTo(tree, one.path.map(String), leafOf(one));
  return tree;
};

/** @throws LoyaltyError parameters_invalid when there is a problem */
export const refuseProblems = (problems: readonly Problem[]): void => {
  if (problems.length > 0) throw new LoyaltyError('parameters_invalid', { details: errorTreeOf(problems) });
};

/** @throws LoyaltyError parameters_invalid */
export const refuse = (one: Problem): never => {
  throw new LoyaltyError('parameters_invalid', { details: errorTreeOf([one]) });
};
