import type { Channel } from '#shared/vocabulary.ts';
import type { InboxMail } from '../engines/inbox.ts';
import type { TaggedMail } from '../engines/mail-proxy.ts';
import type { CapturedMessage } from '../engines/sns.ts';

/** A message as a provider accepted it. */
export interface SentMessage {
  /** The provider's id. */
  readonly id: string;
  readonly channel: Channel;
  readonly from: string | null;
  /** Addresses, a number in E.164 with `+`, or an app token. */
  readonly to: readonly string[];
  /** Of a push message, its title. */
  readonly subject: string | null;
  readonly text: string | null;
  readonly html: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** ISO 8601, of the stack's clock. */
  readonly at: string;
  /** Tags of a mail; its events repeat them. */
  readonly tags: Readonly<Record<string, string>>;
  /** Of a push message: the SNS endpoint, and the platform's own text. */
  readonly target_arn?: string;
  readonly payload?: unknown;
}

export const sentMail = (mail: InboxMail, { tags }: Pick<TaggedMail, 'tags'>, at: string): SentMessage => ({
  id: mail.message_id,
  channel: 'email',
  from: mail.from,
  to: mail.to,
  subject: mail.subject,
  text: mail.text ?? null,
  html: mail.html ?? null,
  headers: mail.headers,
  at,
  tags,
});

const NO_MAIL = { from: null, html: null, headers: [], tags: {} };

/** What the person with the device would see, and the platform's own text beside it. */
const shownPush = (message: string) => {
  const { default: text, ...payloads } = JSON.parse(message) as Record<string, string>;
  const payload = JSON.parse(Object.values(payloads)[0] ?? '{}');
  const shown = payload.fcmV1Message?.message.notification ?? payload.aps?.alert;
  return { subject: shown?.title ?? null, text: shown?.body ?? text ?? '', payload };
};

/** Of what was published to SNS. */
export const sentBySns = (captured: CapturedMessage): SentMessage => {
  const { message_id: id, phone_number, token = '', target_arn, message, at, attributes } = captured;
  if (phone_number !== undefined) {
    const from = attributes['AWS.SNS.SMS.SenderID'] ?? null;
    return { ...NO_MAIL, id, channel: 'sms', from, to: [phone_number], subject: null, text: message, at };
  }
  return {
    ...NO_MAIL,
    id,
    channel: 'push',
    to: [token],
    ...(target_arn !== undefined && { target_arn }),
    ...shownPush(message),
    at,
  };
};
