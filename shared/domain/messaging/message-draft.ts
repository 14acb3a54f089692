import type { Channel as ChannelType, Service, TemplateType } from '#shared/vocabulary.ts';
import type { Club } from '../clubs/club.ts';
import { displayEmail } from '../members/identifiers.ts';
import { canonicalMsisdn } from '../members/phone-number.ts';
import { valueAt } from '../validation/rules.ts';
import { contentFrom } from './content-rules.ts';
import type { Message, MessageChannel, Sender, Template } from './message.ts';
import { NO_SENDINGS } from './sending-status.ts';
import { definitionOf, type FindTemplate } from './template-rules.ts';

/** Gives the next id of the block that the request has taken. */
type NextId = () => number;

const givenOr = <T>(value: unknown, stored: T): T =>
  value === undefined || value === null ? stored : (value as T);

/** `undefined` keeps, `null` falls back to the default, a value replaces. */
const updated = <T>(payload: unknown, key: string, stored: T, fallback: T): T => {
  const sent = valueAt(payload, key);
  return sent === undefined ? stored : givenOr(sent, fallback);
};

interface Attributes {
  readonly name: string;
  readonly shorten_urls: boolean;
  readonly track_in_shortener: boolean;
  readonly service: Service | null;
  readonly campaign_id: number | null;
}

const DEFAULTS: Attributes = {
  name: '',
  shorten_urls: true,
  track_in_shortener: false,
  service: null,
  campaign_id: null,
};

/** The attributes that a valid payload names, over the stored ones; `null` brings the default back. */
const attributesFrom = (payload: unknown, stored: Attributes): Attributes => ({
  name: updated(payload, 'name', stored.name, DEFAULTS.name),
  shorten_urls: updated(payload, 'shorten_urls', stored.shorten_urls, DEFAULTS.shorten_urls),
  track_in_shortener: updated(
    payload,
    'track_in_shortener',
    stored.track_in_shortener,
    DEFAULTS.track_in_shortener,
  ),
  service: updated(payload, 'service', stored.service, DEFAULTS.service),
  campaign_id: updated(payload, 'campaign_id', stored.campaign_id, DEFAULTS.campaign_id),
});

export const newMessage = (id: number, payload: unknown, now: Date): Message => ({
  id,
  ...attributesFrom(payload, DEFAULTS),
  channels: [],
  tally: NO_SENDINGS,
  latest_sending_id: null,
  deleted_at: null,
  created_at: now.toISOString(),
  updated_at: now.toISOString(),
});

export const changedMessage = (message: Message, payload: unknown, now: Date): Message => ({
  ...message,
  ...attributesFrom(payload, message),
  updated_at: now.toISOString(),
});

type ClubSettings = Pick<Club, 'channels' | 'country'>;

const senderFrom = (channel: unknown, { channels, country }: ClubSettings): Sender => {
  const sent = valueAt(channel, 'sender') as Sender | null | undefined;
  const ours = {
    type: channels.sms?.sender_type ?? 'alphanumeric',
    value: channels.sms?.sender_value ?? '',
  };
  const { type, value } = sent ?? ours;
  return { type, value: type === 'international' ? (canonicalMsisdn(value, country) ?? value) : value };
};

/** The attributes of a channel; what was not sent is the club's setting of this moment (contract §5.2.3). */
const CHANNEL_ATTRIBUTES = {
  sms: (channel: unknown, club: ClubSettings) => ({
    type: 'sms' as const,
    sender: senderFrom(channel, club),
  }),
  email: (channel: unknown, club: ClubSettings) => ({
    type: 'email' as const,
    from_email: displayEmail(givenOr(valueAt(channel, 'from_email'), club.channels.email?.from_email ?? '')),
    from_name: givenOr(valueAt(channel, 'from_name'), club.channels.email?.from_name ?? ''),
  }),
  push: () => ({ type: 'push' as const }),
} as const satisfies Record<ChannelType, unknown>;

const templateSource = (
  template: unknown,
  find: FindTemplate,
): Pick<Template, 'type' | 'content' | 'wrapper_id'> => {
  const copied =
    valueAt(template, 'type') === 'reference' ? find(Number(valueAt(template, 'id'))) : undefined;
  if (copied) return copied;
  const definition = definitionOf(template);
  const type = valueAt(definition, 'type') as TemplateType;
  const wrapper = valueAt(definition, 'wrapper_id') as number | null | undefined;
  return { type, content: contentFrom(type, valueAt(definition, 'content')), wrapper_id: wrapper ?? null };
};

interface NewChannels {
  readonly channels: readonly MessageChannel[];
  readonly templates: readonly Template[];
}

interface ChannelSources {
  readonly club: ClubSettings;
  readonly findTemplate: FindTemplate;
  readonly nextId: NextId;
  readonly now: Date;
}

/** Channels and templates of a valid payload; a template named by reference is copied (contract §5.3.1). */
export const newChannels = (
  message: Pick<Message, 'id'>,
  payload: readonly unknown[],
  { club, findTemplate, nextId, now }: ChannelSources,
): NewChannels => {
  const dated = { created_at: now.toISOString(), updated_at: now.toISOString() };
  const made = payload.map((channel) => {
    const { type, content, wrapper_id } = templateSource(valueAt(channel, 'template'), findTemplate);
    const template: Template = {
      id: nextId(),
      message_id: message.id,
      type,
      content,
      wrapper_id,
      retired: false,
      ...dated,
    };
    const attributes = CHANNEL_ATTRIBUTES[valueAt(channel, 'type') as MessageChannel['type']];
    const ids = { id: nextId(), template_id: template.id };
    return { template, channel: { ...ids, ...attributes(channel, club), ...dated } };
  });
  return { channels: made.map(({ channel }) => channel), templates: made.map(({ template }) => template) };
};
