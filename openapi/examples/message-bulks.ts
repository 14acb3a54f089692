import type { EndpointExamples } from './example.ts';
import { NEW_MESSAGE, SENDING } from './message.ts';

const RENAMED = { ...NEW_MESSAGE, name: 'my name' } as const;

export const MESSAGE_BULKS: Readonly<Record<string, EndpointExamples>> = {
  'messages.bulks': {
    about:
      'Up to ten operations, in order, all or none. Each needs the permit of its endpoint. An operation sees what the ones before it did. 470 with `results` means that one failed and nothing was changed; the results end with the failed one.',
    requests: {
      update_and_send: {
        summary: 'Rename a message, start a sending, and create another one',
        body: {
          operations: [
            { type: 'update', entity: 'message', params: { id: 80 }, payload: { name: 'my name' } },
            {
              type: 'update',
              entity: 'sending',
              params: { id: 3958 },
              payload: { schedule: { type: 'immediate' } },
            },
            {
              type: 'create',
              entity: 'sending',
              params: { message_id: 80 },
              payload: { recipients: [{ member_id: 42 }] },
            },
          ],
        },
      },
    },
    replies: {
      200: {
        done: {
          summary: 'All succeeded',
          body: {
            results: [
              {
                type: 'update',
                entity: 'message',
                params: { id: 80 },
                payload: { name: 'my name' },
                response: { status: 200, body: { message: RENAMED } },
              },
              {
                type: 'create',
                entity: 'sending',
                params: { message_id: 80 },
                payload: { recipients: [{ member_id: 42 }] },
                response: { status: 200, body: { sending: SENDING } },
              },
            ],
          },
        },
      },
      470: {
        failed: {
          summary: 'The second one failed; the first changed nothing',
          body: {
            results: [
              {
                type: 'update',
                entity: 'message',
                params: { id: 80 },
                payload: { name: 'my name' },
                response: { status: 200, body: { message: RENAMED } },
              },
              {
                type: 'update',
                entity: 'sending',
                params: { id: 3958 },
                payload: { schedule: { type: 'immediate' } },
                response: { status: 405, body: { error: 'Sending is not editable' } },
              },
            ],
          },
        },
      },
    },
    errors: {
      parameters_invalid: {
        error: 'Invalid parameters',
        details: {
          operations: {
            0: {
              type: [
                {
                  value: 'delete',
                  error: 'inclusion',
                  options: { in: ['create', 'update'] },
                  message: 'is not included in the list',
                },
              ],
            },
          },
        },
      },
    },
  },
};
