import { oneLine } from '#shared/delivery/header-text.ts';
import { plainTextOf } from '#shared/delivery/plain-text.ts';
import type { Mail, Outgoing, Push, Sms } from '#shared/delivery/send-outcome.ts';
import { unsubscribeHeaders } from '#shared/delivery/unsubscribe-headers.ts';
import { mailAddress } from '#shared/domain/common-values/mail-address.ts';
import { checkSmsText } from '#shared/domain/delivery/sms-text.ts';
import { escapeHtml } from '#shared/domain/liquid/escaped-html.ts';
import type { Texts } from '#shared/domain/messaging/wrapping.ts';

interface MailEnvelope {
  readonly channel: 'email';
  readonly from: { readonly from_name: string; readonly from_email: string };
  readonly to: string;
  /** URL that takes the POST of RFC 8058; none for a mail from which no member can unsubscribe. */
  readonly oneClick?: string | undefined;
}

/** Sender and recipient of a message, as far as its channel has them, without the content (RFC 5321 §2.3.1). */
export type Envelope =
  | ({ readonly channel: 'sms' } & Pick<Sms, 'sender' | 'to'>)
  | MailEnvelope
  | ({ readonly channel: 'push' } & Pick<Push, 'to' | 'deviceOwner'>);

/** A preheader: mail programs list it beside the subject, the mail itself hides it. */
const preheaderBlock = (text: string): string =>
  `<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeHtml(text)}</div>`;

/** It must stop at the next bracket, so that the time is linear in the text (threat T18). */
const BODY = /<body\b[^<>]*>/i;

const withPreheader = (html: string, preheader: string): string => {
  if (preheader === '') return html;
  const start = BODY.exec(html);
  const at = start ? start.index + start[0].length : 0;
  return html.slice(0, at) + preheaderBlock(preheader) + html.slice(at);
};

const mailOf = (
  { from: { from_name, from_email }, to, oneClick }: MailEnvelope,
  { subject = '', preheader = '', body = '' }: Texts,
): Mail => ({
  from: { name: from_name, address: mailAddress(from_email) ?? from_email },
  to,
  subject: oneLine(subject),
  html: withPreheader(body, preheader),
  text: plainTextOf(body),
  headers: unsubscribeHeaders(oneClick),
});

/**
 * @param content rendered, with the attributes that the channel has
 * @throws SmsTextTooLong
 */
export const makeOutgoing = (envelope: Envelope, content: Texts): Outgoing => {
  const { subject, body = '', uri, image_url } = content;
  switch (envelope.channel) {
    case 'sms': {
      const { channel, sender, to } = envelope;
      return { channel, message: { sender, to, text: checkSmsText(body) } };
    }
    case 'email':
      return { channel: envelope.channel, message: mailOf(envelope, content) };
    case 'push': {
      const { channel, to, deviceOwner } = envelope;
      const optional = { title: subject || null, uri: uri || null, image_url: image_url || null };
      return { channel, message: { to, deviceOwner, body, ...optional } };
    }
  }
};
