import { type Channel as ChannelType, TEMPLATE_TYPES, type TemplateType } from '#shared/vocabulary.ts';
import { MAX_SMS_TEXT, mayFitSms } from '../delivery/sms-text.ts';
import { templateProblem } from '../liquid/template.ts';
import { at, problem } from '../validation/problem.ts';
import {
  each,
  excludes,
  fields,
  isAbsent,
  isId,
  isObject,
  isText,
  line,
  noLongerThan,
  notBlank,
  oneOf,
  optional,
  type Rule,
  record,
  required,
  ruleThat,
  sequence,
  text,
  valueAt,
} from '../validation/rules.ts';
import type { Template } from './message.ts';
import { fitsItem, MAX_PACKED_BYTES } from './packed.ts';
import {
  attributesOf,
  type ContentAttribute,
  fitsChannel,
  isTemplateType,
  mayWrap,
  TEMPLATE_TYPE_RULES,
} from './template-types.ts';
import { templateTexts, wrapTexts } from './wrapping.ts';

/** Finds a template that may be named: stored in the club and not retired. */
export type FindTemplate = (id: number) => Template | undefined;

/** The engine quotes the text it stumbled upon, which may be all of it. */
const MAX_REASON = 300;

const isLiquid: Rule = (value) => {
  const reason = templateProblem(String(value))?.slice(0, MAX_REASON);
  return reason === undefined ? [] : [problem('liquid_syntax_error', value, { syntax_error: reason })];
};

/** Characters; the Liquid engine takes as many. */
const MAX_BODY = 200_000;
const MAX_BEE_JSON = 300_000;
/** As JSON: three of them, twice, fit into a reply beside others. */
const MAX_CONTENT_BYTES = 600_000;

const beeJson = sequence(
  isObject,
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

const contentRules = (type: TemplateType): Rule => {
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

/** The id of a template that may be named, and that keeps a further rule. */
const templateId = (find: FindTemplate, further: (template: Template) => Rule): Rule =>
  sequence(
    isId,
    ruleThat((id) => find(Number(id)) !== undefined, 'template_does_not_exist'),
    (id) => {
      const template = find(Number(id));
      return template ? further(template)(id) : [];
    },
  );

const wrapperRule = (find: FindTemplate, type: TemplateType, channel: ChannelType | undefined): Rule =>
  templateId(find, (wrapper) =>
    sequence(
      ruleThat(() => mayWrap(wrapper.type, type), 'wrapper_type_does_not_match'),
      ruleThat(
        () => channel === undefined || fitsChannel(wrapper.type, channel),
        'template_does_not_match_channel',
      ),
    ),
  );

/**
 * Two texts that can be rendered may be none together: one that closes the `raw` of its wrapper, or a pair that is
 * too long. Said here, and not when the sending goes out.
 */
const isLiquidWithin =
  (find: FindTemplate): Rule =>
  (definition) => {
    const wrapper = find(Number(valueAt(definition, 'wrapper_id')));
    if (!wrapper) return [];
    const type = valueAt(definition, 'type') as TemplateType;
    const own = contentFrom(type, valueAt(definition, 'content'));
    const found = Object.entries(templateTexts({ type, content: own }, wrapper)).flatMap(
      ([attribute, whole]) =>
        isLiquid(whole).map((one) => ({
          ...one,
          path: [attribute],
          value: own[attribute as ContentAttribute],
        })),
    );
    return at('content', found);
  };

const smsTextFits =
  (find: FindTemplate): Rule =>
  (definition) => {
    const own = contentFrom(valueAt(definition, 'type') as TemplateType, valueAt(definition, 'content'));
    const wrapper = find(Number(valueAt(definition, 'wrapper_id')));
    const fits = mayFitSms(wrapTexts(own, wrapper?.content).body ?? '');
    return fits ? [] : [problem('too_long', own['body'], { max_length: MAX_SMS_TEXT }, ['content', 'body'])];
  };

/** A TemplatePayload (contract §5.3.1) for a channel; `channel` is nothing where that is wrong itself. */
const isDefinition = (find: FindTemplate, channel: ChannelType | undefined): Rule => {
  const fits = ruleThat(
    (type) => channel === undefined || fitsChannel(type as TemplateType, channel),
    'template_does_not_match_channel',
  );
  const type = sequence(oneOf(TEMPLATE_TYPES), fits);
  return sequence(isObject, (definition) => {
    const named = valueAt(definition, 'type');
    const content = isTemplateType(named) ? sequence(isObject, contentRules(named), isStorable) : isObject;
    const wrapper = isTemplateType(named) ? wrapperRule(find, named, channel) : isId;
    return sequence(
      fields({ type: required(type), content: required(content), wrapper_id: optional(wrapper) }),
      isLiquidWithin(find),
      channel === 'sms' ? smsTextFits(find) : () => [],
    )(definition);
  });
};

/** The inline template: documented as `definition`, and as `data` in samples (contract §5.3.1). */
export const definitionOf = (template: unknown): unknown =>
  valueAt(template, 'definition') ?? valueAt(template, 'data');

/** The `template` of a ChannelPayload. */
export const isTemplatePayload = (find: FindTemplate, channel: ChannelType | undefined): Rule => {
  const definition = required(isDefinition(find, channel));
  const id = required(
    templateId(find, (template) =>
      sequence(
        ruleThat(
          () => channel === undefined || fitsChannel(template.type, channel),
          'template_does_not_match_channel',
        ),
        ruleThat(() => channel !== 'sms' || smsTextFits(find)(template).length === 0, 'too_long', {
          max_length: MAX_SMS_TEXT,
        }),
      ),
    ),
  );
  return sequence(record({ type: required(oneOf(['inline', 'reference'])) }), (template) => {
    const seen = { id: valueAt(template, 'id'), definition: definitionOf(template) };
    return valueAt(template, 'type') === 'inline'
      ? each(excludes('id', 'definition'), fields({ definition }))(seen)
      : each(excludes('definition', 'id'), fields({ id }))(seen);
  });
};

/** Ids of stored templates that channels name, as references or as wrappers. */
export const namedTemplates = (channels: unknown): readonly number[] =>
  (Array.isArray(channels) ? channels : [])
    .map((channel) => valueAt(channel, 'template'))
    .flatMap((template) => [valueAt(template, 'id'), valueAt(definitionOf(template), 'wrapper_id')])
    .filter((id): id is number => Number.isSafeInteger(id) && Number(id) > 0);

/** The attributes of a valid content that its type knows; `null` is as good as nothing. */
export const contentFrom = (type: TemplateType, content: unknown): Template['content'] =>
  Object.fromEntries(
    attributesOf(type).flatMap((attribute) => {
      const value = valueAt(content, attribute);
      return isAbsent(value) ? [] : [[attribute, value]];
    }),
  );
