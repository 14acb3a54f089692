import {
  ANY_GRANT,
  isTokenCreation,
  isTokenSearch,
  isTokenUpdate,
} from '#shared/domain/client-tokens/client-token-payload.ts';
import { isOnlyToken, isRegistration } from '#shared/domain/members/device-rules.ts';
import { isAudience } from '#shared/domain/messaging/audience.ts';
import { isBulkBody, isOperation } from '#shared/domain/messaging/bulk-operations.ts';
import { isChannel } from '#shared/domain/messaging/channel-rules.ts';
import { ANY_CONTEXT, PAYLOADS } from '#shared/domain/messaging/payloads.ts';
import { isRecipient } from '#shared/domain/messaging/recipient-rules.ts';
import { isSchedule } from '#shared/domain/messaging/schedule.ts';
import { isDefinition } from '#shared/domain/messaging/template-rules.ts';
import type { Rule } from '#shared/domain/validation/rule.ts';
import { optional, record, required } from '#shared/domain/validation/rules.ts';
import { isReplay } from '#shared/domain/webhooks/replay-payload.ts';
import {
  ANY_SUBSCRIPTION,
  isRotation,
  isSubscriptionCreation,
  isSubscriptionUpdate,
} from '#shared/domain/webhooks/subscription-payload.ts';

const tokenSettings = isTokenCreation(ANY_GRANT);
const tokenUpdate = isTokenUpdate(ANY_GRANT);
const subscriptionSettings = isSubscriptionCreation(ANY_SUBSCRIPTION);
const subscriptionUpdate = isSubscriptionUpdate(ANY_SUBSCRIPTION);
const operation = isOperation(PAYLOADS);

/** Rules whose schemas have names in the document. */
export const PAYLOAD_RULES = {
  ChannelPayload: isChannel(ANY_CONTEXT),
  ClientTokenPayload: tokenSettings,
  ClientTokenUpdatePayload: tokenUpdate,
  MessagePayload: PAYLOADS['message.create'],
  MessageUpdatePayload: PAYLOADS['message.update'],
  MessagingOperation: operation,
  RecipientPayload: isRecipient([], undefined),
  SendingPayload: PAYLOADS['sending.create'],
  SubscriptionPayload: subscriptionSettings,
  SubscriptionUpdatePayload: subscriptionUpdate,
  TemplatePayload: isDefinition(ANY_CONTEXT.findTemplate, undefined),
} as const satisfies Readonly<Record<string, Rule>>;

/** Rules whose schemas have names in the document together with `null`, which is the same as leaving the value out. */
export const OPTIONAL_PAYLOAD_RULES = {
  AudiencePayload: optional(isAudience(ANY_CONTEXT)),
  FirstSendingPayload: optional(PAYLOADS['sending.create']),
  SchedulePayload: optional(isSchedule(ANY_CONTEXT.now)),
} as const satisfies Readonly<Record<string, Rule>>;

/** Rules of the bodies that the gateway's schema leaves to them, by endpoint. */
export const BODY_RULES: Readonly<Record<string, Rule>> = {
  'messages.create': record({ message: required(PAYLOADS['message.create']) }),
  'messages.update': record({ message: required(PAYLOADS['message.update']) }),
  'messages.bulks': isBulkBody(operation),
  'sendings.create': record({ sending: required(PAYLOADS['sending.create']) }),
  'sendings.update': record({ sending: required(PAYLOADS['sending.update']) }),
  'tokens.create': record({ token: required(tokenSettings) }),
  'tokens.update': record({ token: required(tokenUpdate) }),
  'tokens.find': isTokenSearch,
  'webhooks.create': record({
    members_changes_subscription: required(subscriptionSettings),
  }),
  'webhooks.update': record({
    members_changes_subscription: required(subscriptionUpdate),
  }),
  'webhooks.rotate-secret': isRotation,
  'webhooks.replay': isReplay({ club: '', subscription: 0, now: new Date(0) }),
  'members.update-app-token': isOnlyToken,
  'me.update-app-token': isOnlyToken,
  'me.app-tokens': isRegistration,
};
