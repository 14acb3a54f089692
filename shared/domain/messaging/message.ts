import type {
  Channel as ChannelType,
  SenderType,
  SendingStatus,
  Service,
  TemplateType,
} from '#shared/vocabulary.ts';
import { statusGroup, type Tally } from './sending-status.ts';
import type { ContentAttribute } from './template-types.ts';

/** Times are UTC ISO 8601 with milliseconds. */
interface Dated {
  readonly created_at: string;
  readonly updated_at: string;
}

/** A template is never changed: a message whose channels change gets new ones. */
export interface Template extends Dated {
  readonly id: number;
  readonly message_id: number;
  readonly type: TemplateType;
  readonly wrapper_id: number | null;
  readonly content: Readonly<Partial<Record<ContentAttribute, unknown>>>;
  /** Its message has other channels now, or is gone: it cannot be named any more, but still wraps. */
  readonly retired: boolean;
}

export interface Sender {
  readonly type: SenderType;
  readonly value: string;
}

interface ChannelBase extends Dated {
  readonly id: number;
  readonly template_id: number;
}

/** What a channel of each type has besides a template. */
interface ChannelAttributes {
  readonly sms: { readonly sender: Sender };
  readonly email: { readonly from_email: string; readonly from_name: string };
  readonly push: unknown;
}

/** Only the first channel of a message is used for sending (contract §5.2.3). */
export type MessageChannel = {
  [Type in ChannelType]: ChannelBase & { readonly type: Type } & ChannelAttributes[Type];
}[ChannelType];

export interface Message extends Dated {
  readonly id: number;
  readonly name: string;
  readonly shorten_urls: boolean;
  readonly track_in_shortener: boolean;
  readonly service: Service | null;
  readonly campaign_id: number | null;
  readonly channels: readonly MessageChannel[];
  /** How many of its sendings are in which group of statuses. */
  readonly tally: Tally;
  readonly latest_sending_id: number | null;
  readonly deleted_at: string | null;
}

export const channelTypesOf = (message: Pick<Message, 'channels'>): readonly ChannelType[] =>
  message.channels.map(({ type }) => type);

/** The message after one of its sendings has moved; `from` is nothing for a new sending. */
export const withTally = (
  message: Message,
  sending: { readonly id: number; readonly status: SendingStatus },
  from?: SendingStatus,
): Message => {
  const to = statusGroup(sending.status);
  if (from !== undefined && statusGroup(from) === to) return message;
  const tally = { ...message.tally, [to]: message.tally[to] + 1 };
  if (from === undefined) return { ...message, tally, latest_sending_id: sending.id };
  const left = statusGroup(from);
  return { ...message, tally: { ...tally, [left]: tally[left] - 1 } };
};
