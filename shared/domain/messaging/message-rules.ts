import { SERVICES } from '#shared/vocabulary.ts';
import { problem } from '../validation/problem.ts';
import { type Rule, withSchema } from '../validation/rule.ts';
import {
  depending,
  each,
  fields,
  isAbsent,
  isObject,
  notNullIfPresent,
  oneOf,
  optional,
  reading,
  required,
  sequence,
  unlessLeftOut,
  valueAt,
} from '../validation/rules.ts';
import { isFlag, isId, line } from '../validation/value-rules.ts';
import { areChannels, channelTypesIn } from './channel-rules.ts';
import type { Message } from './message.ts';
import { CAMPAIGN_SERVICE } from './message-services.ts';
import { isSendingPayload, type SendingRulesContext } from './sending-rules.ts';
import type { FindTemplate } from './template-rules.ts';

export interface MessageContext extends Omit<SendingRulesContext, 'channels'> {
  readonly findTemplate: FindTemplate;
}

const name = line(255);

/** Attributes that creation and update share. */
const COMMON: Readonly<Record<string, Rule>> = {
  shorten_urls: optional(isFlag),
  track_in_shortener: optional(isFlag),
  service: optional(oneOf(SERVICES)),
  campaign_id: optional(isId),
};

/** A campaign needs the campaigns service, after merging with what is stored (contract §5.3.2). */
const campaignHasItsService =
  (before: Message | undefined): Rule =>
  (payload) => {
    const merged = (key: 'service' | 'campaign_id'): unknown => {
      const sent = valueAt(payload, key);
      return sent === undefined ? before?.[key] : sent;
    };
    const campaign = merged('campaign_id');
    if (isAbsent(campaign) || merged('service') === CAMPAIGN_SERVICE) return [];
    return [problem('is_relevant_only_for_campaign_service', campaign, {}, ['campaign_id'])];
  };

/** A MessagePayload (contract §5.3.1). */
export const isMessageCreation = (context: MessageContext): Rule =>
  sequence(
    isObject,
    each(
      fields({ name: required(name), ...COMMON, channels: required(areChannels(context)) }),
      depending((payload) => {
        const channels = channelTypesIn(valueAt(payload, 'channels'));
        return fields({ sending: optional(isSendingPayload({ ...context, channels })) });
      }),
      campaignHasItsService(undefined),
    ),
  );

/** `null` removes the channels, which counts as an empty list: too few (contract §5.3.2). */
const replacedChannels = (context: MessageContext): Rule =>
  unlessLeftOut(reading((channels) => channels ?? [], areChannels(context)));

/** `null` is as good as nothing; the document does not name the key. */
const isNotPermitted = withSchema(
  () => false,
  optional((value) => [problem('not_permitted', value)]),
);

/** A partial update (contract §5.3.2); a sending is never changed through its message. */
export const isMessageUpdate = (context: MessageContext, before: Message): Rule =>
  sequence(
    isObject,
    each(
      fields({
        name: notNullIfPresent(name),
        ...COMMON,
        channels: replacedChannels(context),
        sending: isNotPermitted,
      }),
      campaignHasItsService(before),
    ),
  );
