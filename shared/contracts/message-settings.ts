import { CHANNELS, type Channel } from '#shared/vocabulary.ts';
import type { EndpointContract } from './endpoint.ts';

const channel = (
  properties: Readonly<Record<string, { readonly type: readonly ['string', 'null'] | 'string' }>>,
) =>
  ({
    oneOf: [
      { type: 'null' },
      { type: 'object', properties, required: Object.keys(properties), additionalProperties: false },
    ],
  }) as const;
const string = { type: 'string' } as const;
const optional = { type: ['string', 'null'] } as const;

export const messagesSettings = {
  id: 'messages.settings',
  summary: "The club's messaging settings",
  methods: ['GET'],
  family: 'messages',
  paths: ['messages/settings'],
  parameters: {},
  permit: 'Messages:Api:Settings:Show',
  memberToken: false,
  replies: {
    200: {
      type: 'object',
      properties: {
        settings: {
          type: 'object',
          properties: {
            channels: {
              type: 'object',
              properties: {
                sms: channel({ sender_type: string, sender_value: string }),
                email: channel({ from_name: string, from_email: string }),
                push: channel({ android_app_id: optional, ios_app_id: optional }),
              } satisfies Record<Channel, object>,
              required: CHANNELS,
              additionalProperties: false,
            },
          },
          required: ['channels'],
          additionalProperties: false,
        },
      },
      required: ['settings'],
      additionalProperties: false,
    },
  },
  errors: [],
  grants: ['table:read'],
  timeout: 10,
} as const satisfies EndpointContract;
