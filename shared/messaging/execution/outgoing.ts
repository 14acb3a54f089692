import { oneLine } from '#shared/delivery/header-text.ts';
import { plainTextOf } from '#shared/delivery/plain-text.ts';
import type { Outgoing, Push } from '#shared/delivery/send-outcome.ts';
import { unsubscribeHeaders } from '#shared/delivery/unsubscribe-headers.ts';
import { mailAddress } from '#shared/domain/common-values/mail-address.ts';
import { escapeHtml } from '#shared/domain/liquid/escaped-html.ts';
import type { MessageChannel } from '#shared/domain/messaging/message.ts';
import type { Texts } from '#shared/domain/messaging/wrapping.ts';

/** The channel as it was when the sending was prepared: who it is from. */
type SendingChannel =
  | Pick<Extract<MessageChannel, { type: 'sms' }>, 'type' | 'sender'>
  | Pick<Extract<MessageChannel, { type: 'email' }>, 'type' | 'from_email' | 'from_name'>
  | Pick<Extract<MessageChannel, { type: 'push' }>, 'type'>;

export interface RenderedMessage {
  /** Rendered. */
  readonly content: Texts;
  readonly address: string;
  /** Takes the POST of RFC 8058; nothing for those who cannot be unsubscribed. */
  readonly oneClick?: string | undefined;
  /** Where a push goes, and whose device it is; nothing when the club reaches no such device. */
  readonly device?: Pick<Push, 'to' | 'owner'> | undefined;
}

/** The preheader: lists of mails show it beside the subject, the mail itself hides it. */
const hidden = (text: string): string =>
  `<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeHtml(text)}</div>`;

/** It must stop at the next bracket, so that the time is linear in the text (threat T18). */
const BODY = /<body\b[^<>]*>/i;

const withPreheader = (html: string, preheader: string): string => {
  if (preheader === '') return html;
  const start = BODY.exec(html);
  const at = start ? start.index + start[0].length : 0;
  return html.slice(0, at) + hidden(preheader) + html.slice(at);
};

type From<T extends SendingChannel['type']> = Extract<SendingChannel, { type: T }>;

const MAKERS: {
  readonly [T in SendingChannel['type']]: (
    from: From<T>,
    body: string,
    rendered: RenderedMessage,
  ) => Outgoing | undefined;
} = {
  sms: ({ sender }, body, { address }) => ({
    channel: 'sms',
    message: { sender, to: address, text: body },
  }),
  email: ({ from_email, from_name }, body, { content, address, oneClick }) => ({
    channel: 'email',
    message: {
      from: { name: from_name, address: mailAddress(from_email) ?? from_email },
      to: address,
      // A mail has a subject; without one of its own, who writes is the next best thing to say.
      subject: oneLine(content.subject ?? '') || oneLine(from_name),
      html: withPreheader(body, content.preheader ?? ''),
      text: plainTextOf(body),
      headers: unsubscribeHeaders(oneClick),
    },
  }),
  push: (_, body, { content, device }) =>
    device && {
      channel: 'push',
      message: {
        ...device,
        title: content.subject || null,
        body,
        uri: content.uri || null,
        image_url: content.image_url || null,
      },
    },
};

/** @returns the message for the sender of its channel; nothing when its text came out empty */
export const outgoing = <T extends SendingChannel['type']>(
  from: From<T>,
  rendered: RenderedMessage,
): Outgoing | undefined => {
  const body = rendered.content.body ?? '';
  return body.trim() === '' ? undefined : MAKERS[from.type as T](from, body, rendered);
};
