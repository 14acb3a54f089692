import type { Outgoing } from '#shared/delivery/send-outcome.ts';
import type { Club, Localized } from '#shared/domain/clubs/club.ts';
import { mailAddress } from '#shared/domain/common-values/mail-address.ts';
import {
  clubUrl,
  pageToken,
  pageUrl,
  type unsubscribeLinks,
} from '#shared/domain/confirmations/page-links.ts';
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
import type { PreviousAddresses } from '#shared/domain/notifications/member-change-messages.ts';
import { type Envelope, makeOutgoing } from '#shared/outgoing/make-outgoing.ts';
import { paletteOf } from '#shared/palette.ts';

/** Whom to write to, as known at the moment of sending. */
export interface NotificationTarget {
  readonly member: number;
  readonly properties: Properties;
  readonly product: string;
  /** The addresses whose change is the cause. */
  readonly changed?: PreviousAddresses['changed'];
}

/** What goes into the links of a message. */
interface LinkSources extends Partial<ReturnType<typeof unsubscribeLinks>> {
  readonly publicUrl: string;
  /** The new one-time token of a message that carries one. */
  readonly oneTime: string | undefined;
}

/** URL of the page that takes the one-time token: the club's own where it has one. */
const tokenUrl = (
  club: Club,
  page: 'verify_email' | 'reset_password',
  { member, properties }: NotificationTarget,
  { publicUrl, oneTime: token }: LinkSources,
): string | undefined => {
  if (token === undefined) return undefined;
  const own = pageUrl(publicUrl, page, pageToken({ club: club.slug, member, token }));
  return clubUrl(club.links, page, { token, email: identifiersOf(properties).email ?? '' }) ?? own;
};

/** URL of the page that undoes a change of addresses. */
const secureUrl = (club: Club, { member }: NotificationTarget, { publicUrl, oneTime: token }: LinkSources) =>
  token === undefined
    ? undefined
    : pageUrl(publicUrl, 'secure_account', pageToken({ club: club.slug, member, token }));

/** What a text may name (docs/data.md): the member's properties and id, the club's name, the links. */
const variablesOf = (club: Club, kind: MessageKind, to: NotificationTarget, links: LinkSources) => {
  const { token } = NOTIFICATION_RULES[kind];
  return {
    member: { ...to.properties, id: to.member },
    club: { name: club.name, ...club.branding, colors: paletteOf(club.branding?.colors) },
    unsubscribe_url: links.unsubscribe_url,
    ...(token === 'email_verification' && { verification_url: tokenUrl(club, 'verify_email', to, links) }),
    ...(to.changed && {
      changed: { email: to.changed.includes('email'), msisdn: to.changed.includes('msisdn') },
    }),
    ...(token === 'secure_account' && { secure_url: secureUrl(club, to, links) }),
    ...(token === 'password_reset' && { reset_url: tokenUrl(club, 'reset_password', to, links) }),
  };
};

const mailEnvelope = (
  { email: from }: Club['channels'],
  properties: Properties,
  oneClick: string | undefined,
): Envelope | undefined => {
  const to = mailAddress(properties['email']);
  return from && to !== undefined ? { channel: 'email', from, to, oneClick } : undefined;
};

const smsEnvelope = ({ sms }: Club['channels'], properties: Properties): Envelope | undefined => {
  const { msisdn: to } = identifiersOf(properties);
  const sender = sms && { type: sms.sender_type, value: sms.sender_value };
  return sender && to !== undefined ? { channel: 'sms', sender, to } : undefined;
};

const ENVELOPES = { email: mailEnvelope, sms: smsEnvelope } as const;

/**
 * The message in the member's language, else the club's.
 * @returns nothing when there is no text, no channel or no address
 * @throws TemplateBroken when the text exceeds the limits of rendering
 */
export const compose = (
  club: Club,
  kind: MessageKind,
  to: NotificationTarget,
  links: LinkSources,
  now: Date,
): Outgoing | undefined => {
  const { channel, transactional } = NOTIFICATION_RULES[kind];
  const text = textFor(club, kind, to.product);
  const oneClick = transactional ? undefined : links.oneClick;
  const envelope = ENVELOPES[channel](club.channels, to.properties, oneClick);
  if (!text || !envelope) return undefined;
  const variables = variablesOf(club, kind, to, links);
  const language = languageOf(club, to.properties);
  const render = (format: 'plain' | 'html', localized: Localized) =>
    renderTemplate(format, inLanguage(localized, language, club), variables, {
      now,
      timezone: club.timezone,
    });
  return makeOutgoing(
    envelope,
    isEmailText(text)
      ? { subject: render('plain', text.subject), body: render('html', text.body) }
      : { body: render('plain', text.body) },
  );
};
