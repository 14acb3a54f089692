import { ALPHANUMERIC_SENDER, SENDER_LENGTH } from '#shared/vocabulary.ts';
import { mailAddress } from '../common-values/mail-address.ts';
import { ALWAYS_KNOWN } from '../member-schema/common-properties.ts';
import { canonicalMsisdn, hasNumberingPlan } from '../members/phone-number.ts';
import { readTarget } from '../outbound/target.ts';
import type { SmsChannel } from './club.ts';
import { CLUB_FILE_MESSAGE_RULES } from './club-file-message-rules.ts';
import { type ClubFile, type ClubFileProblem, type ClubFileRule, pointerTo } from './club-file-shape.ts';

/** A stored club is one DynamoDB item of at most 400 KB, keys and bookkeeping included. */
const MAX_BYTES = 350_000;

const problemIf = (wrong: boolean, path: string, problem: string): readonly ClubFileProblem[] =>
  wrong ? [{ path, problem }] : [];

const isTimeZone = (name: string): boolean => {
  // Intl also takes offsets such as "+01:00", which know no summer time.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
};

/** Per type of sender: is the value one, and what to write (contract §5.2.3, threat T17). */
const SENDERS: Readonly<
  Record<
    SmsChannel['sender_type'],
    { isValid(value: string, country: string | undefined): boolean; advice: string }
  >
> = {
  alphanumeric: {
    isValid: (value) =>
      value.length >= SENDER_LENGTH.min &&
      value.length <= SENDER_LENGTH.max &&
      ALPHANUMERIC_SENDER.test(value),
    advice: 'Write 2 to 11 of the letters A to Z, digits and inner spaces, with at least one letter.',
  },
  international: {
    isValid: (value, country) => canonicalMsisdn(value, country) !== undefined,
    advice: 'Write an international number such as 4740485124.',
  },
};

const timezoneExists: ClubFileRule = ({ timezone }) =>
  problemIf(
    !isTimeZone(timezone),
    '/timezone',
    `There is no time zone "${timezone}". Write an IANA name such as "Europe/Oslo".`,
  );

const countryExists: ClubFileRule = ({ country }) =>
  problemIf(
    country !== undefined && !hasNumberingPlan(country),
    '/country',
    `There are no phone numbers of a country "${country}". Write its two capital letters of ISO 3166-1, such as "NO".`,
  );

const unknownProperties = (
  { member_schema }: ClubFile,
  names: readonly string[],
  ...place: readonly string[]
): readonly ClubFileProblem[] =>
  names.flatMap((name, index) =>
    problemIf(
      !Object.hasOwn(member_schema.properties, name) && !Object.hasOwn(ALWAYS_KNOWN, name),
      pointerTo(...place, index),
      `The member schema has no property "${name}". Add it to /member_schema/properties or remove it here.`,
    ),
  );

const productPropertiesExist: ClubFileRule = (file) =>
  Object.entries(file.products).flatMap(([product, { properties = [] }]) =>
    unknownProperties(file, properties, 'products', product, 'properties'),
  );

const filterablePropertiesExist: ClubFileRule = (file) =>
  unknownProperties(file, file.filterable_properties ?? [], 'filterable_properties');

const smsSenderIsValid: ClubFileRule = ({ channels: { sms }, country }) => {
  if (!sms) return [];
  const { isValid, advice } = SENDERS[sms.sender_type];
  const finding = `"${sms.sender_value}" cannot be an ${sms.sender_type} sender.`;
  return problemIf(!isValid(sms.sender_value, country), '/channels/sms/sender_value', `${finding} ${advice}`);
};

const emailSenderIsValid: ClubFileRule = ({ channels: { email } }) =>
  problemIf(
    email !== undefined && mailAddress(email.from_email) === undefined,
    '/channels/email/from_email',
    `"${email?.from_email}" is no e-mail address that mails can be sent from. Write one such as "club@example.com".`,
  );

/** Host and scheme must be in the setting itself, never come from a token or an address (threat T26). */
const linksContainToken: ClubFileRule = ({ links = {} }) =>
  Object.entries(links).flatMap(([name, link]: [string, string]) =>
    problemIf(
      !link.includes('{token}') || !/^https:\/\/[^/?#{]+[/?#]/.test(link),
      pointerTo('links', name),
      'The link must name its host and hold {token} after it. Write such as "https://example.com/x?token={token}".',
    ),
  );

/** Hosts as `URL` spells them; it lets `;` and `,` pass, which separate policies. */
const HOST = /^[a-z0-9.-]+$/;

/** The logo's origin enters a header of every page (threat T26); credentials in a URL would be published. */
const brandingUrlsAreValid: ClubFileRule = ({ branding = {} }) =>
  (['logo_url', 'home_url'] as const).flatMap((name) => {
    const text = branding[name];
    const url = URL.parse(text ?? 'https://none.example/');
    return problemIf(
      !url || !HOST.test(url.hostname) || url.username !== '' || url.password !== '',
      pointerTo('branding', name),
      `"${text}" is no URL of a plain host without credentials. Write such as "https://example.com/".`,
    );
  });

/** Passwords go there: by HTTPS to a public host, or on the local stack to a server of the same machine (threat T53). */
const shadowUrlIsValid: ClubFileRule = ({ moving_in }) => {
  const shadow = typeof moving_in === 'object' ? moving_in.shadow : undefined;
  if (!shadow) return [];
  const loopback = /^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(shadow.url);
  return problemIf(
    // The path of the request is written behind it: an empty query or fragment would take it, too.
    /[?#]/.test(shadow.url) || readTarget(shadow.url, { loopback }) === undefined,
    '/moving_in/shadow/url',
    `"${shadow.url}" is no https URL of a public host on port 443 without credentials and query. Write such as "https://old.example.com/api/v3".`,
  );
};

const namedConsentsExist: ClubFileRule = ({ consent_names = {}, member_schema }) =>
  Object.keys(consent_names).flatMap((slug) =>
    problemIf(
      !Object.hasOwn(member_schema.consents ?? {}, slug),
      pointerTo('consent_names', slug),
      `The member schema has no consent "${slug}". Add it to /member_schema/consents or remove the name.`,
    ),
  );

const fitsTheStore: ClubFileRule = (file) =>
  problemIf(
    Buffer.byteLength(JSON.stringify(file)) > MAX_BYTES,
    '',
    `The file is too large to be stored. Keep it below ${MAX_BYTES} bytes, for instance with shorter messages.`,
  );

/** Every rule, in the order in which its problems are reported. */
const RULES: readonly ClubFileRule[] = [
  timezoneExists,
  countryExists,
  productPropertiesExist,
  filterablePropertiesExist,
  smsSenderIsValid,
  emailSenderIsValid,
  linksContainToken,
  brandingUrlsAreValid,
  shadowUrlIsValid,
  namedConsentsExist,
  ...CLUB_FILE_MESSAGE_RULES,
  fitsTheStore,
];

export const checkClubFileRules: ClubFileRule = (file) => RULES.flatMap((rule) => rule(file));
