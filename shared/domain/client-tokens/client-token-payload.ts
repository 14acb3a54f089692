import { refuseProblems } from '../validation/invalid-parameters.ts';
import { type Options, problem } from '../validation/problem.ts';
import {
  each,
  everyElement,
  fields,
  inOrder,
  isAnObject,
  isFlag,
  isInteger,
  isText,
  kept,
  line,
  listOfScalars,
  must,
  noLongerThan,
  notBlank,
  oneOf,
  optional,
  type Rule,
  required,
  type Scalar,
  valueAt,
} from '../validation/rules.ts';
import type { ClientToken } from './client-token.ts';

/** What can be granted at all, and by whom. */
export interface GrantContext {
  readonly granter: ClientToken;
  /** Names of everything there is. */
  readonly permits: readonly string[];
  readonly policies: readonly string[];
  /** Slugs by id, of the clubs that the granter reaches. */
  readonly clubs: ReadonlyMap<number, string>;
}

const MAX_NAME = 100;
const MAX_WORD = 64;
const MAX_ELEMENTS = 1000;
const MAX_TOLD = 50;

const list = (type: Scalar, rule: Rule): Rule =>
  inOrder(listOfScalars({ max: MAX_ELEMENTS }, [type]), everyElement(rule));

/** What would have been right, as far as a reply with hundreds of problems has room for it. */
const allowed = (own: readonly unknown[]): Options => (own.length <= MAX_TOLD ? { in: own } : {});

const oneOfOwn = (own: readonly unknown[]): Rule =>
  must((value) => own.includes(value), 'inclusion', allowed(own));

/** `null` is no limit, which only somebody without a limit can give. */
const limit =
  (own: readonly unknown[] | null, rule: Rule): Rule =>
  (value) => {
    if (value !== null) return rule(value);
    return own === null ? [] : [problem('inclusion', null, allowed(own))];
  };

/** A club that is not there and one that is out of reach are the same to the granter. */
const isClub = ({ granter, clubs }: GrantContext): Rule =>
  granter.clubs === null ? must((id) => clubs.has(Number(id)), 'inclusion') : oneOfOwn([...clubs.keys()]);

const within = (own: readonly string[] | null): Rule =>
  own === null ? line(MAX_WORD) : inOrder(isText, oneOfOwn(own));

const isInternal =
  ({ granter }: GrantContext): Rule =>
  (value) =>
    value && !granter.internal ? [problem('inclusion', value, { in: [false] })] : [];

/** Leaving a limit out must not remove it: `undefined` is the presence of its default, `null` is a wish. */
const unlessLeftOut =
  (rule: Rule): Rule =>
  (value) =>
    value === undefined ? [] : rule(value);

const settingRules = (context: GrantContext): Readonly<Record<string, Rule>> => {
  const { clubs, customers, product } = context.granter;
  const ownProducts = product === null ? null : [product];
  return {
    permits: optional(list('string', oneOf(context.permits))),
    policies: optional(list('string', oneOf(context.policies))),
    loyalty_club_ids: limit(
      clubs && [...context.clubs.keys()],
      list('number', inOrder(isInteger, isClub(context))),
    ),
    customers: unlessLeftOut(limit(customers, list('string', within(customers)))),
    product: unlessLeftOut(limit(ownProducts, within(ownProducts))),
    internal: optional(inOrder(isFlag, isInternal(context))),
  };
};

const clubsAreSaid: Rule = (payload) =>
  valueAt(payload, 'loyalty_club_ids') === undefined
    ? [problem('presence', null, {}, ['loyalty_club_ids'])]
    : [];

/** Creation says explicitly which clubs: every club must not be what somebody forgot to write (contract §6.5). */
export const isTokenCreation = (context: GrantContext): Rule => {
  const { loyalty_club_ids, ...rules } = settingRules(context);
  return inOrder(
    isAnObject,
    each(
      fields({ name: required(line(MAX_NAME)), ...rules }),
      inOrder(clubsAreSaid, fields({ loyalty_club_ids: loyalty_club_ids as Rule })),
    ),
  );
};

export const isTokenUpdate = (context: GrantContext): Rule => {
  const { loyalty_club_ids, ...rules } = settingRules(context);
  return inOrder(
    isAnObject,
    fields({
      name: kept(line(MAX_NAME)),
      ...rules,
      loyalty_club_ids: unlessLeftOut(loyalty_club_ids as Rule),
    }),
  );
};

/** @returns the token, or its id, that is looked for @throws LoyaltyError parameters_invalid */
export const tokenSought = (body: unknown): string => {
  refuseProblems(fields({ token: required(inOrder(isText, notBlank, noLongerThan(128))) })(body));
  return String(valueAt(body, 'token'));
};
