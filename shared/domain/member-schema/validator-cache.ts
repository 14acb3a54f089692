import { compileMemberSchema, type MemberValidator } from './compile-member-schema.ts';
import type { MemberSchema } from './schema.ts';

/** Compiled validators kept per process; a compiled schema holds generated code, so they must not pile up. */
const CAPACITY = 50;

/** A Map lists its keys in the order they were set: the first is the one longest unused. */
const validators = new Map<string, MemberValidator>();

function remember(key: string, validator: MemberValidator): MemberValidator {
  validators.delete(key);
  validators.set(key, validator);
  const [oldest] = validators.keys();
  if (validators.size > CAPACITY && oldest !== undefined) validators.delete(oldest);
  return validator;
}

/**
 * The compiled validator of one version of a club's schema, compiled once and kept while it is used.
 * `key` names club and schema version together (`slug#7`): a saved schema gets a new version and so a new key.
 */
export function memberValidator(key: string, schema: MemberSchema): MemberValidator {
  return remember(key, validators.get(key) ?? compileMemberSchema(schema));
}
