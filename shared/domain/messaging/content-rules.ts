import type { TemplateType } from '#shared/vocabulary.ts';
import { templateProblem } from '../liquid/template.ts';
import { problem } from '../validation/problem.ts';
import type { Rule } from '../validation/rule.ts';
import {
  fields,
  isAbsent,
  isObject,
  optional,
  required,
  ruleThat,
  sequence,
  valueAt,
} from '../validation/rules.ts';
import { hasExactNumbers, isText, line, noLongerThan, notBlank, text } from '../validation/value-rules.ts';
import type { Template } from './message.ts';
import { fitsItem, MAX_PACKED_BYTES } from './packed.ts';
import { attributesOf, type ContentAttribute, TEMPLATE_TYPE_RULES } from './template-types.ts';

/** The engine quotes the text it stumbled upon, which may be all of it. */
const MAX_REASON = 300;

export const isLiquid: Rule = (value) => {
  const reason = templateProblem(String(value))?.slice(0, MAX_REASON);
  return reason === undefined ? [] : [problem('liquid_syntax_error', value, { syntax_error: reason })];
};

/** Characters; the Liquid engine takes as many. */
const MAX_BODY = 200_000;
const MAX_BEE_JSON = 300_000;
/** As JSON: three contents, twice, fit into a reply beside others. */
const MAX_CONTENT_BYTES = 600_000;

const beeJson = sequence(
  isObject,
  hasExactNumbers,
  ruleThat((value) => JSON.stringify(value).length <= MAX_BEE_JSON, 'too_long', { max_length: MAX_BEE_JSON }),
);

/** What each attribute of a template's content must be. */
const CONTENT_RULES: Readonly<Record<ContentAttribute, Rule>> = {
  body: sequence(isText, notBlank, noLongerThan(MAX_BODY), isLiquid),
  subject: sequence(line(500), isLiquid),
  preheader: sequence(text(500), isLiquid),
  uri: sequence(line(2000), isLiquid),
  image_url: sequence(line(2000), isLiquid),
  bee_json: beeJson,
};

const attributeRules = (type: TemplateType): Rule => {
  const needed: readonly ContentAttribute[] = TEMPLATE_TYPE_RULES[type].requires;
  return fields(
    Object.fromEntries(
      attributesOf(type).map((attribute) => [
        attribute,
        needed.includes(attribute) ? required(CONTENT_RULES[attribute]) : optional(CONTENT_RULES[attribute]),
      ]),
    ),
  );
};

const isStorable = ruleThat((value) => fitsItem(value, MAX_CONTENT_BYTES), 'too_long', {
  max_length: MAX_PACKED_BYTES,
});

/** The content of a template of a type. */
export const isContent = (type: TemplateType): Rule => sequence(isObject, attributeRules(type), isStorable);

/** The attributes of a valid content that its type has; `null` counts as absent. */
export const contentFrom = (type: TemplateType, content: unknown): Template['content'] =>
  Object.fromEntries(
    attributesOf(type).flatMap((attribute) => {
      const value = valueAt(content, attribute);
      return isAbsent(value) ? [] : [[attribute, value]];
    }),
  );
