import type { EndpointExamples } from './example.ts';
import { ONLY_PAGE } from './member.ts';
import { OWN_VALUES } from './own-values.ts';

const TOKEN = {
  id: Number(OWN_VALUES.CLIENT_TOKEN_ID),
  name: 'Web shop',
  token: '…Xv8K',
  permits: ['BL:Api:Members:Create'],
  policies: ['MembersApiReadAccess'],
  loyalty_club_ids: [1],
  customers: null,
  product: 'default',
  internal: false,
  created_at: '2025-01-22T09:58:02.412Z',
  updated_at: '2025-01-22T09:58:02.412Z',
  created_by: { entity_type: 'token', entity_id: 3 },
  updated_by: { entity_type: 'token', entity_id: 3 },
} as const;

const path = { id: OWN_VALUES.CLIENT_TOKEN_ID } as const;
const FOUND = { token: { summary: 'The token, by its end', body: { token: TOKEN } } } as const;

const wrongAt = (name: string, leaf: object) => ({
  error: 'Invalid parameters',
  details: { token: { [name]: leaf } },
});

const NOT_HELD = { error: 'Not authorized: BL:Api:Members:Destroy permit is required' } as const;

export const CLIENT_TOKENS: Readonly<Record<string, EndpointExamples>> = {
  'tokens.list': {
    about:
      'In the order of ids, within the caller’s clubs, customers and product. `loyalty_club_id` selects tokens that are limited to clubs, that one included, `global` those of every club; `permit` includes policies; `search` is part of a name, or the last four characters of a token.',
    requests: {
      of_club: { summary: 'Tokens of one club', query: { loyalty_club_id: '1', search: 'shop' } },
      global: { summary: 'Tokens of every club', query: { global: 'true' } },
    },
    replies: {
      200: {
        page: {
          summary: 'The only page',
          body: { tokens: [TOKEN], pagination_info: { ...ONLY_PAGE, per_page: 20 } },
        },
      },
    },
    errors: {
      parameters_invalid: {
        error: 'Invalid parameters',
        details: {
          per_page: [
            {
              value: '21',
              error: 'less_or_equal_to',
              options: { number: 20 },
              message: 'must be less than or equal to 20',
            },
          ],
        },
      },
    },
  },
  'tokens.create': {
    about:
      'Grants what the calling token has itself: permits (own or by policies), clubs, customers and product. `loyalty_club_ids` must be sent, `null` for every club. Only this reply has the whole token.',
    requests: {
      of_club: {
        summary: 'For one club and one product',
        body: {
          token: {
            name: 'Web shop',
            permits: ['BL:Api:Members:Create'],
            policies: ['MembersApiReadAccess'],
            loyalty_club_ids: [1],
            product: 'default',
          },
        },
      },
      global: {
        summary: 'For every club',
        body: {
          token: { name: 'Campaigns', policies: ['MessagesApiRegularAccess'], loyalty_club_ids: null },
        },
      },
    },
    replies: {
      200: {
        created: {
          summary: 'The new token, shown once',
          body: { token: { ...TOKEN, token: 'lct_6kCw1TnYyq0cPp3oS9vXzJ4hUaLr8dGmEb2fNtQ5iRW0Bo7Xv8K' } },
        },
      },
    },
    errors: {
      parameters_invalid: wrongAt('loyalty_club_ids', [
        { value: null, error: 'presence', options: {}, message: 'must be present' },
      ]),
      permit_missing: NOT_HELD,
    },
  },
  'tokens.show': {
    about:
      'The path takes the token itself in place of its id, as the older documents have it; `POST tokens/find` keeps it out of URLs.',
    requests: { by_id: { summary: 'By its id', path } },
    replies: { 200: FOUND },
  },
  'tokens.find': {
    requests: { by_token: { summary: 'By itself', body: { token: 'B7t9U9tsoWsGhrv2ouUoSqpM' } } },
    replies: { 200: FOUND },
    errors: {
      parameters_invalid: {
        error: 'Invalid parameters',
        details: { token: [{ value: null, error: 'presence', options: {}, message: 'must be present' }] },
      },
    },
  },
  'tokens.update': {
    about:
      'What is left out stays. The calling token must be able to grant the result. Functions act on the change within 30 seconds.',
    requests: {
      policies: {
        summary: 'Another name, other policies',
        path,
        body: { token: { name: 'Web shop 2', policies: ['MembersApiReadAccess', 'MembersApiBulkImport'] } },
      },
      stopped: { summary: 'No club any more', path, body: { token: { loyalty_club_ids: [] } } },
    },
    replies: { 200: FOUND },
    errors: {
      parameters_invalid: wrongAt('permits', {
        0: [
          {
            value: 'BL:Api:Members:get',
            error: 'inclusion',
            options: { in: ['BL:Api:Members:Get'] },
            message: 'is not included in the list',
          },
        ],
      }),
      permit_missing: NOT_HELD,
    },
  },
  'tokens.destroy': {
    about: 'Functions refuse the token within 30 seconds.',
    requests: { revoke: { summary: 'Revoke it', path } },
    replies: { 200: { revoked: { summary: 'The token as it was', body: { token: TOKEN } } } },
  },
  'tokens.permits': {
    requests: { all: { summary: 'All of them' } },
    replies: {
      200: {
        permits: {
          summary: 'One of them',
          body: {
            permits: [
              {
                name: 'BL:Api:Members:Get',
                description: 'Read members',
                internal: false,
                required_customer_features: [],
              },
            ],
          },
        },
      },
    },
  },
  'tokens.policies': {
    about: 'A token with a policy has all of its permits, also those that join it later.',
    requests: { all: { summary: 'All of them' } },
    replies: {
      200: {
        policies: {
          summary: 'One of them',
          body: {
            policies: [
              {
                name: 'MembersApiReadAccess',
                description: 'Read and list members',
                internal: false,
                for_loyalty_club_types: ['REGULAR'],
                taint_produced_permits_with: null,
                permits: [
                  'BL:Api:Schema:Get',
                  'BL:Api:Members:Check',
                  'BL:Api:Members:Get',
                  'BL:Api:Members:Index',
                ],
              },
            ],
          },
        },
      },
    },
  },
};
