import type { Channel as ChannelType } from '#shared/vocabulary.ts';
import type { Club } from '../clubs/club.ts';
import type { Message, MessageChannel, Template } from './message.ts';
import type { Sending, SendingState } from './sending.ts';
import { sendingsCount, sendingsStatus } from './sending-status.ts';

const templateView = (template: Template) => ({
  id: template.id,
  wrapper_id: template.wrapper_id,
  type: template.type,
  content: template.content,
  created_at: template.created_at,
  updated_at: template.updated_at,
});

const channelAttributes = (channel: MessageChannel) => {
  switch (channel.type) {
    case 'sms':
      return { sender: { type: channel.sender.type, value: channel.sender.value } };
    case 'email':
      return { from_email: channel.from_email, from_name: channel.from_name };
    case 'push':
      return {};
  }
};

const channelView = (channel: MessageChannel, templates: ReadonlyMap<number, Template>) => {
  const template = templates.get(channel.template_id);
  return {
    id: channel.id,
    type: channel.type,
    ...channelAttributes(channel),
    template: template ? templateView(template) : null,
    created_at: channel.created_at,
    updated_at: channel.updated_at,
  };
};

/** A sending as its message shows it (contract §5.2.1, MessageSending). */
const latestSendingView = (sending: SendingState) => ({
  id: sending.id,
  status: sending.status,
  audience_id: sending.audience_id,
  recipients_count: sending.recipients_count,
  dispatches_count: sending.dispatches_count,
  members_count: sending.members_count,
  scheduled_at: sending.scheduled_at,
  transmitted_at: sending.transmitted_at,
  created_at: sending.created_at,
  updated_at: sending.updated_at,
});

/** A sending as an operator lists it: without its recipients. */
export const sendingListView = (sending: SendingState) => ({
  ...latestSendingView(sending),
  message_id: sending.message_id,
});

export type SendingListView = ReturnType<typeof sendingListView>;

/** What a message shows of other records. */
interface MessageParts {
  readonly templates: ReadonlyMap<number, Template>;
  readonly latestSending: SendingState | undefined;
}

/** A message as callers see it (contract §5.2.1). */
export const messageView = (message: Message, { templates, latestSending }: MessageParts) => ({
  id: message.id,
  name: message.name,
  shorten_urls: message.shorten_urls,
  track_in_shortener: message.track_in_shortener,
  service: message.service,
  campaign_id: message.campaign_id,
  created_at: message.created_at,
  updated_at: message.updated_at,
  channels: message.channels.map((channel) => channelView(channel, templates)),
  sendings_status: sendingsStatus(message.tally),
  sendings_count: sendingsCount(message.tally),
  latest_sending: latestSending ? latestSendingView(latestSending) : null,
});

/** A sending as callers see it (contract §5.2.5). */
export const sendingView = (sending: Sending) => ({
  id: sending.id,
  message_id: sending.message_id,
  audience_id: sending.audience_id,
  status: sending.status,
  draft: sending.draft,
  priority: sending.priority,
  scheduled_at: sending.scheduled_at,
  scheduled_with: sending.schedule,
  created_at: sending.created_at,
  updated_at: sending.updated_at,
  transmitted_at: sending.transmitted_at,
  dispatches_count: sending.dispatches_count,
  ...(sending.exclusions && { exclusions: sending.exclusions }),
  ...(sending.sms_parts !== null && { sms_parts: sending.sms_parts }),
  recipients: sending.recipients.map(({ member_id, msisdn, email, app_token, properties }) => ({
    member_id,
    msisdn,
    email,
    app_token,
    properties,
  })),
});

/** The club's messaging settings; a channel that is not set up is `null` (contract §5.6). */
export const settingsView = ({ channels: { sms, email, push } }: Pick<Club, 'channels'>) => ({
  channels: {
    sms: sms ? { sender_type: sms.sender_type, sender_value: sms.sender_value } : null,
    email: email ? { from_name: email.from_name, from_email: email.from_email } : null,
    push: push ? { android_app_id: push.android_app_id ?? null, ios_app_id: push.ios_app_id ?? null } : null,
  } satisfies Record<ChannelType, unknown>,
});
