import { createMessage, inline, SENDING_CLUB, smsChannel, toMembers } from '../../support/messaging.ts';
import { createWorld, type World } from '../../support/world.ts';

/** A club with a stored template, wrapper and audience, which payloads name. */
export interface Stored {
  readonly world: World;
  readonly template: number;
  readonly wrapper: number;
  readonly audience: number;
}

const CONDITION = {
  condition_group: 'member_properties',
  field: 'birthday',
  operator: 'less_than',
  type: 'date',
  value: '2001-01-01',
};

export const LATER = { type: 'absolute', at: '2999-01-01T00:00:00Z' };
const INLINE = { type: 'inline', conditions: [CONDITION] };

const emailChannel = (definition: object, more: object = {}) => ({
  type: 'email',
  template: inline(definition),
  ...more,
});

const store = async (): Promise<Stored> => {
  const world = await createWorld(SENDING_CLUB);
  const { channels } = await createMessage(world);
  const wrapped = { type: 'generic', content: { body: '<p>{{ content }}</p>' } };
  const wrapper = await createMessage(world, { channels: [emailChannel(wrapped)] });
  const { latest_sending } = await createMessage(world, {
    sending: { schedule: LATER, audience: INLINE },
  });
  return {
    world,
    template: channels[0].template.id,
    wrapper: wrapper.channels[0].template.id,
    audience: latest_sending.audience_id,
  };
};

let stored: Promise<Stored> | undefined;

/** No example changes it: all have the same one. */
export const storedPayloads = (): Promise<Stored> => {
  stored ??= store();
  return stored;
};

/** None of these values is a default. */
const SETTINGS = {
  name: 'Spring',
  shorten_urls: true,
  track_in_shortener: true,
  service: 'campaigns',
  campaign_id: 5,
};

/** Payloads of a message, which together have every key. */
export const MESSAGES: readonly ((stored: Stored) => object)[] = [
  ({ template }) => ({
    ...SETTINGS,
    channels: [
      {
        type: 'sms',
        template: { type: 'reference', id: template },
        sender: { type: 'alphanumeric', value: 'Kiosk' },
      },
    ],
  }),
  ({ wrapper }) => ({
    ...SETTINGS,
    channels: [
      emailChannel(
        {
          type: 'bee_email',
          content: { subject: 'News', preheader: 'More', body: '<p>Hi</p>', bee_json: { page: 1 } },
          wrapper_id: wrapper,
        },
        { from_email: 'kiosk@example.com', from_name: 'Kiosk' },
      ),
    ],
  }),
  () => ({
    ...SETTINGS,
    channels: [
      {
        type: 'push',
        template: inline({
          type: 'push',
          content: { subject: 'News', body: 'Hi', uri: 'app://news', image_url: 'https://example.com/i.png' },
        }),
      },
    ],
  }),
];

/** Payloads of a sending, which together have every key. */
export const SENDINGS: readonly ((stored: Stored) => object)[] = [
  () => ({ draft: true, priority: 3, schedule: LATER, ...toMembers(7) }),
  () => ({ schedule: { type: 'relative', in: '3 hours' }, audience: INLINE }),
  ({ audience }) => ({ schedule: LATER, audience: { type: 'reference', id: audience } }),
  () => ({
    schedule: LATER,
    recipients: [
      { member_id: 7, properties: { first_name: 'Eve' } },
      { msisdn: '4740485124', email: 'eve@example.com', app_token: 'device-1' },
    ],
  }),
];

export const smsMessage = { name: 'M', channels: [smsChannel()] };
