import { closed } from '#shared/contracts/closed-schema.ts';
import { CHANNELS, SENDER_TYPES, SERVICES, TEMPLATE_TYPES } from '#shared/vocabulary.ts';
import { SENDING_PAYLOAD } from './sending-payloads.ts';

/**
 * What callers send to the messaging endpoints (contract §5.3, §5.4), for the documents: rules of the domain
 * validate these bodies, because their errors are a tree.
 */
const text = { type: 'string' } as const;
const flag = { type: ['boolean', 'null'] } as const;
const optionalText = { type: ['string', 'null'] } as const;
const optionalId = { type: ['integer', 'null'] } as const;

export const TEMPLATE_PAYLOAD = closed(
  {
    type: { enum: TEMPLATE_TYPES },
    content: closed(
      {
        body: text,
        subject: optionalText,
        preheader: optionalText,
        uri: optionalText,
        image_url: optionalText,
        bee_json: { type: ['object', 'null'] },
      },
      [],
    ),
    wrapper_id: optionalId,
  },
  ['type', 'content'],
);

export const CHANNEL_PAYLOAD = closed(
  {
    type: { enum: CHANNELS },
    template: {
      oneOf: [
        closed({ type: { const: 'inline' }, definition: TEMPLATE_PAYLOAD }, ['type', 'definition']),
        closed({ type: { const: 'reference' }, id: { type: 'integer' } }, ['type', 'id']),
      ],
    },
    sender: closed({ type: { enum: SENDER_TYPES }, value: text }, ['type', 'value']),
    from_email: optionalText,
    from_name: optionalText,
  },
  ['type', 'template'],
);

const MESSAGE_ATTRIBUTES = {
  name: { ...text, minLength: 1, maxLength: 255 },
  shorten_urls: flag,
  track_in_shortener: flag,
  service: { enum: [...SERVICES, null] },
  campaign_id: optionalId,
  channels: { type: 'array', items: CHANNEL_PAYLOAD, minItems: 1 },
} as const;

export const MESSAGE_UPDATE_PAYLOAD = closed(MESSAGE_ATTRIBUTES, []);

export const MESSAGE_PAYLOAD = closed({ ...MESSAGE_ATTRIBUTES, sending: SENDING_PAYLOAD }, [
  'name',
  'channels',
]);

const noParams = { type: 'object', additionalProperties: false } as const;
const paramsWith = <const Name extends string>(name: Name) =>
  closed({ [name]: { type: 'integer' } } as Record<Name, { readonly type: 'integer' }>, [name]);

/** The four operations of a bulk (contract §5.1). */
export const OPERATION = {
  oneOf: [
    closed(
      {
        type: { const: 'create' },
        entity: { const: 'message' },
        params: noParams,
        payload: MESSAGE_PAYLOAD,
      },
      ['type', 'entity', 'payload'],
    ),
    closed(
      {
        type: { const: 'update' },
        entity: { const: 'message' },
        params: paramsWith('id'),
        payload: MESSAGE_UPDATE_PAYLOAD,
      },
      ['type', 'entity', 'params', 'payload'],
    ),
    closed(
      {
        type: { const: 'create' },
        entity: { const: 'sending' },
        params: paramsWith('message_id'),
        payload: SENDING_PAYLOAD,
      },
      ['type', 'entity', 'params', 'payload'],
    ),
    closed(
      {
        type: { const: 'update' },
        entity: { const: 'sending' },
        params: paramsWith('id'),
        payload: SENDING_PAYLOAD,
      },
      ['type', 'entity', 'params', 'payload'],
    ),
  ],
} as const;

/** Bodies by endpoint. */
export const MESSAGING_BODIES = {
  'messages.create': closed({ message: MESSAGE_PAYLOAD }, ['message']),
  'messages.update': closed({ message: MESSAGE_UPDATE_PAYLOAD }, ['message']),
  'messages.bulks': closed({ operations: { type: 'array', items: OPERATION, minItems: 1, maxItems: 10 } }, [
    'operations',
  ]),
  'sendings.create': closed({ sending: SENDING_PAYLOAD }, ['sending']),
  'sendings.update': closed({ sending: SENDING_PAYLOAD }, ['sending']),
} as const;
