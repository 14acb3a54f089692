import { isJsonObject } from '../member-schema/json-value.ts';
import {
  type MemberPayload,
  type MemberRules,
  type ValidationResult,
  validateDraft,
} from './member-draft.ts';
import type { MemberErrors } from './member-errors.ts';

/** What a dry run was sent, of any type. */
type DryRunPayload = Readonly<Partial<Record<'properties' | 'password' | 'consents', unknown>>>;

const TYPES = {
  properties: { type: 'object', holds: isJsonObject },
  password: { type: 'string', holds: (value: unknown) => typeof value === 'string' },
  consents: { type: 'object', holds: isJsonObject },
} as const;

/** As a create answers them: a bad `properties` names itself (contract §2.7). */
const typeError = (attribute: keyof typeof TYPES): MemberErrors => {
  const entry = { error: 'type_not_match', property: attribute, type: TYPES[attribute].type };
  return { [attribute]: attribute === 'properties' ? [{ error: { properties: [entry] } }] : [entry] };
};

/** Validates a draft whatever its types are: a dry run answers, where a create would refuse to read it. */
export const validateDryRun = (rules: MemberRules, payload: DryRunPayload): ValidationResult => {
  const names = Object.keys(TYPES) as (keyof typeof TYPES)[];
  const wrong = names.filter(
    (name) => payload[name] !== null && payload[name] !== undefined && !TYPES[name].holds(payload[name]),
  );
  const readable = Object.fromEntries(
    Object.entries(payload).filter(([name]) => !wrong.some((w) => w === name)),
  );
  const { properties, errors } = validateDraft(rules, readable as MemberPayload);
  return { properties, errors: Object.assign({}, errors, ...wrong.map(typeError)) };
};
