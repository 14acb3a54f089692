import { CONDITION_TYPES, type ConditionGroup, type ConditionType } from '#shared/vocabulary.ts';
import { propertyNameCheck } from '../member-schema/known-properties.ts';
import type { MemberSchema } from '../member-schema/schema.ts';
import { problem } from '../validation/problem.ts';
import {
  each,
  excludes,
  isAbsent,
  isId,
  isText,
  listOfObjects,
  noLongerThan,
  notBlank,
  oneOf,
  optional,
  type Rule,
  record,
  required,
  ruleThat,
  sequence,
  valueAt,
} from '../validation/rules.ts';
import { OPERATORS, type Operator, valueRule } from './condition-operators.ts';
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
    condition_group: required(oneOf(Object.keys(byGroup))),
    field: required(sequence(isText, notBlank, noLongerThan(200))),
    operator: required(oneOf(Object.keys(OPERATORS))),
    type: optional(oneOf(CONDITION_TYPES)),
  });
  const inItsGroup: Rule = (value) =>
    record({
      field: byGroup[valueAt(value, 'condition_group') as ConditionGroup],
      value: valueRule(valueAt(value, 'operator') as Operator, valueAt(value, 'type')),
    })(value);
  return sequence(shape, inItsGroup);
};

/** Whether an audience payload names a stored audience: `inline` with an id and no conditions does, too. */
export const referencedAudience = (payload: unknown): unknown => {
  const conditions = valueAt(payload, 'conditions');
  const inline = valueAt(payload, 'type') === 'inline' && !isAbsent(conditions);
  return inline ? undefined : (valueAt(payload, 'id') ?? undefined);
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
  return sequence(record({ type: required(oneOf(['reference', 'inline'])) }), (value) => {
    if (valueAt(value, 'type') === 'reference') {
      return each(excludes('conditions', 'id'), reference)(value);
    }
    const exclusive = excludes('id', 'conditions')(value);
    if (exclusive.length > 0) return exclusive;
    return isAbsent(valueAt(value, 'id')) ? inline(value) : reference(value);
  });
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
