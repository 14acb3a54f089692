import {
  type GrantContext,
  isTokenCreation,
  isTokenSearch,
  isTokenUpdate,
} from '#shared/domain/client-tokens/client-token-payload.ts';
import { isOnlyToken, isRegistration } from '#shared/domain/members/device-rules.ts';
import { isAudience } from '#shared/domain/messaging/audience.ts';
import { isBulkBody, isOperation } from '#shared/domain/messaging/bulk-operations.ts';
import { isChannel } from '#shared/domain/messaging/channel-rules.ts';
import { newMessage } from '#shared/domain/messaging/message-draft.ts';
import {
  isMessageCreation,
  isMessageUpdate,
  type MessageContext,
} from '#shared/domain/messaging/message-rules.ts';
import { isRecipient } from '#shared/domain/messaging/recipient-rules.ts';
import { isSchedule } from '#shared/domain/messaging/schedule.ts';
import { isSendingPayload } from '#shared/domain/messaging/sending-rules.ts';
import { isDefinition } from '#shared/domain/messaging/template-rules.ts';
import type { Rule } from '#shared/domain/validation/rule.ts';
import { record, required } from '#shared/domain/validation/rules.ts';

/** What rules ask about stored records does not show in their schemas. */
const CONTEXT: MessageContext & { readonly channels: [] } = {
  now: new Date(0),
  schema: {
    type: 'object',
    identifiers: [],
    languages: [],
    default_language: '',
    version: '',
    properties: {},
  },
  audienceExists: () => true,
  club: { channels: {} },
  findTemplate: () => undefined,
  channels: [],
};

/** A caller without limits. */
const GRANT: GrantContext = {
  token: { clubs: null, customers: null, product: null, internal: true },
  permits: [],
  policies: [],
  clubs: new Map(),
};

const message = isMessageCreation(CONTEXT);
const messageUpdate = isMessageUpdate(CONTEXT, newMessage(1, {}, CONTEXT.now));
const sending = isSendingPayload(CONTEXT);
const tokenSettings = isTokenCreation(GRANT);
const tokenUpdate = isTokenUpdate(GRANT);
const operation = isOperation({
  'message.create': message,
  'message.update': messageUpdate,
  'sending.create': sending,
  'sending.update': sending,
});

/** Rules whose schemas have names in the document. */
export const PAYLOAD_RULES = {
  AudiencePayload: isAudience(CONTEXT),
  ChannelPayload: isChannel(CONTEXT),
  ClientTokenPayload: tokenSettings,
  ClientTokenUpdatePayload: tokenUpdate,
  MessagePayload: message,
  MessageUpdatePayload: messageUpdate,
  MessagingOperation: operation,
  RecipientPayload: isRecipient([], undefined),
  SchedulePayload: isSchedule(CONTEXT.now),
  SendingPayload: sending,
  TemplatePayload: isDefinition(CONTEXT.findTemplate, undefined),
} as const satisfies Readonly<Record<string, Rule>>;

/** Rules of the bodies that the gateway's schema leaves to them, by endpoint. */
export const BODY_RULES: Readonly<Record<string, Rule>> = {
  'messages.create': record({ message: required(message) }),
  'messages.update': record({ message: required(messageUpdate) }),
  'messages.bulks': isBulkBody(operation),
  'sendings.create': record({ sending: required(sending) }),
  'sendings.update': record({ sending: required(sending) }),
  'tokens.create': record({ token: required(tokenSettings) }),
  'tokens.update': record({ token: required(tokenUpdate) }),
  'tokens.find': isTokenSearch,
  'members.update-app-token': isOnlyToken,
  'me.update-app-token': isOnlyToken,
  'me.app-tokens': isRegistration,
};
