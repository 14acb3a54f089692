import ajvDraft04, { type ErrorObject } from 'ajv-draft-04';
import { combiningKeywords } from './combining-keywords.ts';
import type { JsonObject } from './json-value.ts';
import { replaceKeywords } from './replace-keywords.ts';
import type { SchemaProblem } from './schema-problem.ts';
import { equalityKeywords } from './value-keywords.ts';

const META_SCHEMA = 'http://json-schema.org/draft-04/schema';

/** Compiled on first use: most processes never save a club. */
let metaValidator: ((schema: JsonObject) => readonly ErrorObject[]) | undefined;

function compileMetaSchema(): (schema: JsonObject) => readonly ErrorObject[] {
  const ajv = new ajvDraft04.default({
    allErrors: true,
    strict: false,
    logger: false,
    validateFormats: false,
  });
  // The combining keywords keep the errors of the branches not taken out of the answer; the others see value-keywords.ts.
  replaceKeywords(ajv, [...combiningKeywords, ...equalityKeywords]);
  const validate = ajv.getSchema(META_SCHEMA);
  if (validate === undefined) throw new Error('ajv-draft-04 has no draft-04 meta-schema');
  return (schema) => (validate(schema) ? [] : (validate.errors ?? []));
}

function problemOf(error: ErrorObject): SchemaProblem {
  const isChoice = error.keyword === 'anyOf';
  const text = isChoice ? 'has none of the forms allowed there' : (error.message ?? error.keyword);
  return { path: error.instancePath, problem: `is not JSON Schema draft-04: ${text}` };
}

/** Violations of the draft-04 meta-schema (contract §2.4). */
export function checkMetaSchema(schema: JsonObject): SchemaProblem[] {
  metaValidator ??= compileMetaSchema();
  return metaValidator(schema).map(problemOf);
}
