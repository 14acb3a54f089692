import { SERVICES } from '#shared/vocabulary.ts';
import { problem } from '../validation/problem.ts';
import {
  each,
  fields,
  isAbsent,
  isFlag,
  isId,
  isObject,
  line,
  notNullIfPresent,
  oneOf,
  optional,
  type Rule,
  required,
  sequence,
  valueAt,
} from '../validation/rules.ts';
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
  sequence(isObject, (payload) =>
    each(
      fields({
        name: required(name),
        ...COMMON,
        channels: required(areChannels(context)),
        sending: optional(
          isSendingPayload({ ...context, channels: channelTypesIn(valueAt(payload, 'channels')) }),
        ),
      }),
      campaignHasItsService(undefined),
    )(payload),
  );

/** Removing the channels is asking for none of them: too few (contract §5.3.2). */
const replacedChannels =
  (context: MessageContext): Rule =>
  (channels) => {
    if (channels === undefined) return [];
    return areChannels(context)(channels ?? []);
  };

/** A partial update (contract §5.3.2); a sending is never changed through its message. */
export const isMessageUpdate = (context: MessageContext, before: Message): Rule =>
  sequence(
    isObject,
    each(
      fields({
        name: notNullIfPresent(name),
        ...COMMON,
        channels: replacedChannels(context),
        sending: (sending) => (isAbsent(sending) ? [] : [problem('not_permitted', sending)]),
      }),
      campaignHasItsService(before),
    ),
  );
