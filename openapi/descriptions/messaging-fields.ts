import type { FieldDescriptions } from './field-descriptions.ts';

const MESSAGE = {
  shorten_urls: 'Kept for whoever shortens; true by default.',
  track_in_shortener: 'Kept for whoever shortens; false by default.',
  service: 'What the message is for; each service has a permit of its own.',
  campaign_id: 'Only with the service `campaigns`.',
} as const;

const PAYLOAD = {
  ...MESSAGE,
  name: 'For people; one line.',
  channels: 'Each type once; the first one is used.',
} as const;

/** Messages, sendings and dispatches. */
export const MESSAGING_MODEL_FIELDS: FieldDescriptions = {
  Message: {
    ...MESSAGE,
    sendings_status:
      '`draft` when all sendings are drafts or there are none, `finished` when all have ended, else `scheduled`.',
    latest_sending: '`null` when there is none.',
  },
  MessagePayload: { ...PAYLOAD, sending: 'The first sending, if it shall be scheduled at once.' },
  MessageUpdatePayload: { ...PAYLOAD, channels: 'Replaces all of them.' },
  ChannelPayload: {
    template: 'Written here (`inline`), or copied from one that exists (`reference`).',
    sender: 'Who an SMS comes from: 2 to 11 letters and digits, or an MSISDN. By default the club’s.',
    from_email: 'Who an e-mail comes from; by default the club.',
    from_name: 'Name beside `from_email`; by default the club’s.',
  },
  TemplatePayload: {
    type: 'Where it fits and what it may hold.',
    content: 'Liquid texts; which ones there are depends on the type.',
    wrapper_id: 'Template around this one; its `{{ content }}` is where this one goes.',
  },
  Sending: {
    scheduled_with: 'The schedule as it was sent.',
    scheduled_at: 'When it goes out; `null` for a draft.',
    transmitted_at: 'When it had gone out.',
    dispatches_count: 'Messages to single addresses; `null` before it is executed.',
  },
  SendingPayload: {
    draft: 'Do not schedule it, whatever the schedule; false by default.',
    priority: '1 to 10; needs a permit of its own.',
    schedule: 'When; without one it is a draft.',
    audience: 'Members by conditions, found when it is executed.',
    recipients: 'Members and others by name; replaces all of them.',
  },
  RecipientPayload: {
    member_id: 'A member, at the address that it has then; the other identifiers are ignored beside it.',
    properties: 'Values for templates, such as `{{ first_name }}`.',
  },
  Dispatch: {
    content: 'What was sent; emptied in time.',
    transmission_status: 'Whether it was handed over.',
    delivery_status: 'Whether it arrived, as far as that is known.',
    external_delivery_status: 'A reason or a provider’s code, where there is one.',
    cleaned_at: 'When content and addresses were erased.',
  },
  DispatchMember: { id: 'Id of the member.', app_tokens: 'All devices that it was reached on.' },
  MessagingBulkResults: {
    results: 'One for each operation that ran, in order; with status 470 the last one failed.',
  },
};
