import {
  ALPHANUMERIC_SENDER,
  CHANNELS,
  type Channel as ChannelType,
  SENDER_LENGTH,
  SENDER_TYPES,
  type SenderType,
} from '#shared/vocabulary.ts';
import type { Club } from '../clubs/club.ts';
import { everyElement, listOfObjects } from '../validation/list-rules.ts';
import type { Rule } from '../validation/rule.ts';
import {
  byTag,
  each,
  fields,
  oneOf,
  optional,
  record,
  required,
  ruleThat,
  sequence,
  valueAt,
  variants,
} from '../validation/rules.ts';
import {
  isMailAddress,
  isMsisdn,
  isText,
  line,
  matches,
  noLongerThan,
  noShorterThan,
} from '../validation/value-rules.ts';
import { type FindTemplate, isTemplatePayload } from './template-rules.ts';

interface ChannelContext {
  readonly club: Pick<Club, 'channels' | 'country'>;
  readonly findTemplate: FindTemplate;
}

/** What the value of each type of sender must be (contract §5.2.3, threat T17). */
const senderRules = (country: string | undefined): Readonly<Record<SenderType, Rule>> => ({
  alphanumeric: sequence(
    isText,
    noShorterThan(SENDER_LENGTH.min),
    noLongerThan(SENDER_LENGTH.max),
    matches(ALPHANUMERIC_SENDER),
  ),
  international: sequence(isText, isMsisdn(country)),
});

const isSender = (country: string | undefined): Rule => {
  const rules = senderRules(country);
  return variants(
    'type',
    Object.fromEntries(SENDER_TYPES.map((type) => [type, record({ value: required(rules[type]) })])),
  );
};

/** Attributes of a channel by its type; what is not given comes from the club's settings. */
const attributeRules = (country: string | undefined): Readonly<Record<ChannelType, Rule>> => ({
  sms: fields({ sender: optional(isSender(country)) }),
  email: fields({
    from_email: optional(sequence(line(320), isMailAddress)),
    from_name: optional(line(128)),
  }),
  push: () => [],
});

const isChannelType = (name: unknown): name is ChannelType => CHANNELS.some((channel) => channel === name);

export const isChannel = ({ club, findTemplate }: ChannelContext): Rule => {
  const attributes = attributeRules(club.country);
  const isConfigured = ruleThat(
    (name) => isChannelType(name) && club.channels[name] !== undefined,
    'not_configured',
  );
  const template = (type: ChannelType | undefined) => required(isTemplatePayload(findTemplate, type));
  const ofType = (type: ChannelType) =>
    each(fields({ type: isConfigured, template: template(type) }), attributes[type]);
  return byTag(
    'type',
    Object.fromEntries(CHANNELS.map((type) => [type, ofType(type)])),
    fields({ type: required(oneOf(CHANNELS)), template: template(undefined) }),
  );
};

/** Types of channels as sent; those that are no channels are left out. */
export const channelTypesIn = (channels: unknown): readonly ChannelType[] =>
  (Array.isArray(channels) ? channels : []).map((channel) => valueAt(channel, 'type')).filter(isChannelType);

const typesAreUnique = ruleThat((channels) => {
  const types = channelTypesIn(channels);
  return new Set(types).size === types.length;
}, 'types_must_be_unique');

/** More elements than there are types cannot be unique; ten elements are enough to report that. */
const MAX_CHANNELS = 10;

export const areChannels = (context: ChannelContext): Rule =>
  sequence(
    listOfObjects({ min: 1, max: MAX_CHANNELS }, () => []),
    typesAreUnique,
    everyElement(isChannel(context)),
  );
