import { oneLine } from '#shared/delivery/header-text.ts';
import { plainTextOf } from '#shared/delivery/plain-text.ts';
import type { Outgoing } from '#shared/delivery/send-outcome.ts';
import { unsubscribeHeaders } from '#shared/delivery/unsubscribe-headers.ts';
import type { Club, EmailText, SmsText } from '#shared/domain/clubs/club.ts';
import { mailAddress } from '#shared/domain/common-values/mail-address.ts';
import { clubUrl, pageToken, pageUrl, unsubscribeLinks } from '#shared/domain/confirmations/page-links.ts';
import { renderTemplate } from '#shared/domain/liquid/template.ts';
import { identifiersOf, type Properties } from '#shared/domain/members/member.ts';
import {
  inLanguage,
  isEmailText,
  languageOf,
  type MessageKind,
  NOTIFICATION_RULES,
  textFor,
} from '#shared/domain/notifications/automatic-message.ts';

/** Whom to write to, as known at the moment of sending. */
export interface NotificationTarget {
  readonly member: number;
  readonly properties: Properties;
  readonly product: string;
}

/** What goes into the links of a message. */
interface Tokens {
  readonly publicUrl: string;
  readonly unsubscribe: string | undefined;
  /** The new one-time token of a message that carries one. */
  readonly oneTime: string | undefined;
}

const linksOf = (club: Club, { member, properties }: NotificationTarget, tokens: Tokens) => {
  const email = identifiersOf(properties).email ?? '';
  const link = (page: 'verify_email' | 'reset_password') => {
    const token = tokens.oneTime;
    if (token === undefined) return undefined;
    const own = pageUrl(tokens.publicUrl, page, pageToken({ club: club.slug, member, token }));
    return clubUrl(club.links, page, { token, email }) ?? own;
  };
  const { unsubscribe: token } = tokens;
  return {
    ...(token !== undefined && unsubscribeLinks(club.links, tokens.publicUrl, { token, email })),
    verification_url: link('verify_email'),
    reset_url: link('reset_password'),
  };
};

type Links = ReturnType<typeof linksOf>;

/** What a text may name (docs/data.md): the member's properties and id, the club's name, the links. */
const variablesOf = (
  club: Club,
  { member, properties }: NotificationTarget,
  kind: MessageKind,
  { oneClick: _, ...links }: Links,
) => {
  const { token } = NOTIFICATION_RULES[kind];
  return {
    member: { ...properties, id: member },
    club: { name: club.name },
    unsubscribe_url: links.unsubscribe_url,
    ...(token === 'email_verification' && { verification_url: links.verification_url }),
    ...(token === 'password_reset' && { reset_url: links.reset_url }),
  };
};

interface Draft {
  readonly club: Club;
  readonly kind: MessageKind;
  readonly to: NotificationTarget;
  readonly links: Links;
  readonly render: (format: 'plain' | 'html', text: Readonly<Record<string, string>>) => string;
}

const mailOf = ({ club, kind, to, links, render }: Draft, text: EmailText): Outgoing | undefined => {
  const from = club.channels.email;
  const address = mailAddress(to.properties['email']);
  if (!from || address === undefined) return undefined;
  const html = render('html', text.body);
  return {
    channel: 'email',
    message: {
      from: { name: from.from_name, address: mailAddress(from.from_email) ?? from.from_email },
      to: address,
      subject: oneLine(render('plain', text.subject)),
      html,
      text: plainTextOf(html),
      headers: NOTIFICATION_RULES[kind].transactional ? {} : unsubscribeHeaders(links.oneClick),
    },
  };
};

const smsOf = ({ club, to, render }: Draft, text: SmsText): Outgoing | undefined => {
  const sender = club.channels.sms;
  const { msisdn } = identifiersOf(to.properties);
  if (!sender || msisdn === undefined) return undefined;
  return {
    channel: 'sms',
    message: {
      sender: { type: sender.sender_type, value: sender.sender_value },
      to: msisdn,
      text: render('plain', text.body),
    },
  };
};

/**
 * The message in the member's language, else the club's.
 * @returns nothing when there is no text, no channel or no address
 * @throws TemplateBroken when the text exceeds the limits of rendering
 */
export const compose = (
  club: Club,
  kind: MessageKind,
  to: NotificationTarget,
  tokens: Tokens,
  now: Date,
): Outgoing | undefined => {
  const text = textFor(club, kind, to.product);
  if (!text) return undefined;
  const links = linksOf(club, to, tokens);
  const variables = variablesOf(club, to, kind, links);
  const language = languageOf(club, to.properties);
  const clock = { now, timezone: club.timezone };
  const draft: Draft = {
    club,
    kind,
    to,
    links,
    render: (format, localized) =>
      renderTemplate(format, inLanguage(localized, language, club), variables, clock),
  };
  return isEmailText(text) ? mailOf(draft, text) : smsOf(draft, text);
};
