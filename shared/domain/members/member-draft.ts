import type { Club } from '../clubs/club.ts';
import type { MemberValidator } from '../member-schema/compile-member-schema.ts';
import { firstErrors } from '../member-schema/few-errors.ts';
import type { MemberSchema } from '../member-schema/schema.ts';
import { memberValidator } from '../member-schema/validator-cache.ts';
import { passwordHashErrors } from '../sessions/password-hash.ts';
import { passwordErrors } from '../sessions/password-policy.ts';
import { echoedText } from '../validation/echo.ts';
import { readableAttributes } from './attribute-types.ts';
import { type BanPayload, banErrors } from './ban.ts';
import type { ChannelFlags } from './channel-status.ts';
import { type ConsentPayload, type Consents, consentErrors, missingConsents } from './consents.ts';
import { identifiersOf, type Member, type Properties } from './member.ts';
import { errorsFor, type MemberErrors } from './member-errors.ts';
import { validateMember } from './member-validation.ts';
import { errorsInScope, type ProductScope, productScope, splitByScope } from './product-scope.ts';
import { propertiesLimitErrors, withOutsizedErrors } from './properties-limits.ts';
import { mergedProperties, newProperties, withoutNulls } from './stored-properties.ts';

/** What a member of a club is validated by; a bulk job pins it when it is accepted. */
export interface MemberRules {
  readonly schema: MemberSchema;
  readonly validator: MemberValidator;
  readonly passwordMinLength: number;
  /** What the product of the request may write; absent = all. */
  readonly scope?: ProductScope | undefined;
  /** In which numbers are read. */
  readonly country: string | undefined;
  /** Salted digests are taken as password hashes (contract §2.16). */
  readonly weakHashes?: boolean | undefined;
}

export const rulesOf = (
  slug: string,
  schemaVersion: number,
  schema: MemberSchema,
  settings: Pick<MemberRules, 'passwordMinLength' | 'country' | 'scope' | 'weakHashes'>,
): MemberRules => ({
  schema,
  validator: memberValidator(`${slug}@${schemaVersion}`, schema),
  ...settings,
});

export const clubRules = (club: Club, product: string): MemberRules =>
  rulesOf(club.slug, club.schema_version, club.member_schema, {
    passwordMinLength: club.password_min_length,
    country: club.country,
    scope: productScope(club, product),
  });

/** A member as callers send it, to create or to change one. A payload that passes validation has these types. */
export interface MemberPayload extends ChannelFlags {
  readonly properties?: Properties | null;
  readonly password?: string | null;
  /** Hash of another system, instead of a password. */
  readonly password_hash?: string | null;
  readonly consents?: ConsentPayload | null;
  /** What is wrong with attributes that were sent and have a wrong type; they are not among the others. */
  readonly typeErrors?: MemberErrors;
}

/** A change of a member (contract §2.8). */
export interface MemberUpdate extends MemberPayload {
  /** Validate only what is sent: a member that became invalid by a new schema can still be changed. */
  readonly validate_partially?: boolean | null;
  /** Until when the member cannot log in. */
  readonly banned_until?: BanPayload;
}

/** The member's properties as they would be stored, and what is wrong with them: `{}` = nothing. */
export interface ValidationResult {
  readonly properties: Properties;
  readonly errors: MemberErrors;
}

const IDENTIFIERS = ['email', 'msisdn'] as const;

/**
 * Errors about the sent names only. A payload that sends an identifier must leave the member one: without any, no
 * look-up finds the member.
 */
const errorsOfPayload = (errors: MemberErrors, properties: Properties, sent: Properties): MemberErrors => {
  // Errors name properties as they repeat them.
  const about = errorsFor(errors, new Set(Object.keys(sent).map(echoedText)));
  if (Object.keys(identifiersOf(properties)).length > 0) return about;
  const lost = IDENTIFIERS.filter((name) => Object.hasOwn(sent, name) && !Object.hasOwn(about, name));
  const entries = lost.map((name) => [name, [{ error: 'not_contain_required_property', property: name }]]);
  return { ...about, ...Object.fromEntries(entries) };
};

