import type { FieldDescriptions } from './field-descriptions.ts';

const MESSAGE = {
  shorten_urls: 'Stored and shown, without effect; true by default.',
  track_in_shortener: 'Stored and shown, without effect; false by default.',
  service: 'What the message is for; each service has a permit of its own.',
  campaign_id: 'Only with the service `campaigns`.',
} as const;

const PAYLOAD = {
  ...MESSAGE,
  name: 'Name for people; one line.',
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
  MessagePayload: { ...PAYLOAD, sending: 'The first sending of the message.' },
  MessageUpdatePayload: { ...PAYLOAD, channels: 'Replaces all channels.' },
  ChannelPayload: {
    template: 'A new one (`inline`), or a copy of an existing one (`reference`).',
    sender: 'Sender of an SMS: 2 to 11 letters and digits, or an MSISDN. By default the club’s.',
    from_email: 'Sender of an e-mail; by default the club’s.',
    from_name: 'Name beside `from_email`; by default the club’s.',
  },
  TemplatePayload: {
    type: 'Decides the channels and the attributes of the content.',
    content: 'Liquid texts; their names depend on the type.',
    wrapper_id: 'Template around this one, which replaces its `{{ content }}`.',
  },
  Sending: {
    scheduled_with: 'The schedule as it was sent.',
    scheduled_at: 'When it goes out; `null` for a draft.',
    transmitted_at: 'End of the transmission.',
    dispatches_count: 'Number of dispatches; `null` before the execution.',
  },
  SendingPayload: {
    draft: 'Do not schedule it, whatever the schedule; false by default.',
    priority:
      '1 (first) to 10; needs a permit of its own. Sendings of a club that are sent at the same time share its rate by `11 - priority`; `null` counts as 5.',
    schedule: 'Time of the sending; without one it is a draft.',
    audience: 'Members by conditions, evaluated at the preparation.',
    recipients: 'Members and addresses; replaces all recipients.',
  },
  RecipientPayload: {
    member_id:
      'Id of a member, who gets the message at the present address; other identifiers beside it are ignored.',
    properties: 'Values for templates, such as `{{ first_name }}`.',
  },
  Dispatch: {
    content: 'The text as sent; erased later (`cleaned_at`).',
    transmission_status: 'Whether the provider accepted it.',
    delivery_status: 'Whether it arrived, as far as the provider reports it.',
    external_delivery_status: 'A reason or a provider’s code, where there is one.',
    cleaned_at: 'When content and addresses were erased.',
  },
  DispatchMember: { id: 'Id of the member.', app_tokens: 'All devices of the member in this sending.' },
  MessagingBulkResults: {
    results: 'One for each operation that ran, in order; with status 470 the last one failed.',
  },
};
