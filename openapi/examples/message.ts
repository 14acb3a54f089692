/** The documented message and sending (contract §5.2), and payloads that make them. */

const TIMES = {
  created_at: '2020-09-15T12:45:08.625Z',
  updated_at: '2020-09-15T12:45:08.625Z',
} as const;

export const MESSAGE = {
  id: 80,
  name: 'DD3',
  shorten_urls: true,
  track_in_shortener: false,
  service: null,
  campaign_id: null,
  created_at: '2020-09-15T10:01:09.467Z',
  updated_at: '2020-09-15T10:01:09.467Z',
  channels: [
    {
      id: 55781,
      type: 'sms',
      sender: { type: 'alphanumeric', value: 'Infinity' },
      template: {
        id: 609193,
        wrapper_id: 3491,
        type: 'plain',
        content: { body: 'Hei {{name}}' },
        created_at: '2020-09-15T12:45:08.618Z',
        updated_at: '2020-09-15T12:45:08.618Z',
      },
      ...TIMES,
    },
  ],
  sendings_status: 'scheduled',
  sendings_count: 3,
  latest_sending: {
    id: 3920,
    status: 'scheduled',
    audience_id: 107103,
    recipients_count: 0,
    dispatches_count: 9513,
    members_count: 9000,
    scheduled_at: '2020-10-15T15:27:02.853Z',
    transmitted_at: null,
    created_at: '2020-09-15T12:27:02.853Z',
    updated_at: '2020-09-15T12:45:08.625Z',
  },
} as const;

/** Without a sending yet. */
export const NEW_MESSAGE = {
  ...MESSAGE,
  name: 'My message',
  shorten_urls: false,
  sendings_status: 'draft',
  sendings_count: 0,
  latest_sending: null,
} as const;

export const SENDING = {
  id: 3958,
  message_id: 80,
  audience_id: 106642,
  status: 'scheduled',
  draft: false,
  priority: null,
  scheduled_at: '2020-09-18T09:28:59.918Z',
  scheduled_with: { type: 'relative', in: '15 minutes' },
  created_at: '2020-09-18T09:13:59.937Z',
  updated_at: '2020-09-18T09:13:59.937Z',
  transmitted_at: null,
  dispatches_count: null,
  recipients: [
    { member_id: 42, msisdn: null, email: null, app_token: null, properties: { first_name: 'Piotr' } },
  ],
} as const;

export const FIRST_NAME_IS_PIOTR = {
  type: 'inline',
  conditions: [
    { condition_group: 'member_properties', field: 'first_name', operator: 'match', value: 'Piotr' },
  ],
} as const;

export const SMS_CHANNEL = {
  type: 'sms',
  sender: { type: 'alphanumeric', value: 'Infinity' },
  template: {
    type: 'inline',
    definition: { type: 'plain', content: { body: 'Hi {{first_name}}!' } },
  },
} as const;

export const EMAIL_CHANNEL = {
  type: 'email',
  from_name: 'Infinity',
  from_email: 'infinity-mall@example.com',
  template: {
    type: 'inline',
    definition: {
      type: 'email',
      content: { subject: 'Hi {{first_name}}!', body: '<p>Two coffees for one, all week.</p>' },
    },
  },
} as const;

export const PIOTR = { member_id: 42, properties: { first_name: 'Piotr' } } as const;

/** A tree with one leaf (contract §1.8). */
export const treeAt = (under: string, name: string, leaf: object) => ({
  error: 'Invalid parameters',
  details: { [under]: { [name]: [leaf] } },
});
