import type { ConditionGroup } from '#shared/vocabulary.ts';
import type { Club } from '../clubs/club.ts';
import { ownValue } from '../member-schema/json-value.ts';
import type { Identifier } from '../member-schema/schema.ts';
import { IDENTIFIER_FORMS } from '../members/identifier-forms.ts';
import type { Member } from '../members/member.ts';
import type { Condition, MEMBER_FIELDS } from './audience.ts';
import { OPERATORS } from './condition-operators.ts';
import { conditionValue } from './condition-values.ts';

/** What a condition can ask about the member itself. */
const OWN_FIELDS: Readonly<Record<(typeof MEMBER_FIELDS)[number], (member: Member) => unknown>> = {
  id: ({ id }) => id,
  sms_status: ({ statuses }) => statuses.sms,
  email_status: ({ statuses }) => statuses.email,
  push_status: ({ statuses }) => statuses.push,
  optin_channel: ({ optin_channel }) => optin_channel,
  optin_subchannel: ({ optin_subchannel }) => optin_subchannel,
  updated_channel: ({ changed }) => changed?.product,
  updated_subchannel: ({ changed }) => changed?.subproduct,
  created_at: ({ created_at }) => created_at,
};

const ownField = (field: string): ((member: Member) => unknown) =>
  Object.hasOwn(OWN_FIELDS, field) ? OWN_FIELDS[field as keyof typeof OWN_FIELDS] : () => undefined;

/** Where the fields of each group are found; a consent that was never answered has no value. */
const GROUPS: Readonly<Record<ConditionGroup, (field: string) => (member: Member) => unknown>> = {
  member_properties:
    (field) =>
    ({ properties }) =>
      ownValue(properties, field),
  consents:
    (field) =>
    ({ consents }) =>
      Object.hasOwn(consents, field) ? consents[field]?.status : undefined,
  member: ownField,
};

/** Identifiers are equal when they are the same address, however they are typed. */
const formsOf = ({ condition_group, field }: Condition) =>
  condition_group === 'member_properties' && Object.hasOwn(IDENTIFIER_FORMS, field)
    ? IDENTIFIER_FORMS[field as Identifier]
    : undefined;

/** The values that a field has: the elements of a list, one otherwise, none where there is nothing. */
const valuesOf = (value: unknown): readonly unknown[] => {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
};

const holds = (
  condition: Condition,
  { timezone, country }: Pick<Club, 'timezone' | 'country'>,
): ((member: Member) => boolean) => {
  const fieldOf = GROUPS[condition.condition_group](condition.field);
  const operator = OPERATORS[condition.operator];
  const forms = formsOf(condition);
  const wanted = valuesOf(condition.value).map((value) =>
    conditionValue(value, condition.type, timezone, forms && ((text) => forms.meant(text, country))),
  );
  return (member) => operator.holds(valuesOf(fieldOf(member)), wanted);
};

/**
 * Whether members belong to an audience: all its conditions hold (contract §5.5). Own properties only.
 * @param conditions valid ones; they are read once for all members
 */
export const audienceMatcher = (
  conditions: readonly Condition[],
  club: Pick<Club, 'timezone' | 'country'>,
): ((member: Member) => boolean) => {
  const all = conditions.map((condition) => holds(condition, club));
  return (member) => all.every((one) => one(member));
};
