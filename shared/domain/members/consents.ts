import { isJsonObject, ownValue } from '../member-schema/json-value.ts';
import type { ConsentDefinition, MemberSchema } from '../member-schema/schema.ts';
import { echoedText } from '../validation/echo.ts';
import type { MemberError } from './member-errors.ts';

export interface Consent {
  readonly status: boolean;
  /** When it was last answered differently; UTC ISO 8601 with milliseconds. */
  readonly updated_at: string;
  /** Of the text that was answered, where a restore names it (contract §4.6). */
  readonly version?: string;
  /** What the caller says of how the answer was given: a form, a page, an address. */
  readonly evidence?: string;
}

/** Most bytes of the evidence of an answer. */
const EVIDENCE_MAX_BYTES = 1024;

/** Most bytes of all the evidence that a member has: an item holds 400 KB, and properties are in it as well. */
const ALL_EVIDENCE_MAX_BYTES = 64 * 1024;

/** Consents as callers send them: `{slug: {status: boolean, evidence?: string}}`; a slug that is absent or `null` is not answered. */
export type ConsentPayload = Readonly<Record<string, unknown>>;

export type Consents = Readonly<Record<string, Consent>>;

const definitionsOf = (schema: MemberSchema): Readonly<Record<string, ConsentDefinition>> =>
  schema.consents ?? {};

export const consentSlugs = (schema: MemberSchema): readonly string[] => Object.keys(definitionsOf(schema));

const named = (payload: ConsentPayload): [string, unknown][] =>
  Object.entries(payload).filter(([, answer]) => answer !== null && answer !== undefined);

const evidenceError = (slug: string, evidence: unknown): MemberError | undefined => {
  if (evidence === undefined || evidence === null) return undefined;
  if (typeof evidence !== 'string') return { error: 'type_not_match', type: 'string', property: slug };
  return Buffer.byteLength(evidence) > EVIDENCE_MAX_BYTES
    ? { error: 'maximum_string_length', maximum: EVIDENCE_MAX_BYTES, property: slug }
    : undefined;
};

/** The evidence of an answer that passes `consentErrors`, as it is stored beside its status. */
export const evidenceOf = (answer: unknown): Pick<Consent, 'evidence'> => {
  const evidence = isJsonObject(answer) ? ownValue(answer, 'evidence') : undefined;
  return typeof evidence === 'string' ? { evidence } : {};
};

/** Consents as callers see them: evidence is for those who prove an answer. */
export const withoutEvidence = (consents: Consents): Consents =>
  Object.fromEntries(Object.entries(consents).map(([slug, { evidence: _, ...consent }]) => [slug, consent]));

/**
 * What is wrong with one answer. Keys beside `status` and `evidence` are ignored, so that what was read can be sent back.
 * A slug the club does not define is refused even in a club without consents: a consent that was
 * dropped behind a 200 would be taken for saved (contract §2.17).
 */
const answerError = (schema: MemberSchema, slug: string, answer: unknown): MemberError | undefined => {
  if (!Object.hasOwn(definitionsOf(schema), slug))
    return { error: 'contained_undefined_properties', property: echoedText(slug) };
  if (!isJsonObject(answer)) return { error: 'type_not_match', type: 'object', property: slug };
  const status = ownValue(answer, 'status');
  if (status === undefined || status === null)
    return { error: 'not_contain_required_property', property: slug };
  if (typeof status !== 'boolean') return { error: 'type_not_match', type: 'boolean', property: slug };
  return evidenceError(slug, ownValue(answer, 'evidence'));
};

/** An answer that stays as it was keeps its evidence, unless a restore replaces it. */
const evidenceBytes = (before: Consents, slug: string, answer: unknown): number => {
  const sent = Buffer.byteLength(evidenceOf(answer).evidence ?? '');
  const had = Object.hasOwn(before, slug) ? before[slug] : undefined;
  const isSame = isJsonObject(answer) && ownValue(answer, 'status') === had?.status;
  return isSame ? Math.max(sent, Buffer.byteLength(had?.evidence ?? '')) : sent;
};

const allEvidenceErrors = (before: Consents, payload: ConsentPayload): MemberError[] => {
  const all = Object.entries({ ...before, ...Object.fromEntries(named(payload)) });
  const bytes = all.reduce((sum, [slug, answer]) => sum + evidenceBytes(before, slug, answer), 0);
  return bytes > ALL_EVIDENCE_MAX_BYTES
    ? [{ error: 'maximum_string_length', maximum: ALL_EVIDENCE_MAX_BYTES, property: 'consents' }]
    : [];
};

/**
 * The errors of the answers that were sent (contract §1.9.1, attribute level); `[]` when they are fine.
 * @param before the answers of the member that has some already
 */
export const consentErrors = (
  schema: MemberSchema,
  payload: ConsentPayload,
  before: Consents = {},
): MemberError[] => {
  const errors = named(payload).flatMap(([slug, answer]) => answerError(schema, slug, answer) ?? []);
  return errors.length > 0 ? errors : allEvidenceErrors(before, payload);
};

const isRefused = (answer: unknown): boolean => isJsonObject(answer) && ownValue(answer, 'status') === false;

/**
 * The required consents that a new member does not give: missing, or refused.
 * @param asked the slugs to look at; a dry run looks only at those it was sent
 */
export const missingConsents = (
  schema: MemberSchema,
  payload: ConsentPayload,
  asked: (slug: string) => boolean,
): MemberError[] =>
  Object.entries(definitionsOf(schema))
    .filter(([slug, { required }]) => required && asked(slug))
    .map(([slug]) => [slug, ownValue(payload, slug)] as const)
    .filter(([, answer]) => answer === undefined || answer === null || isRefused(answer))
    .map(([slug]) => ({ error: 'not_contain_required_property', property: slug }));

/** Consents after valid answers: what was not named, or answered as before, keeps its status and its time. */
export const applyConsents = (before: Consents, payload: ConsentPayload, now: string): Consents => {
  const answers = named(payload).flatMap(([slug, answer]) => {
    const status = isJsonObject(answer) && ownValue(answer, 'status') === true;
    const same = Object.hasOwn(before, slug) && before[slug]?.status === status;
    return same ? [] : [[slug, { status, updated_at: now, ...evidenceOf(answer) }] as const];
  });
  return answers.length === 0 ? before : { ...before, ...Object.fromEntries(answers) };
};
