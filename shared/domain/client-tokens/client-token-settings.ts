import type { Club } from '../clubs/club.ts';
import { type Problem, problem } from '../validation/problem.ts';
import { valueAt } from '../validation/rules.ts';
import type { ClientToken, ClientTokenSettings } from './client-token.ts';
import type { GrantContext } from './client-token-payload.ts';

const distinct = <T>(values: unknown): readonly T[] => [...new Set(values as T[])];

/** The sent value, or the default where the key is absent. `null` counts as sent. */
const sent = <T>(payload: unknown, key: string, otherwise: T, read: (value: unknown) => T): T => {
  const value = valueAt(payload, key);
  return value === undefined ? otherwise : read(value);
};

const names = (value: unknown): readonly string[] => distinct(value ?? []);
const limits = (value: unknown): readonly string[] | null => (value === null ? null : distinct(value));
const trimmed = (value: unknown): string => String(value).toWellFormed().trim();

/**
 * The settings after a payload that keeps the rules: what it leaves out stays as it was.
 * @param before the stored settings, or those of a new token
 */
export const settingsAfter = (
  payload: unknown,
  before: ClientTokenSettings,
  clubs: GrantContext['clubs'],
): ClientTokenSettings => {
  const slugs = (value: unknown): readonly string[] | null =>
    value === null ? null : distinct<number>(value).flatMap((id) => clubs.get(id) ?? []);
  return {
    name: sent(payload, 'name', before.name, trimmed),
    permits: sent(payload, 'permits', before.permits, names),
    policies: sent(payload, 'policies', before.policies, names),
    clubs: sent(payload, 'loyalty_club_ids', before.clubs, slugs),
    customers: sent(payload, 'customers', before.customers, limits),
    product: sent(payload, 'product', before.product, (value) => value as string | null),
    internal: sent(payload, 'internal', before.internal, (value) => value === true),
  };
};

/** Names in a list that was sent, whatever else it holds: the permits that they need are checked before they are validated. */
export const namesIn = (
  payload: unknown,
  key: 'permits' | 'policies',
  otherwise: readonly string[],
): readonly string[] => {
  const value = valueAt(payload, key);
  if (value === undefined) return otherwise;
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
};

/** A new token before anything is said of it: within its granter's limits, and good for nothing. */
export const newSettings = ({ customers, product }: ClientToken): ClientTokenSettings => ({
  name: '',
  permits: [],
  policies: [],
  clubs: [],
  customers,
  product,
  internal: false,
});

/** Whether an update sends a limit of clubs or product: stored limits are not validated again. */
export const changesLimits = (payload: unknown): boolean =>
  ['product', 'loyalty_club_ids'].some((key) => valueAt(payload, key) !== undefined);

/** A product must be known where the token is to name it: in each of its clubs, or in any when it has them all. */
export const productProblems = (
  { product, clubs }: Pick<ClientTokenSettings, 'product' | 'clubs'>,
  named: readonly Pick<Club, 'slug' | 'products'>[],
): readonly Problem[] => {
  if (product === null) return [];
  const having = named.filter(({ products }) => Object.hasOwn(products, product));
  const isKnown = clubs === null ? having.length > 0 : having.length === named.length;
  if (isKnown) return [];
  const offered = new Set(named.flatMap(({ products }) => Object.keys(products)));
  const isCommon = (name: string) => named.every(({ products }) => Object.hasOwn(products, name));
  const usable = [...offered].filter((name) => clubs === null || isCommon(name));
  return [problem('inclusion', product, { in: usable }, ['product'])];
};
