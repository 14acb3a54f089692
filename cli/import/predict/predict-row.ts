import type { BulkMember } from '#shared/domain/bulk/bulk-request.ts';
import type { Identifier } from '#shared/domain/member-schema/schema.ts';
import { appendedProperties, type Member } from '#shared/domain/members/member.ts';
import { validateChange, validateNewMember } from '#shared/domain/members/member-draft.ts';
import { type MemberErrors, notFoundErrors, takenErrors } from '#shared/domain/members/member-errors.ts';
import { type KnownMember, type KnownMembers, numbersBefore, valuesMeant } from './known-members.ts';
import type { ValidationRules } from './member-rules.ts';

/** What would become of a row. */
export type Prediction = 'created' | 'updated' | { readonly errors: MemberErrors };

/** The club's identifiers in its order, then the other one (contract §3.1.1). */
const inOrder = ({ schema: { identifiers } }: ValidationRules): readonly Identifier[] => [
  ...new Set<Identifier>([...identifiers, 'email', 'msisdn']),
];

const MEMBER_ID = /^[1-9]\d{0,15}$/;

/** The id in a row that updates by id. */
export const idIn = ({ id }: BulkMember): number | undefined => {
  const text = typeof id === 'number' || typeof id === 'string' ? String(id).trim() : '';
  return MEMBER_ID.test(text) ? Number(text) : undefined;
};

const memberOf = (
  payload: BulkMember,
  known: KnownMembers,
  rules: ValidationRules,
): KnownMember | undefined => {
  const { updateBy } = rules;
  if (updateBy === 'id') return known.byId(idIn(payload) ?? 0);
  for (const identifier of inOrder(rules)) {
    if (updateBy !== undefined && identifier !== updateBy) continue;
    for (const value of valuesMeant(payload.properties, identifier, rules.schema.country)) {
      const member = known.named(identifier, value);
      if (member) return member;
    }
  }
  return undefined;
};

/** Whether another member has the row's number, from before the club had a country. */
const isHeldBefore = (
  payload: BulkMember,
  known: KnownMembers,
  { schema: { country } }: ValidationRules,
  own?: KnownMember,
): boolean =>
  numbersBefore(payload.properties, country).some((number) => {
    const holder = known.named('msisdn', number);
    return holder !== undefined && holder !== own;
  });

const hasErrors = (errors: MemberErrors): boolean => Object.keys(errors).length > 0;

const create = (payload: BulkMember, known: KnownMembers, rules: ValidationRules): Prediction => {
  const { properties, errors } = validateNewMember(rules.member, payload);
  if (hasErrors(errors)) return { errors };
  if (isHeldBefore(payload, known, rules)) return { errors: takenErrors(['msisdn']) };
  known.add({ properties });
  return 'created';
};

const change = (
  member: KnownMember,
  payload: BulkMember,
  known: KnownMembers,
  rules: ValidationRules,
): Prediction => {
  const added = rules.append ? { properties: appendedProperties(member.properties, payload.properties) } : {};
  const { properties, errors } = validateChange(rules.member, member as Member, { ...payload, ...added });
  if (hasErrors(errors)) return { errors };
  const isNew = properties['msisdn'] !== member.properties['msisdn'];
  if (isNew && isHeldBefore(payload, known, rules, member)) return { errors: takenErrors(['msisdn']) };
  const taken = known.takenBy(member, properties);
  if (taken.length > 0) return { errors: takenErrors(taken) };
  known.change(member, properties);
  return 'updated';
};

/** What the bulk engine would make of a row, after the rows before it. */
export const predictRow = (payload: BulkMember, known: KnownMembers, rules: ValidationRules): Prediction => {
  const member = memberOf(payload, known, rules);
  if (member) return change(member, payload, known, rules);
  if (rules.updateBy !== undefined) return { errors: notFoundErrors(rules.updateBy) };
  return create(payload, known, rules);
};
