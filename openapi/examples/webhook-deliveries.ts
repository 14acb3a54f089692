import type { EndpointExamples } from './example.ts';
import { OWN_VALUES } from './own-values.ts';

const path = { id: OWN_VALUES.SUBSCRIPTION_ID } as const;

export const WEBHOOK_DELIVERIES: Readonly<Record<string, EndpointExamples>> = {
  'webhooks.deliveries': {
    about:
      'Each POST to the receiver is listed, with the first KB of its answer, for 30 days; test events are not. `next_at` says when failed events are tried again; `attempts` counts the POSTs of a single event, or the failures in a row of a part of the members.',
    requests: { newest: { summary: 'The newest twenty', path, query: { per_page: '20' } } },
    replies: {
      200: {
        page: {
          summary: 'A failure that is tried again, and older ones',
          body: {
            deliveries: [
              {
                id: '5c7e3a52-6a2e-4c5f-9f0e-0d7f0a7a3c11',
                at: '2025-01-22T10:00:00.512Z',
                outcome: 'failed',
                status: 503,
                reply: 'down',
                reason: null,
                event_ids: ['7-42-4100000000012345'],
                attempts: 1,
                next_at: '2025-01-22T10:00:05.377Z',
              },
            ],
            next_cursor: 'QnJoNWxYc0d4WlJtWTEyMzQz',
          },
        },
      },
    },
    errors: { parameter_invalid: { error: 'per_page must be an integer from 1 to 100' } },
  },
  'webhooks.replay': {
    about:
      'Events are stored for 30 days, and are sent again under their ids: `event_ids`, at most 100, or those whose delivery ended between `from` and `to` (now), delivered or not. A request queues 500 at most; while there are more, the reply has a `next_cursor`, to be sent alone as `cursor`. Events of removed members have the ids only.',
    requests: {
      period: {
        summary: 'Those of half an hour',
        path,
        body: { from: '2025-01-22T09:00:00Z', to: '2025-01-22T09:30:00Z' },
      },
    },
    replies: {
      200: {
        queued: {
          summary: 'They are queued, and there are more',
          body: { queued_number: 500, missing_event_ids: [], next_cursor: 'QnJoNWxYc0d4WlJtWTEyMzQz' },
        },
      },
    },
    errors: {
      parameters_invalid: {
        error: 'Invalid parameters',
        details: { from: [{ value: null, error: 'presence', options: {}, message: 'must be present' }] },
      },
    },
  },
};
