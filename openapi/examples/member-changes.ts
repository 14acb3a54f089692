import type { EndpointExamples } from './example.ts';
import { OWN_VALUES } from './own-values.ts';

const { MEMBER_ID } = OWN_VALUES;

const ORIGIN = {
  changed_at: '2026-02-03T08:12:55.041Z',
  source: 'api',
  client: 1097,
  product: 'android-app',
  subproduct: null,
  request_id: 'EvXampleFiAEM3w=',
} as const;

const ANSWER = {
  status: true,
  updated_at: '2026-02-03T08:12:55.041Z',
  version: null,
  evidence: 'Form /join of 2026-01, box ticked, from 203.0.113.10',
} as const;

const CHANGE = {
  version: 3,
  type: 'changed',
  ...ORIGIN,
  changes: {
    'properties.first_name': { was: 'Ola', is: 'Kari' },
    sms_status: { was: 'enabled', is: 'disabled' },
  },
} as const;

export const MEMBER_CHANGES: Readonly<Record<string, EndpointExamples>> = {
  'member-changes.list': {
    about:
      'The newest first, for as long as the club keeps them. A change says what `was` and what `is`, each absent where there was none, among `msisdn`, `email`, the statuses, the opt-in channels, `properties.<name>` and `consents.<slug>`. It is listed a second or so after it was made. The changes go with their member.',
    requests: {
      newest: { summary: 'The newest twenty', path: { id: MEMBER_ID }, query: { per_page: '20' } },
    },
    replies: {
      200: {
        page: {
          summary: 'A page, with older changes behind it',
          body: { changes: [CHANGE], next_cursor: 'QnJoNWxYc0d4WlJtWTEyMzQz' },
        },
      },
    },
    errors: { parameter_invalid: { error: 'per_page must be an integer from 1 to 100' } },
  },
  'member-changes.consents': {
    about:
      'The answers that are recorded, the newest first, for as long as the club keeps changes; `consent` is what holds now. `version` is that of the text in the club’s schema, `evidence` what came with the answer.',
    requests: {
      marketing: { summary: 'Of one consent', path: { id: MEMBER_ID, slug: 'email_marketing' } },
    },
    replies: {
      200: {
        history: {
          summary: 'Given, with what the shop saw',
          body: {
            slug: 'email_marketing',
            consent: ANSWER,
            history: [{ ...ANSWER, version: '2', ...ORIGIN }],
          },
        },
      },
    },
  },
};
