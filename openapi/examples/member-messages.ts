import type { EndpointExamples } from './example.ts';
import { ONLY_PAGE } from './member.ts';
import { OWN_VALUES } from './own-values.ts';

const { MEMBER_ID, MEMBER_MESSAGE_ID } = OWN_VALUES;

const MESSAGE = {
  id: MEMBER_MESSAGE_ID,
  type: 'email',
  created_at: '2020-09-18T09:29:01.340Z',
  content: '<p>Two coffees for one, all week.</p>',
} as const;

export const MEMBER_MESSAGES: Readonly<Record<string, EndpointExamples>> = {
  'member-messages.list': {
    about:
      'In the order of their ids. `include_content` is true by default on the 2017 path and false on the later one; without it the content is `null`, and so it is when it is erased. The messages go with their member.',
    requests: {
      emails: {
        summary: 'E-mails without their content',
        path: { id: MEMBER_ID },
        query: { type: 'email', include_content: 'false' },
      },
    },
    replies: {
      200: {
        page: {
          summary: 'The only page',
          body: { messages: [{ ...MESSAGE, content: null }], pagination_info: ONLY_PAGE },
        },
      },
    },
    errors: { parameter_invalid: { error: 'per_page must be an integer from 1 to 1000' } },
  },
  'member-messages.get': {
    requests: {
      get: { summary: 'With its content', path: { id: MEMBER_ID, message_id: MEMBER_MESSAGE_ID } },
    },
    replies: { 200: { message: { summary: 'The message', body: { message: MESSAGE } } } },
  },
};
