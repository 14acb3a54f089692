import type { EndpointExamples } from './example.ts';
import { ONLY_PAGE } from './member.ts';
import {
  EMAIL_CHANNEL,
  FIRST_NAME_IS_PIOTR,
  MESSAGE,
  NEW_MESSAGE,
  PIOTR,
  SMS_CHANNEL,
  treeAt,
} from './message.ts';
import { OWN_VALUES } from './own-values.ts';

const path = { id: OWN_VALUES.MESSAGE_ID } as const;
const FOUND = { message: { summary: 'The message', body: { message: MESSAGE } } } as const;

export const MESSAGES: Readonly<Record<string, EndpointExamples>> = {
  'messages.list': {
    about: 'In the order of ids. All filters that are sent must match.',
    requests: {
      drafts: {
        summary: 'Messages without a scheduled sending',
        query: { sendings_status: 'draft', per_page: '20' },
      },
    },
    replies: {
      200: {
        page: { summary: 'The only page', body: { messages: [MESSAGE], pagination_info: ONLY_PAGE } },
      },
    },
    errors: {
      parameters_invalid: {
        error: 'Invalid parameters',
        details: {
          per_page: [
            {
              value: 500,
              error: 'less_or_equal_to',
              options: { number: 100 },
              message: 'must be less than or equal to 100',
            },
          ],
        },
      },
    },
  },
  'messages.create': {
    about:
      'A message has one or several channels, each with a new template or a copy of an existing one. A sending uses the first channel. `sending` creates the first sending, too. A `service` needs its own permit.',
    requests: {
      with_sending: {
        summary: 'An SMS in 15 minutes, to an audience and one more member',
        body: {
          message: {
            name: 'My message',
            shorten_urls: false,
            channels: [SMS_CHANNEL],
            sending: {
              schedule: { type: 'relative', in: '15 minutes' },
              audience: FIRST_NAME_IS_PIOTR,
              recipients: [PIOTR],
            },
          },
        },
      },
      without_sending: {
        summary: 'An e-mail that waits for its sendings',
        body: { message: { name: 'Coffee week', channels: [EMAIL_CHANNEL] } },
      },
    },
    replies: { 200: { created: { summary: 'The new message', body: { message: MESSAGE } } } },
    errors: {
      parameters_invalid: treeAt('message', 'channels', {
        value: [],
        error: 'size_too_small',
        options: { number: 1 },
        message: 'has too few elements (min 1)',
      }),
      permit_missing: {
        error: 'Not authorized: Messages:Api:Messages:UseService:Campaigns permit is required',
      },
    },
  },
  'messages.get': { requests: { get: { summary: 'By id', path } }, replies: { 200: FOUND } },
  'messages.update': {
    about:
      'What is not sent stays as it is. `channels` replaces all channels. A message does not change its sendings.',
    requests: {
      rename: { summary: 'Another name', path, body: { message: { name: 'my name' } } },
      replace_channels: {
        summary: 'Other channels',
        path,
        body: { message: { channels: [SMS_CHANNEL, EMAIL_CHANNEL] } },
      },
    },
    replies: {
      200: {
        updated: {
          summary: 'The message after the change',
          body: { message: { ...NEW_MESSAGE, name: 'my name' } },
        },
      },
    },
    errors: {
      parameters_invalid: treeAt('message', 'name', {
        value: null,
        error: 'presence',
        options: {},
        message: 'must be present',
      }),
    },
  },
  'messages.destroy': {
    about: 'Scheduled sendings never run; running ones are cancelled.',
    requests: { remove: { summary: 'Remove', path } },
    replies: { 200: { removed: { summary: 'The message as it was', body: { message: NEW_MESSAGE } } } },
  },
  'messages.settings': {
    about: 'A channel that the club does not have is `null`; messages cannot be made for it.',
    requests: { settings: { summary: 'The settings' } },
    replies: {
      200: {
        settings: {
          summary: 'A club with all channels',
          body: {
            settings: {
              channels: {
                sms: { sender_type: 'alphanumeric', sender_value: 'Infinity' },
                email: { from_name: 'Infinity', from_email: 'infinity-mall@placewise.com' },
                push: { android_app_id: 'no.bstcm.loyaltyapp.infinity_mall', ios_app_id: '1231452117' },
              },
            },
          },
        },
      },
    },
  },
};
