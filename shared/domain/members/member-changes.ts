import type { Channel } from '#shared/vocabulary.ts';
import type { ChangeOrigin } from './change-origin.ts';
import { withoutEvidence } from './consents.ts';
import { type Member, same } from './member.ts';
import type { ProductScope } from './product-scope.ts';

/** What a committed change did to the item of a member. */
export type MemberTransition =
  | { readonly type: 'created'; readonly member: Member }
  | { readonly type: 'changed'; readonly before: Member; readonly member: Member }
  | {
      readonly type: 'destroyed';
      readonly before: Member;
      readonly opt_out: readonly ('email' | 'sms')[];
      /** UTC ISO 8601 with milliseconds. */
      readonly deleted_at: string;
      /** Where the removal came from; `null` for members that an earlier release removed. */
      readonly changed: ChangeOrigin | null;
    };

/** A value before and after a change: `was` is absent where there was none, `is` where there is none any more. */
interface FieldChange {
  readonly was?: unknown;
  readonly is?: unknown;
}

/**
 * What differs between two states of a member, by name: `msisdn`, `email`, `sms_status`, `email_status`, `push_status`,
 * `optin_channel`, `optin_subchannel`, `properties.<name>` and `consents.<slug>` (`{status, updated_at, version?}`).
 */
export type MemberChanges = Readonly<Record<string, FieldChange>>;

const STATUS_NAMES = {
  sms: 'sms_status',
  email: 'email_status',
  push: 'push_status',
} as const satisfies Record<Channel, string>;

/** Properties that have a name of their own. */
const IDENTIFIERS: readonly string[] = ['email', 'msisdn'];

const PROPERTIES = 'properties.';

const propertyName = (name: string): string => (IDENTIFIERS.includes(name) ? name : `${PROPERTIES}${name}`);

/** The property that a name of `MemberChanges` is about; nothing where it is about another field. */
const propertyOf = (name: string): string | undefined => {
  if (IDENTIFIERS.includes(name)) return name;
  return name.startsWith(PROPERTIES) ? name.slice(PROPERTIES.length) : undefined;
};

const prefixed = (values: Readonly<Record<string, unknown>>, nameOf: (name: string) => string) =>
  Object.entries(values).map(([name, value]) => [nameOf(name), value] as const);

/** Everything that is compared, by name, as it is stored; an absent value has no entry. */
const fieldsOf = (member: Member | undefined): ReadonlyMap<string, unknown> => {
  if (!member) return new Map();
  const { properties, consents, statuses, optin_channel, optin_subchannel } = member;
  const own = Object.entries({ optin_channel, optin_subchannel }).filter(([, value]) => value !== null);
  return new Map([
    ...prefixed(properties, propertyName),
    ...prefixed(statuses, (channel) => STATUS_NAMES[channel as Channel]),
    ...own,
    ...prefixed(withoutEvidence(consents), (slug) => `consents.${slug}`),
  ]);
};

/**
 * The difference of two states of a member; a member that is not there has no values. Empty when only what callers do
 * not see has changed, such as devices and sessions.
 */
const differenceOf = (before: Member | undefined, after: Member | undefined): MemberChanges => {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...was.keys(), ...is.keys()])];
  const changed = names.filter(
    (name) => was.has(name) !== is.has(name) || !same(was.get(name), is.get(name)),
  );
  return Object.fromEntries(
    changed.map((name) => [
      name,
      { ...(was.has(name) && { was: was.get(name) }), ...(is.has(name) && { is: is.get(name) }) },
    ]),
  );
};

/** Of a created member everything that it has, of a destroyed one nothing: its data are to be erased. */
export const memberChanges = (transition: MemberTransition): MemberChanges => {
  switch (transition.type) {
    case 'created':
      return differenceOf(undefined, transition.member);
    case 'changed':
      return differenceOf(transition.before, transition.member);
    case 'destroyed':
      return {};
  }
};

/** @returns only what the scope shows: a property is in it, or hidden (threat T43) */
export const changesInScope = <T>(
  changes: Readonly<Record<string, T>>,
  scope: ProductScope | undefined,
): Readonly<Record<string, T>> => {
  if (!scope) return changes;
  const entries = Object.entries(changes).filter(([name]) => {
    const property = propertyOf(name);
    return property === undefined || scope.includes(property);
  });
  return Object.fromEntries(entries);
};
