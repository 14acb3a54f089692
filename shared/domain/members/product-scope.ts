import type { Club } from '../clubs/club.ts';
import { configuredIdentifiers, propertyOrder } from '../member-schema/common-properties.ts';
import type { MemberSchema } from '../member-schema/schema.ts';
import { echoedText } from '../validation/echo.ts';
import type { Properties } from './member.ts';
import type { MemberError, MemberErrors, PropertyErrors } from './member-errors.ts';

/** The properties that a product may write and see, in the order of replies (contract §2.20). */
export type ProductScope = readonly string[];

/** @returns nothing where no properties are listed: such a product has all */
export const scopeOfList = (
  schema: MemberSchema,
  listed: readonly string[] = [],
): ProductScope | undefined => {
  if (listed.length === 0) return undefined;
  const always: readonly string[] = [...configuredIdentifiers(schema), 'language'];
  const unlisted = propertyOrder(schema).filter((name) => always.includes(name));
  return [...new Set([...listed, ...unlisted])];
};

export const productScope = (
  { products, member_schema }: Pick<Club, 'products' | 'member_schema'>,
  product: string,
): ProductScope | undefined =>
  scopeOfList(member_schema, Object.hasOwn(products, product) ? products[product]?.properties : undefined);

/** The properties of a member that are in scope, in its order. */
export const propertiesInScope = (properties: Properties, scope: ProductScope | undefined): Properties => {
  if (!scope) return properties;
  const shown = scope.filter((name) => Object.hasOwn(properties, name));
  return Object.fromEntries(shown.map((name) => [name, properties[name]]));
};

/** What was sent, and the names among it that the product may not write. */
export const splitByScope = (
  sent: Properties,
  scope: ProductScope | undefined,
): { readonly inScope: Properties; readonly beyond: readonly string[] } => {
  const beyond = scope ? Object.keys(sent).filter((name) => !scope.includes(name)) : [];
  const inScope = Object.entries(sent).filter(([name]) => !beyond.includes(name));
  return { inScope: beyond.length === 0 ? sent : Object.fromEntries(inScope), beyond };
};

/** Values of properties that the product does not see stay out of its errors (threat T43). */
const withoutValue = ({ value: _, ...error }: MemberError): MemberError => error as MemberError;

const concealed = (
  errors: readonly (readonly [string, readonly MemberError[]])[],
  seen: ReadonlySet<string>,
): (readonly [string, MemberError[]])[] =>
  errors.map(([name, found]) => [name, found.map((error) => (seen.has(name) ? error : withoutValue(error)))]);

const outOfScope = (name: string): [string, MemberError[]] => [
  name,
  [{ error: 'contained_undefined_properties', properties: name, property: name }],
];

/** The errors as the product sees them: what it may not write is undefined, whatever else is wrong with it. */
export const errorsInScope = (
  errors: MemberErrors,
  beyond: readonly string[],
  { schema, scope }: { readonly schema: MemberSchema; readonly scope?: ProductScope | undefined },
): MemberErrors => {
  if (!scope) return errors;
  const { properties, ...attributes } = errors;
  // Errors name properties as they repeat them.
  const [shown, refused] = [new Set(scope.map(echoedText)), beyond.map(echoedText)];
  const others = (found: PropertyErrors = {}) =>
    concealed(
      Object.entries(found).filter(([name]) => !refused.includes(name)),
      shown,
    );
  const byName = new Map([...others(properties?.[0].error), ...refused.map(outOfScope)]);
  const names = new Set([...propertyOrder(schema).map(echoedText), ...byName.keys()]);
  const found = [...names].flatMap((name) => {
    const own = byName.get(name);
    return own ? [[name, own] as const] : [];
  });
  return {
    ...Object.fromEntries(others(attributes as PropertyErrors)),
    ...(found.length > 0 && { properties: [{ error: Object.fromEntries(found) }] as const }),
  };
};
