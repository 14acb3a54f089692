import {
  CONDITION_GROUPS,
  CONDITION_TYPES,
  type ConditionGroup,
  type ConditionType,
} from '#shared/vocabulary.ts';
import { propertyNameCheck } from '../member-schema/known-properties.ts';
import type { MemberSchema } from '../member-schema/schema.ts';
import { listOfObjects } from '../validation/list-rules.ts';
import { problem } from '../validation/problem.ts';
import type { Rule } from '../validation/rule.ts';
import {
  each,
  excludes,
  fields,
  isAbsent,
  oneOf,
  optional,
  reading,
  record,
  required,
  ruleThat,
  sequence,
  valueAt,
  variants,
} from '../validation/rules.ts';
import { isId, isText, noLongerThan, notBlank } from '../validation/value-rules.ts';
import { OPERATORS, type Operator, VALUE_RULES } from './condition-operators.ts';
import { fitsItem, MAX_PACKED_BYTES } from './packed.ts';

/** A condition over members; all conditions of an audience must hold (contract §5.5). */
export interface Condition {
  readonly condition_group: ConditionGroup;
  readonly field: string;
  readonly operator: Operator;
  readonly type?: ConditionType;
  readonly value?: unknown;
}

/** Members that a sending goes to; never changed once stored. */
export interface Audience {
  readonly id: number;
  readonly conditions: readonly Condition[];
  readonly created_at: string;
}

const MAX_CONDITIONS = 100;

const isStorable = ruleThat((value) => fitsItem(value, 1_000_000), 'size_too_large', {
  number: MAX_PACKED_BYTES,
  unit: 'bytes',
});

/** What can be asked about the member itself, besides its properties and consents. */
export const MEMBER_FIELDS = [
  'id',
  'sms_status',
  'email_status',
  'push_status',
  'optin_channel',
  'optin_subchannel',
  'updated_channel',
  'updated_subchannel',
  'created_at',
] as const;

const property = (schema: MemberSchema): Rule => {
  const check = propertyNameCheck(schema);
  const known = [...new Set([...Object.keys(schema.properties), 'email', 'msisdn', 'language'])];
  return (value) => (check(String(value)) === undefined ? [] : [problem('inclusion', value, { in: known })]);
};

/** The fields of each group of conditions, in a club. */
const fieldRules = (schema: MemberSchema): Readonly<Record<ConditionGroup, Rule>> => ({
  member_properties: property(schema),
  consents: oneOf(Object.keys(schema.consents ?? {})),
  member: oneOf(MEMBER_FIELDS),
});

const isCondition = (schema: MemberSchema): Rule => {
  const byGroup = fieldRules(schema);
  const shape = record({
    condition_group: required(oneOf(CONDITION_GROUPS)),
    field: required(sequence(isText, notBlank, noLongerThan(200))),
    operator: required(oneOf(Object.keys(OPERATORS))),
    type: optional(oneOf(CONDITION_TYPES)),
  });
  const inItsGroup: Rule = (value) =>
    fields({ field: byGroup[valueAt(value, 'condition_group') as ConditionGroup] })(value);
  return sequence(shape, each(inItsGroup, variants('operator', VALUE_RULES)));
};

/** An audience payload that is `inline` with an id and no conditions is a reference (contract §5.4). */
export const asReference = (payload: unknown): unknown =>
  valueAt(payload, 'type') === 'inline' &&
  isAbsent(valueAt(payload, 'conditions')) &&
  !isAbsent(valueAt(payload, 'id'))
    ? { type: 'reference', id: valueAt(payload, 'id') }
    : payload;

/** Id of the stored audience that a payload names. */
export const referencedAudience = (payload: unknown): unknown => {
  const audience = asReference(payload);
  return valueAt(audience, 'type') === 'reference' ? (valueAt(audience, 'id') ?? undefined) : undefined;
};

export interface AudienceContext {
  readonly schema: MemberSchema;
  readonly audienceExists: (id: number) => boolean;
}

export const isAudience = ({ schema, audienceExists }: AudienceContext): Rule => {
  const reference = record({
    id: required(
      sequence(
        isId,
        ruleThat((id) => audienceExists(Number(id)), 'referenced_audience_must_exist'),
      ),
    ),
  });
  const inline = record({
    conditions: required(
      sequence(listOfObjects({ min: 1, max: MAX_CONDITIONS }, isCondition(schema)), isStorable),
    ),
  });
  return reading(
    asReference,
    variants('type', {
      reference: each(excludes('conditions', 'id'), reference),
      inline: sequence(excludes('id', 'conditions'), inline),
    }),
  );
};

/** The conditions of a valid inline audience, with their own keys only. */
export const conditionsFrom = (payload: unknown): readonly Condition[] =>
  (valueAt(payload, 'conditions') as readonly Condition[]).map(
    ({ condition_group, field, operator, type, value }) => ({
      condition_group,
      field,
      operator,
      ...(!isAbsent(type) && { type }),
      ...(!isAbsent(value) && { value }),
    }),
  );
