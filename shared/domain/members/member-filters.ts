import type { Club } from '../clubs/club.ts';
import { ownValue } from '../member-schema/json-value.ts';
import type { Identifier } from '../member-schema/schema.ts';
import { IDENTIFIER_FORMS } from './identifier-forms.ts';
import { identifiersOf, type Member } from './member.ts';
import { productScope } from './product-scope.ts';

/** Values by property: any of one property's values, and all of the properties (contract §6.1). */
export type MemberFilters = ReadonlyMap<string, readonly string[]>;

const isIdentifier = (name: string): name is Identifier => Object.hasOwn(IDENTIFIER_FORMS, name);

/** The properties of a filter that the club has not enabled, or that the product does not see. */
export const invalidFilters = (club: Club, product: string, filters: MemberFilters): string[] => {
  const enabled = club.filterable_properties ?? [];
  const scope = productScope(club, product) ?? enabled;
  return [...filters.keys()].filter((name) => !enabled.includes(name) || !scope.includes(name));
};

/** The filters with every form that a typed identifier may be stored in (contract §1.6). */
export const readFilters = ({ country }: Pick<Club, 'country'>, filters: MemberFilters): MemberFilters =>
  new Map(
    [...filters].map(([name, values]) => [
      name,
      isIdentifier(name) ? values.flatMap((value) => IDENTIFIER_FORMS[name].meant(value, country)) : values,
    ]),
  );

/** The values of a filtered identifier: their claims lead to the members without a search. */
export const filterIdentifiers = (
  filters: MemberFilters,
): readonly { readonly identifier: Identifier; readonly value: string }[] | undefined => {
  const identifier = [...filters.keys()].find(isIdentifier);
  if (identifier === undefined) return undefined;
  return (filters.get(identifier) ?? []).map((value) => ({ identifier, value }));
};

/** Query values are text: a number or a boolean matches as JSON writes it, a list when it holds the value. */
const asTexts = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(asTexts);
  return ['string', 'number', 'boolean'].includes(typeof value) ? [String(value)] : [];
};

const holds = (member: Member, name: string, wanted: readonly string[]): boolean => {
  if (!isIdentifier(name))
    return asTexts(ownValue(member.properties, name)).some((text) => wanted.includes(text));
  const own = identifiersOf(member.properties)[name];
  return own !== undefined && wanted.includes(own);
};

/** @param filters as `readFilters` makes them */
export const matchesFilters = (member: Member, filters: MemberFilters): boolean =>
  [...filters].every(([name, wanted]) => holds(member, name, wanted));
