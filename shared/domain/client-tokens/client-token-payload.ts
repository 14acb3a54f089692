import { refuseProblems } from '../validation/invalid-parameters.ts';
import { everyElement, listOfScalars } from '../validation/list-rules.ts';
import { type Options, problem } from '../validation/problem.ts';
import { type Rule, schemaOf, withSchema } from '../validation/rule.ts';
import {
  asObject,
  each,
  fields,
  isObject,
  notNullIfPresent,
  optional,
  record,
  required,
  ruleThat,
  sequence,
  unlessLeftOut,
  valueAt,
} from '../validation/rules.ts';
import {
  isFlag,
  isInteger,
  isText,
  line,
  noLongerThan,
  notBlank,
  type Scalar,
} from '../validation/value-rules.ts';
import type { ClientToken } from './client-token.ts';

/** What can be granted at all, and by whom. */
export interface GrantContext {
  readonly token: Pick<ClientToken, 'clubs' | 'customers' | 'product' | 'internal'>;
  /** Names of everything there is. */
  readonly permits: readonly string[];
  readonly policies: readonly string[];
  /** Slugs by id, of the clubs that the caller's token reaches. */
  readonly clubs: ReadonlyMap<number, string>;
}

const MAX_NAME = 100;
const MAX_WORD = 64;
const MAX_ELEMENTS = 1000;
const MAX_LISTED = 50;

const list = (type: Scalar, rule: Rule): Rule =>
  sequence(listOfScalars({ max: MAX_ELEMENTS }, [type]), everyElement(rule));

/** What would have been right, as far as a reply with hundreds of problems has room for it. */
const allowed = (own: readonly unknown[]): Options => (own.length <= MAX_LISTED ? { in: own } : {});

const oneOfOwn = (own: readonly unknown[]): Rule =>
  ruleThat((value) => own.includes(value), 'inclusion', allowed(own));

/** `null` is no limit, which only a caller without a limit can grant. */
const limit = (own: readonly unknown[] | null, rule: Rule): Rule =>
  withSchema(
    () => schemaOf(rule),
    (value) => {
      if (value !== null) return rule(value);
      return own === null ? [] : [problem('inclusion', null, allowed(own))];
    },
  );

/** A club that is not there and one that is out of reach are the same to the caller. */
const isClub = ({ token, clubs }: GrantContext): Rule =>
  token.clubs === null ? ruleThat((id) => clubs.has(Number(id)), 'inclusion') : oneOfOwn([...clubs.keys()]);

const within = (own: readonly string[] | null): Rule =>
  own === null ? line(MAX_WORD) : sequence(isText, oneOfOwn(own));

const isInternal =
  ({ token }: GrantContext): Rule =>
  (value) =>
    value && !token.internal ? [problem('inclusion', value, { in: [false] })] : [];

/** A name that there is. The document does not list them: a token keeps names that a later release has no more. */
const isKnown = (names: readonly string[]): Rule =>
  ruleThat((value) => names.some((name) => name === value), 'inclusion', { in: names });

/** Leaving a limit out must not remove it: `undefined` keeps it, `null` asks for none. */
const settingRules = (context: GrantContext): Readonly<Record<string, Rule>> => {
  const { clubs, customers, product } = context.token;
  const ownProducts = product === null ? null : [product];
  return {
    permits: optional(list('string', isKnown(context.permits))),
    policies: optional(list('string', isKnown(context.policies))),
    loyalty_club_ids: limit(
      clubs && [...context.clubs.keys()],
      list('number', sequence(isInteger, isClub(context))),
    ),
    customers: unlessLeftOut(limit(customers, list('string', within(customers)))),
    product: unlessLeftOut(limit(ownProducts, within(ownProducts))),
    internal: optional(sequence(isFlag, isInternal(context))),
  };
};

const clubsAreGiven: Rule = (payload) =>
  valueAt(payload, 'loyalty_club_ids') === undefined
    ? [problem('presence', null, {}, ['loyalty_club_ids'])]
    : [];

/** Creation requires the list of clubs: an omitted key must not grant every club (contract §6.5). */
export const isTokenCreation = (context: GrantContext): Rule => {
  const { loyalty_club_ids, ...rules } = settingRules(context);
  return sequence(
    isObject,
    each(
      fields({ name: required(line(MAX_NAME)), ...rules }),
      sequence(clubsAreGiven, fields({ loyalty_club_ids: loyalty_club_ids as Rule })),
    ),
  );
};

export const isTokenUpdate = (context: GrantContext): Rule => {
  const { loyalty_club_ids, ...rules } = settingRules(context);
  return sequence(
    isObject,
    fields({
      name: notNullIfPresent(line(MAX_NAME)),
      ...rules,
      loyalty_club_ids: unlessLeftOut(loyalty_club_ids as Rule),
    }),
  );
};

/** A caller without limits. */
export const ANY_GRANT: GrantContext = {
  token: { clubs: null, customers: null, product: null, internal: true },
  permits: [],
  policies: [],
  clubs: new Map(),
};

/** Keys of a valid payload without an effect (contract §1.5). */
export const unusedTokenKeys = (payload: unknown): readonly string[] => {
  const known = ['name', ...Object.keys(settingRules(ANY_GRANT))];
  return Object.keys(asObject(payload)).filter((key) => !known.includes(key));
};

export const isTokenSearch = record({ token: required(sequence(isText, notBlank, noLongerThan(128))) });

/** @returns the token, or its id, that is looked for @throws LoyaltyError parameters_invalid */
export const tokenToFind = (body: unknown): string => {
  refuseProblems(isTokenSearch(body));
  return String(valueAt(body, 'token'));
};
