import type { EndpointExamples } from './example.ts';
import { ONLY_PAGE } from './member.ts';
import { FIRST_NAME_IS_PIOTR, PIOTR, SENDING, treeAt } from './message.ts';
import { OWN_VALUES } from './own-values.ts';

const path = { id: OWN_VALUES.SENDING_ID } as const;
const sent = { id: OWN_VALUES.SENT_SENDING_ID } as const;

const NO_RECIPIENTS = treeAt('sending', 'base', {
  value: null,
  error: 'sending_must_have_audience_or_recipients',
  options: {},
  message: 'must have an audience or recipients',
});

export const SENDINGS: Readonly<Record<string, EndpointExamples>> = {
  'sendings.get': {
    requests: { get: { summary: 'By id', path } },
    replies: { 200: { sending: { summary: 'The sending', body: { sending: SENDING } } } },
  },
  'sendings.create': {
    about:
      'Goes to an audience, to recipients, or to both. Without a `schedule`, or with `draft`, it is a draft. A `priority` needs its own permit.',
    requests: {
      scheduled: {
        summary: 'In 15 minutes, to an audience and one more member',
        path: { id: OWN_VALUES.MESSAGE_ID },
        body: {
          sending: {
            schedule: { type: 'relative', in: '15 minutes' },
            audience: FIRST_NAME_IS_PIOTR,
            recipients: [PIOTR],
          },
        },
      },
      draft: {
        summary: 'A draft to an address without a member',
        path: { id: OWN_VALUES.MESSAGE_ID },
        body: {
          sending: {
            draft: true,
            recipients: [{ msisdn: '4740769126', properties: { first_name: 'Anna' } }],
          },
        },
      },
    },
    replies: { 200: { created: { summary: 'The new sending', body: { sending: SENDING } } } },
    errors: {
      parameters_invalid: NO_RECIPIENTS,
      permit_missing: { error: 'Not authorized: Messages:Api:Sendings:SetPriority permit is required' },
    },
  },
  'sendings.update': {
    about:
      'What is not sent stays as it is, `null` removes; `recipients` replaces all recipients. `draft: true` makes a scheduled sending a draft. From its preparation on the answer is 405.',
    requests: {
      take_back: { summary: 'Take it back', path, body: { sending: { draft: true } } },
      at_a_time: {
        summary: 'Send it at a time',
        path,
        body: { sending: { schedule: { type: 'absolute', at: '2031-05-17T08:00:00Z' } } },
      },
    },
    replies: {
      200: {
        draft: {
          summary: 'A draft again',
          body: { sending: { ...SENDING, status: 'draft', draft: true, scheduled_at: null } },
        },
      },
    },
    errors: {
      parameters_invalid: treeAt('sending', 'priority', {
        value: 11,
        error: 'less_or_equal_to',
        options: { number: 10 },
        message: 'must be less than or equal to 10',
      }),
    },
  },
  'sendings.cancel': {
    about:
      'Stops a running sending: what the provider does not have yet does not go out. An update with `draft: true` stops a scheduled one instead.',
    requests: { cancel: { summary: 'Stop it', path: { id: OWN_VALUES.RUNNING_SENDING_ID } } },
    replies: {
      200: {
        cancelled: { summary: 'Stopped', body: { sending: { ...SENDING, id: 3921, status: 'cancelled' } } },
      },
    },
  },
  'dispatches.list': {
    about:
      'One dispatch is one message to one address. Contents and addresses are erased later (`cleaned_at`).',
    requests: {
      sent: {
        summary: 'Transmitted ones',
        path: sent,
        query: { transmission_status: 'transmitted', per_page: '100' },
      },
    },
    replies: {
      200: {
        page: {
          summary: 'The only page',
          body: {
            dispatches: [
              {
                id: 1,
                type: 'sms',
                content: { body: 'Hi Piotr!' },
                member_id: 42,
                msisdn: '4740769126',
                email: null,
                app_token: null,
                transmission_status: 'transmitted',
                delivery_status: 'pending',
                external_delivery_status: null,
                created_at: '2020-09-18T09:24:00.102Z',
                updated_at: '2020-09-18T09:29:01.340Z',
                scheduled_at: '2020-09-18T09:28:59.918Z',
                transmitted_at: '2020-09-18T09:29:01.340Z',
                delivered_at: null,
                cleaned_at: null,
              },
            ],
            pagination_info: ONLY_PAGE,
          },
        },
      },
    },
  },
  'dispatches.members': {
    about: 'Each member once, with all devices of the sending.',
    requests: {
      members: { summary: 'The first page', path: sent, query: { per_page: '100', page_no: '1' } },
    },
    replies: {
      200: {
        page: {
          summary: 'The only page',
          body: {
            dispatch_members: [{ id: 42, type: 'sms', msisdn: '4740769126', email: null, app_tokens: [] }],
            pagination_info: ONLY_PAGE,
          },
        },
      },
    },
  },
};
