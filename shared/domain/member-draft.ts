import type { ChannelFlags } from './channel-status.ts';
import type { Club } from './club.ts';
import { type Member, mergedProperties, newProperties, type Properties } from './member.ts';
import type { MemberErrors } from './member-errors.ts';
import type { MemberValidator } from './member-schema/compile-member-schema.ts';
import type { MemberSchema } from './member-schema/schema.ts';
import { memberValidator } from './member-schema/validator-cache.ts';
import { validateMember } from './member-validation.ts';
import { passwordHashErrors } from './password-hash.ts';
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
  /** bcrypt hash of another system, instead of a password. */
  readonly password_hash?: string | null;
}

/** The member's properties as they would be stored, and what is wrong with them: `{}` = nothing. */
export interface Judgement {
  readonly properties: Properties;
  readonly errors: MemberErrors;
}

const secretErrors = ({ password, password_hash }: MemberPayload, minLength: number): MemberErrors => {
  const wrong = password === undefined || password === null ? [] : passwordErrors(password, minLength);
  const wrongHash = passwordHashErrors(password_hash, password);
  return {
    ...(wrong.length > 0 && { password: wrong }),
    ...(wrongHash.length > 0 && { password_hash: wrongHash }),
  };
};

const judge = (rules: MemberRules, properties: Properties, payload: MemberPayload): Judgement => {
  const errors = propertiesLimitErrors(properties) ?? validateMember({ ...rules, properties });
  return { properties, errors: { ...errors, ...secretErrors(payload, rules.passwordMinLength) } };
};

/** Judges a member that is to be created. */
export const judgeNew = (rules: MemberRules, payload: MemberPayload): Judgement =>
  judge(rules, newProperties(payload.properties ?? {}, rules.schema.default_language), payload);

/** Judges a partial change: the whole resulting member must be valid (contract §2.8). */
export const judgeChange = (rules: MemberRules, member: Member, payload: MemberPayload): Judgement =>
  judge(rules, mergedProperties(member.properties, payload.properties ?? {}), payload);

export const isValid = ({ errors }: Judgement): boolean => Object.keys(errors).length === 0;
