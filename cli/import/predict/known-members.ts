import type { Identifier } from '#shared/domain/member-schema/schema.ts';
import { IDENTIFIER_FORMS } from '#shared/domain/members/identifier-forms.ts';
import { identifiersOf, type Properties } from '#shared/domain/members/member.ts';
import { canonicalMsisdn, formsBeforeCountry } from '#shared/domain/members/phone-number.ts';

/** A member as it is before the next row: of the club, or made by a row before. */
export interface KnownMember {
  /** Absent for one that a row would make. */
  readonly id?: number;
  properties: Properties;
}

export const IDENTIFIERS: readonly Identifier[] = ['email', 'msisdn'];

const nameOf = (identifier: Identifier, value: string): string => `${identifier} ${value}`;

/** The values of an identifier under which a row's member may be stored, in the order to look (contract §1.6). */
export const valuesMeant = (
  properties: Properties,
  identifier: Identifier,
  country: string | undefined,
): readonly string[] => {
  const value = properties[identifier];
  return typeof value === 'string' ? IDENTIFIER_FORMS[identifier].meant(value, country) : [];
};

/** The forms in which another member may have a row's number from before the club had a country (contract §1.6). */
export const numbersBefore = (properties: Properties, country: string | undefined): readonly string[] => {
  const typed = properties['msisdn'];
  const msisdn = typeof typed === 'string' ? canonicalMsisdn(typed, country) : undefined;
  return msisdn === undefined ? [] : formsBeforeCountry(String(typed), msisdn, country);
};

/** The values of an identifier that decide about a row. */
export const decidingValues = (
  properties: Properties,
  identifier: Identifier,
  country: string | undefined,
): readonly string[] => [
  ...valuesMeant(properties, identifier, country),
  ...(identifier === 'msisdn' ? numbersBefore(properties, country) : []),
];

/** Members by what rows name them by. */
export const openKnownMembers = () => {
  const byName = new Map<string, KnownMember>();
  const byId = new Map<number, KnownMember>();

  const namesOf = ({ properties }: KnownMember): string[] => {
    const own = identifiersOf(properties);
    return IDENTIFIERS.flatMap((identifier) => {
      const value = own[identifier];
      return value === undefined ? [] : [nameOf(identifier, value)];
    });
  };

  const forget = (member: KnownMember): void => {
    for (const name of namesOf(member)) if (byName.get(name) === member) byName.delete(name);
  };

  const add = (member: KnownMember): void => {
    for (const name of namesOf(member)) byName.set(name, member);
    if (member.id !== undefined) byId.set(member.id, member);
  };

  return {
    add,
    has: (id: number): boolean => byId.has(id),
    byId: (id: number): KnownMember | undefined => byId.get(id),
    named: (identifier: Identifier, value: string): KnownMember | undefined =>
      byName.get(nameOf(identifier, value)),
    change(member: KnownMember, properties: Properties): void {
      forget(member);
      member.properties = properties;
      add(member);
    },
    /** Of the identifiers of changed properties, those that other members have. */
    takenBy: (member: KnownMember | undefined, properties: Properties): Identifier[] => {
      const wanted = identifiersOf(properties);
      return IDENTIFIERS.filter((identifier) => {
        const value = wanted[identifier];
        const holder = value === undefined ? undefined : byName.get(nameOf(identifier, value));
        return holder !== undefined && holder !== member;
      });
    },
    /** Forgets all members but those that later rows may name. */
    keepOnly(mayReturn: (member: KnownMember) => boolean): void {
      for (const member of new Set([...byName.values(), ...byId.values()])) {
        if (mayReturn(member)) continue;
        forget(member);
        if (member.id !== undefined) byId.delete(member.id);
      }
    },
  };
};

export type KnownMembers = ReturnType<typeof openKnownMembers>;
