import ajvDraft04, { type ErrorObject } from 'ajv-draft-04';
import { combiningKeywords, extendsKeyword } from './combining-keywords.ts';
import type { JsonObject } from './json-value.ts';
import { linearRegExp } from './linear-regexp.ts';
import { STEP_KEYWORD } from './prepare-schema.ts';
import { replaceKeywords } from './replace-keywords.ts';
import { equalityKeywords, valueKeywords } from './value-keywords.ts';

// The CommonJS package exports the class twice; TypeScript and Node agree only on this way to it.
const Ajv = ajvDraft04.default;

/**
 * Evaluations of referenced schemas in one validation. A small schema can refer to itself so that the work doubles with
 * each level of data (threat T12); honest members stay three orders of magnitude below this.
 */
const STEP_BUDGET = 100_000;

class BudgetSpent extends Error {}

/** `errors` in ajv's order, or `'too costly'` when the schema refers to itself beyond every budget. */
type Evaluation = (value: unknown) => readonly ErrorObject[] | 'too costly';

/** An ajv for draft-04 with the keywords of this folder. */
function createAjv(onStep: () => true): InstanceType<typeof Ajv> {
  const regExp = Object.assign(linearRegExp, { code: 'linearRegExp' });
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strict: false,
    logger: false,
    // Checked when the club is saved (check-member-schema.ts), and prepared schemas hold keywords of their own.
    validateSchema: false,
    meta: false,
    // Own keys only, or `toString` would always be present.
    ownProperties: true,
    // Inlining would copy a definition to every place that names it.
    inlineRefs: false,
    code: { regExp },
  });
  replaceKeywords(ajv, [...combiningKeywords, extendsKeyword, ...equalityKeywords, ...valueKeywords]);
  ajv.addKeyword({ keyword: STEP_KEYWORD, schemaType: 'boolean', errors: false, validate: onStep });
  return ajv;
}

/** Compiles a prepared schema. @throws when ajv cannot compile it; `checkMemberSchema` rejects such schemas first. */
export function compilePrepared(prepared: JsonObject): Evaluation {
  let steps = 0;
  const ajv = createAjv(() => {
    steps += 1;
    if (steps > STEP_BUDGET) throw new BudgetSpent();
    return true;
  });
  const validate = ajv.compile(prepared);
  return (value) => {
    steps = 0;
    try {
      return validate(value) ? [] : (validate.errors ?? []);
    } catch (cause) {
      // A RangeError is the stack: a chain of references without end.
      if (cause instanceof BudgetSpent || cause instanceof RangeError) return 'too costly';
      throw cause;
    }
  };
}
