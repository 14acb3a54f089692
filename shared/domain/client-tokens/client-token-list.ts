import { refuseProblems } from '../validation/invalid-parameters.ts';
import {
  isDigits,
  type PageParams,
  type PageQuery,
  pageNumbersOf,
  pageRules,
  type Query,
} from '../validation/page-query.ts';
import type { Rule } from '../validation/rule.ts';
import { fields, oneOf, optional } from '../validation/rules.ts';
import { noLongerThan } from '../validation/value-rules.ts';
import type { ClientToken } from './client-token.ts';

/** Default and most tokens of one page (contract §6.5). */
const TOKENS_PER_PAGE = 20;

/** A token as filters see it. */
export interface ListedToken {
  readonly token: ClientToken;
  /** Its own permits and those of its policies. */
  readonly effective: readonly string[];
  /** Ids of the clubs it is limited to; none for one that is not. */
  readonly clubIds: readonly number[];
}

const FLAGS = ['true', 'false', '1', '0'];
const isTrue = (text: string): boolean => text === 'true' || text === '1';

const bySearch = (sought: string, { name, last4 }: ClientToken): boolean =>
  name.toLowerCase().includes(sought.toLowerCase()) || last4 === sought;

/** Whether a token has the value that was asked for, by query parameter. */
const FILTERS = {
  /** Limited to clubs, and to this one among them; those for every club are `global`. */
  loyalty_club_id: (value, { clubIds }) => clubIds.includes(Number(value)),
  global: (value, { token }) => (token.clubs === null) === isTrue(value),
  internal: (value, { token }) => token.internal === isTrue(value),
  product: (value, { token }) => token.product === value,
  policy: (value, { token }) => token.policies.includes(value),
  permit: (value, { effective }) => effective.includes(value),
  search: (value, { token }) => bySearch(value.trim(), token),
} as const satisfies Record<string, (value: string, listed: ListedToken) => boolean>;

export type TokenFilter = keyof typeof FILTERS;
const FILTER_NAMES = Object.keys(FILTERS) as TokenFilter[];

interface KnownNames {
  readonly permits: readonly string[];
  readonly policies: readonly string[];
}

const filterRules = ({ permits, policies }: KnownNames): Readonly<Record<TokenFilter, Rule>> => ({
  loyalty_club_id: optional(isDigits),
  global: optional(oneOf(FLAGS)),
  internal: optional(oneOf(FLAGS)),
  product: () => [],
  policy: optional(oneOf(policies)),
  permit: optional(oneOf(permits)),
  search: optional(noLongerThan(100)),
});

interface TokenListParams extends PageParams {
  readonly matches: (listed: ListedToken) => boolean;
}

/** @throws LoyaltyError parameters_invalid */
export const tokenListParams = (
  query: PageQuery & Query<TokenFilter>,
  known: KnownNames,
): TokenListParams => {
  refuseProblems(fields({ ...pageRules(TOKENS_PER_PAGE), ...filterRules(known) })(query));
  return {
    ...pageNumbersOf(query, TOKENS_PER_PAGE),
    matches: (listed) =>
      FILTER_NAMES.every((name) => query[name] === undefined || FILTERS[name](query[name], listed)),
  };
};
