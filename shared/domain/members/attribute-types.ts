import { isJsonObject } from '../member-schema/json-value.ts';
import type { MemberErrors } from './member-errors.ts';

interface AttributeType {
  readonly type: 'object' | 'string' | 'boolean';
  readonly holds: (value: unknown) => boolean;
}

const OBJECT: AttributeType = { type: 'object', holds: isJsonObject };
const TEXT: AttributeType = { type: 'string', holds: (value) => typeof value === 'string' };
const FLAG: AttributeType = { type: 'boolean', holds: (value) => typeof value === 'boolean' };

/** What callers send of a member beside its properties, and in bulks where it comes from. */
const TYPES: Readonly<Record<string, AttributeType>> = {
  properties: OBJECT,
  password: TEXT,
  password_hash: TEXT,
  consents: OBJECT,
  sms_enabled: FLAG,
  email_enabled: FLAG,
  push_enabled: FLAG,
  source: TEXT,
  subsource: TEXT,
};

/** A bad `properties` names itself (contract §1.9.1). */
const typeErrors = (attribute: string, { type }: AttributeType): MemberErrors => {
  const entry = { error: 'type_not_match', property: attribute, type };
  return { [attribute]: attribute === 'properties' ? [{ error: { properties: [entry] } }] : [entry] };
};

/**
 * Splits a payload by whether attributes have their JSON type, `null` being of each: what has it can be validated, and
 * the rest is reported beside.
 */
export const readableAttributes = <P extends object>(
  payload: P,
): { readonly readable: P; readonly errors: MemberErrors } => {
  const sent = new Map<string, unknown>(Object.entries(payload));
  const wrong = Object.entries(TYPES).filter(([name, { holds }]) => {
    const value = sent.get(name);
    return value !== undefined && value !== null && !holds(value);
  });
  for (const [name] of wrong) sent.delete(name);
  return {
    readable: wrong.length === 0 ? payload : (Object.fromEntries(sent) as unknown as P),
    errors: Object.assign({}, ...wrong.map(([name, type]) => typeErrors(name, type))),
  };
};
