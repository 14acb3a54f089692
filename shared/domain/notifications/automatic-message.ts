import type { ChannelStatus } from '#shared/vocabulary.ts';
import type { Club, ClubMessages, EmailText, Localized, Product, SmsText } from '../clubs/club.ts';
import type { LinkPurpose } from '../confirmations/one-time-token.ts';
import type { Properties } from '../members/member.ts';
import { BUILT_IN_TEXTS } from './built-in-texts.ts';

/** Messages that the system sends on its own, by the name of their texts in the club's settings. */
export type MessageKind = keyof ClubMessages;

interface MessageRule {
  readonly channel: 'sms' | 'email';
  /** The product's switch that forbids it. */
  readonly toggle?: keyof Product;
  /** Asked for or owed by the system: it goes out in spite of an opt-out, and offers none (RFC 8058 is for others). */
  readonly transactional: boolean;
  /** Made when the message is sent, and sent in it. */
  readonly token?: LinkPurpose;
  /** Seconds after its cause during which it still makes sense; a later one is dropped (fault F59). */
  readonly validFor: number;
}

const HOUR = 60 * 60;
const DAY = 24 * HOUR;

export const NOTIFICATION_RULES: Readonly<Record<MessageKind, MessageRule>> = {
  welcome_sms: { channel: 'sms', toggle: 'sends_welcome_sms', transactional: false, validFor: 2 * DAY },
  welcome_email: {
    channel: 'email',
    toggle: 'sends_welcome_email',
    transactional: false,
    token: 'email_verification',
    validFor: 2 * DAY,
  },
  opt_out_sms: { channel: 'sms', toggle: 'sends_opt_out_sms', transactional: false, validFor: 2 * DAY },
  opt_out_email: { channel: 'email', toggle: 'sends_opt_out_email', transactional: false, validFor: 2 * DAY },
  address_changed_sms: { channel: 'sms', transactional: true, token: 'secure_account', validFor: 2 * DAY },
  address_changed_email: {
    channel: 'email',
    transactional: true,
    token: 'secure_account',
    validFor: 2 * DAY,
  },
  verification_email: {
    channel: 'email',
    transactional: false,
    token: 'email_verification',
    validFor: 2 * DAY,
  },
  password_reset_email: {
    channel: 'email',
    transactional: true,
    token: 'password_reset',
    validFor: HOUR,
  },
};

const MAY_RECEIVE: ReadonlySet<ChannelStatus> = new Set(['enabled', 'verified']);

/** Whether a member's channel status allows a message; a transactional one is sent whatever was chosen. */
export const statusAllows = (kind: MessageKind, status: ChannelStatus): boolean =>
  NOTIFICATION_RULES[kind].transactional || MAY_RECEIVE.has(status);

/** Names come from members and callers: an inherited property is none. */
const own = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record && Object.hasOwn(record, name) ? record[name] : undefined;

type TextOf<K extends MessageKind> = NonNullable<ClubMessages[K]>[string];

/** The club's text for a product, else its default one, else the built-in one (contract §2.7). */
export const textFor = <K extends MessageKind>(
  club: Club,
  kind: K,
  product: string,
): TextOf<K> | undefined => {
  const texts = club.messages[kind] as Readonly<Record<string, TextOf<K>>> | undefined;
  return own(texts, product) ?? own(texts, 'default') ?? (BUILT_IN_TEXTS[kind] as TextOf<K> | undefined);
};

/** Whether club and product let a message go out at all: channel configured, not switched off, a text there. */
export const clubSends = (club: Club, kind: MessageKind, product: string): boolean => {
  const { channel, toggle } = NOTIFICATION_RULES[kind];
  const switched = toggle && own(club.products, product)?.[toggle];
  return (
    club.channels[channel] !== undefined && switched !== false && textFor(club, kind, product) !== undefined
  );
};

/**
 * Whether the club has the addresses of a product's members verified: it mails the token with its welcome, or
 * has a text of its own for it. Only then a changed address is worth a mail (contract §2.18).
 */
export const clubVerifies = (club: Club, product: string): boolean =>
  clubSends(club, 'verification_email', product) &&
  (clubSends(club, 'welcome_email', product) || club.messages.verification_email !== undefined);

/** The member's language where the club supports it, else the club's (contract §2.7). */
export const languageOf = ({ member_schema: schema }: Club, properties: Properties): string => {
  const { language } = properties;
  return typeof language === 'string' && schema.languages.includes(language)
    ? language
    : schema.default_language;
};

/** @returns the text in the language, else in the club's, else in English */
export const inLanguage = (text: Localized, language: string, club: Club): string =>
  own(text, language) ??
  own(text, club.member_schema.default_language) ??
  own(text, 'en') ??
  Object.values(text)[0] ??
  '';

export const isEmailText = (text: SmsText | EmailText): text is EmailText => 'subject' in text;
