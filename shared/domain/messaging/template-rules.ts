import { type Channel as ChannelType, TEMPLATE_TYPES, type TemplateType } from '#shared/vocabulary.ts';
import { MAX_SMS_TEXT, mayFitSms } from '../delivery/sms-text.ts';
import { isJsonObject } from '../member-schema/json-value.ts';
import { at, problem } from '../validation/problem.ts';
import type { Rule } from '../validation/rule.ts';
import {
  byTag,
  each,
  excludes,
  fields,
  isAbsent,
  isObject,
  oneOf,
  optional,
  reading,
  required,
  ruleThat,
  sequence,
  valueAt,
  variants,
} from '../validation/rules.ts';
import { isId } from '../validation/value-rules.ts';
import { contentFrom, isContent, isLiquid } from './content-rules.ts';
import type { Template } from './message.ts';
import { type ContentAttribute, fitsChannel, mayWrap } from './template-types.ts';
import { templateTexts, wrapTexts } from './wrapping.ts';

/** Finds a template that a payload may reference: stored in the club and not retired. */
export type FindTemplate = (id: number) => Template | undefined;

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
export const isDefinition = (find: FindTemplate, channel: ChannelType | undefined): Rule => {
  const ofType = (type: TemplateType) =>
    fields({
      type: ruleThat(
        () => channel === undefined || fitsChannel(type, channel),
        'template_does_not_match_channel',
      ),
      content: required(isContent(type)),
      wrapper_id: optional(wrapperRule(find, type, channel)),
    });
  const ofNoType = fields({
    type: required(oneOf(TEMPLATE_TYPES)),
    content: required(isObject),
    wrapper_id: optional(isId),
  });
  return sequence(
    isObject,
    byTag('type', Object.fromEntries(TEMPLATE_TYPES.map((type) => [type, ofType(type)])), ofNoType),
    isLiquidWithin(find),
    channel === 'sms' ? smsTextFits(find) : () => [],
  );
};

/** The inline template: documented as `definition`, and as `data` in samples (contract §5.3.1). */
export const definitionOf = (template: unknown): unknown =>
  valueAt(template, 'definition') ?? valueAt(template, 'data');

/** A template with its definition under the documented name alone. */
export const underDefinition = (template: unknown): unknown => {
  if (!isJsonObject(template) || isAbsent(template['data']) || !isAbsent(template['definition']))
    return template;
  const { data, ...rest } = template;
  return { ...rest, definition: data };
};

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
  return reading(
    underDefinition,
    variants('type', {
      inline: each(excludes('id', 'definition'), fields({ definition })),
      reference: each(excludes('definition', 'id'), fields({ id })),
    }),
  );
};

/** Ids of stored templates that channels name, as references or as wrappers. */
export const namedTemplates = (channels: unknown): readonly number[] =>
  (Array.isArray(channels) ? channels : [])
    .map((channel) => valueAt(channel, 'template'))
    .flatMap((template) => [valueAt(template, 'id'), valueAt(definitionOf(template), 'wrapper_id')])
    .filter((id): id is number => Number.isSafeInteger(id) && Number(id) > 0);