interface Case {
  /** Of the resulting member, in their stored form. */
  readonly properties: Properties;
  /** Of the member that is changed. */
  readonly current?: Properties;
  /** Of the same member. */
  readonly answered?: Consents;
  /** The names to validate; absent = the whole member. */
  readonly sent?: Properties | undefined;
  /** Sent names that the product may not write; they are not among the properties. */
  readonly beyond: readonly string[];
  /** Whether the slug's consent must be given. */
  readonly mustConsent: (slug: string) => boolean;
}

const validateProperties = (
  rules: MemberRules,
  { properties, sent, beyond, current }: Omit<Case, 'mustConsent' | 'answered'>,
): MemberErrors => {
  const limits = propertiesLimitErrors(properties);
  if (limits) return limits;
  const found = validateMember({ ...rules, properties, ...(current && { current }) });
  const errors = withOutsizedErrors(found, properties);
  return errorsInScope(sent ? errorsOfPayload(errors, properties, sent) : errors, beyond, rules);
};

const validatePassword = (rules: MemberRules, password: unknown) =>
  password === undefined || password === null ? [] : passwordErrors(password, rules.passwordMinLength);

const validatePayload = (rules: MemberRules, payload: MemberPayload, subject: Case): ValidationResult => {
  const answers = payload.consents ?? {};
  const consents = [
    ...consentErrors(rules.schema, answers, subject.answered),
    ...missingConsents(rules.schema, answers, subject.mustConsent),
  ];
  const attributes = {
    password: validatePassword(rules, payload.password),
    password_hash: passwordHashErrors(payload.password_hash, payload.password, {
      weakHashes: rules.weakHashes === true,
    }),
    consents: firstErrors(consents.map((error) => ({ property: 'consents', make: () => error }))),
  };
  const wrong = Object.entries(attributes).filter(([, errors]) => errors.length > 0);
  const { typeErrors = {} } = payload;
  // Nothing is known about properties that could not be read.
  const properties = typeErrors.properties ? {} : validateProperties(rules, subject);
  return {
    properties: subject.properties,
    errors: { ...properties, ...Object.fromEntries(wrong), ...typeErrors },
  };
};

/** In a new member `null` is absent, so it writes nothing. */
export const asNew = ({ schema, scope, country }: MemberRules, { properties }: MemberPayload) => {
  const { inScope, beyond } = splitByScope(withoutNulls(properties ?? {}), scope);
  return { properties: newProperties(inScope, schema.default_language, country), beyond };
};

/** Attributes of another JSON type than documented are reported beside what is wrong with the others. */
export const validateReadable = (
  rules: MemberRules,
  payload: MemberPayload,
  caseOf: (readable: MemberPayload) => Case,
): ValidationResult => {
  const { readable, errors } = readableAttributes(payload);
  const result = validatePayload(rules, readable, caseOf(readable));
  return { ...result, errors: { ...result.errors, ...errors } };
};

/** Validates a member that is to be created. */
export const validateNewMember = (rules: MemberRules, payload: MemberPayload): ValidationResult =>
  validateReadable(rules, payload, (readable) => ({ ...asNew(rules, readable), mustConsent: () => true }));

/**
 * Validates what there is of a member that may be created later: nothing is missing but what was sent empty (contract
 * §6.1).
 */
export const validateDraft = (rules: MemberRules, payload: MemberPayload): ValidationResult =>
  validateReadable(rules, payload, (readable) => ({
    ...asNew(rules, readable),
    sent: readable.properties ?? {},
    mustConsent: (slug) => Object.hasOwn(readable.consents ?? {}, slug),
  }));

/**
 * Validates a partial change: the whole resulting member must be valid, unless only what was sent is asked for
 * (contract §2.8).
 */
export const validateChange = (
  rules: MemberRules,
  member: Member,
  payload: MemberUpdate,
): ValidationResult => {
  const { properties, errors } = validateReadable(rules, payload, (readable) => {
    const { inScope, beyond } = splitByScope(readable.properties ?? {}, rules.scope);
    return {
      properties: mergedProperties(member.properties, inScope, rules.country),
      current: member.properties,
      answered: member.consents,
      sent: payload.validate_partially ? inScope : undefined,
      beyond,
      // A given consent may be withdrawn, and a required one may be younger than the member.
      mustConsent: () => false,
    };
  });
  const banned_until = banErrors(payload.banned_until);
  return { properties, errors: { ...errors, ...(banned_until.length > 0 && { banned_until }) } };
};

export const isValid = ({ errors }: ValidationResult): boolean => Object.keys(errors).length === 0;
