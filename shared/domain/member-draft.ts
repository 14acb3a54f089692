import type { ChannelFlags } from './channel-status.ts';
import type { Club } from './club.ts';
import { type Member, mergedProperties, newProperties, type Properties } from './member.ts';
import type { MemberErrors } from './member-errors.ts';
import type { MemberValidator } from './member-schema/compile-member-schema.ts';
import type { MemberSchema } from './member-schema/schema.ts';
import { memberValidator } from './member-schema/validator-cache.ts';
import { validateMember } from './member-validation.ts';
import { passwordErrors } from './password-policy.ts';
import { propertiesLimitErrors } from './properties-limits.ts';

/** What a member of a club is judged by; a bulk job pins it when it is accepted. */
export interface MemberRules {
  readonly schema: MemberSchema;
  readonly validator: MemberValidator;
  readonly passwordMinLength: number;
}

export const rulesOf = (
  slug: string,
  schemaVersion: number,
  schema: MemberSchema,
  passwordMinLength: number,
): MemberRules => ({
  schema,
  validator: memberValidator(`${slug}@${schemaVersion}`, schema),
  passwordMinLength,
});

export const clubRules = (club: Club): MemberRules =>
  rulesOf(club.slug, club.schema_version, club.member_schema, club.password_min_length);

/** A member as callers send it, to create or to change one. */
export interface MemberPayload extends ChannelFlags {
  readonly properties?: Properties | null;
  readonly password?: string | null;
}

/** The member's properties as they would be stored, and what is wrong with them: `{}` = nothing. */
export interface Judgement {
  readonly properties: Properties;
  readonly errors: MemberErrors;
}

const judge = (rules: MemberRules, properties: Properties, password: unknown): Judgement => {
  const limits = propertiesLimitErrors(properties);
  const errors = limits ?? validateMember({ ...rules, properties });
  const wrong =
    password === undefined || password === null ? [] : passwordErrors(password, rules.passwordMinLength);
  return { properties, errors: wrong.length > 0 ? { ...errors, password: wrong } : errors };
};

/** Judges a member that is to be created. */
export const judgeNew = (rules: MemberRules, payload: MemberPayload): Judgement =>
  judge(rules, newProperties(payload.properties ?? {}, rules.schema.default_language), payload.password);

/** Judges a partial change: the whole resulting member must be valid (contract §2.8). */
export const judgeChange = (rules: MemberRules, member: Member, payload: MemberPayload): Judgement =>
  judge(rules, mergedProperties(member.properties, payload.properties ?? {}), payload.password);

export const isValid = ({ errors }: Judgement): boolean => Object.keys(errors).length === 0;
