import type { EndpointExamples } from './example.ts';
import { OWN_VALUES } from './own-values.ts';

const SUBSCRIPTION = {
  id: Number(OWN_VALUES.SUBSCRIPTION_ID),
  url: OWN_VALUES.RECEIVER_URL,
  event_schema_version: 2,
  is_sent_on_import: true,
  is_sent_on_update: true,
  is_sent_on_delete: true,
  is_person_id_sent: false,
  excluded_sources: { update: ['web-shop'] },
  contact: 'it@example.com',
  paused: false,
  secret_token: '…Hw8s',
  signing_secret: '…mN0g',
  earlier_signing_secrets: [],
  created_at: '2025-01-22T09:58:02.412Z',
  updated_at: '2025-01-22T09:58:02.412Z',
} as const;

const SECRETS = {
  secret_token: 'Pq2l6c9yWbT0xZr4NfK8vJ1mEoUaSdGh5iCt7eRHw8s',
  signing_secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDLGVtmN0g',
} as const;

const path = { id: OWN_VALUES.SUBSCRIPTION_ID } as const;
const one = (summary: string, changed: object = {}) => ({
  summary,
  body: { members_changes_subscription: { ...SUBSCRIPTION, ...changed } },
});
const wrongUrl = (error: string, options: object, message: string) => ({
  error: 'Invalid parameters',
  details: {
    members_changes_subscription: {
      url: [{ value: 'http://10.0.0.1/hook', error, options, message }],
    },
  },
});
const NOT_PUBLIC = wrongUrl('invalid_url', {}, 'is not an HTTPS URL of a public host');

export const WEBHOOKS: Readonly<Record<string, EndpointExamples>> = {
  'webhooks.list': {
    about: 'All of the club, at most 20, by id. Secrets are shown by their last four characters.',
    requests: { all: { summary: 'All of them' } },
    replies: {
      200: { all: { summary: 'One subscription', body: { members_changes_subscriptions: [SUBSCRIPTION] } } },
    },
  },
  'webhooks.create': {
    about:
      'Each change of a member is sent to `url` as a POST within about half a minute of the subscription, and within seconds later. Only this reply has the secrets: the value of the header `X-Secret-Token`, and the secret that signs each delivery as [Standard Webhooks](https://www.standardwebhooks.com) say. Events show the properties that the calling product sees.',
    requests: {
      changes: {
        summary: 'Changes by others than the web shop, as version 2',
        body: {
          members_changes_subscription: {
            url: OWN_VALUES.RECEIVER_URL,
            event_schema_version: 2,
            excluded_sources: { update: ['web-shop'] },
            contact: 'it@example.com',
          },
        },
      },
    },
    replies: { 200: { created: one('The subscription, with its secrets', SECRETS) } },
    errors: { parameters_invalid: NOT_PUBLIC },
  },
  'webhooks.show': {
    requests: { by_id: { summary: 'By its id', path } },
    replies: { 200: { found: one('The subscription') } },
  },
  'webhooks.update': {
    about:
      'What is left out stays. While it is paused, events are kept, for 20 days, and sent once it is resumed. Functions act on the change within 30 seconds.',
    requests: {
      paused: {
        summary: 'Pause it',
        path,
        body: { members_changes_subscription: { paused: true } },
      },
      resumed: {
        summary: 'Resume it',
        path,
        body: { members_changes_subscription: { paused: false } },
      },
    },
    replies: { 200: { paused: one('The subscription as it is now', { paused: true }) } },
    errors: { parameters_invalid: NOT_PUBLIC },
  },
  'webhooks.destroy': {
    about: 'Events that wait are not sent any more.',
    requests: { remove: { summary: 'Remove it', path } },
    replies: { 200: { removed: one('The subscription as it was') } },
  },
  'webhooks.rotate-secret': {
    about:
      'The earlier signing secret signs beside the new one for `overlap_hours`, 24 by default, at most 168, so that the receiver can change over; `0` ends it at once.',
    requests: { rotate: { summary: 'Rotate it within a day', path, body: { overlap_hours: 24 } } },
    replies: {
      200: {
        rotated: one('The subscription, with its new signing secret', {
          signing_secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwQk0mVxT1hUs=',
          earlier_signing_secrets: [{ signing_secret: '…mN0g', expires_at: '2025-01-23T09:58:02.412Z' }],
        }),
      },
    },
    errors: {
      parameters_invalid: {
        error: 'Invalid parameters',
        details: {
          overlap_hours: [
            {
              value: 169,
              error: 'less_or_equal_to',
              options: { number: 168 },
              message: 'must be less than or equal to 168',
            },
          ],
        },
      },
    },
  },
  'webhooks.test': {
    about:
      'Sends one event of the type `test`, about no member, signed like all others, also while the subscription is paused. Waits for the answer, at most ten seconds; the event is not repeated.',
    requests: { test: { summary: 'Test it', path } },
    replies: {
      200: {
        delivered: {
          summary: 'The receiver took it',
          body: {
            delivery: { outcome: 'delivered', status: 200, reply: 'ok', reason: null, retry_after: null },
          },
        },
        failed: {
          summary: 'There was no answer',
          body: {
            delivery: {
              outcome: 'failed',
              status: null,
              reply: null,
              reason: 'timeout',
              retry_after: null,
            },
          },
        },
      },
    },
  },
};
