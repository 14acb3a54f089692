/** Single mistakes in a club file that is right otherwise. */
interface Mistake {
  /** JSON pointer of what is replaced; a value of `undefined` removes it. */
  readonly path: string;
  readonly value: unknown;
  /** Where the problem is told, when that is not where it was made. */
  readonly at?: string;
  readonly problem: RegExp;
}

const sms = (body: unknown) => ({ default: { body } });

export const MISTAKES: readonly Mistake[] = [
  // Shape.
  { path: '/name', value: undefined, problem: /"name" is missing. Write the name/ },
  { path: '/name', value: '', problem: /Write the name of the club/ },
  { path: '/name', value: 'Two\nlines', problem: /one line/ },
  { path: '/nmae', value: 'Mall', problem: /not known here; remove it/ },
  { path: '/customer_id', value: 1000941, problem: /Write the id of the customer/ },
  { path: '/password_min_length', value: 0, problem: /from 1 to 128/ },
  { path: '/changes_kept_days', value: 3651, problem: /from 0 .* to 3650/ },
  { path: '/consent_proofs_kept_years', value: -1, problem: /from 0 .* to 30/ },
  { path: '/moving_in', value: 'yes', problem: /true while members move in/ },
  { path: '/moving_in', value: {}, problem: /is empty. Write true while/ },
  {
    path: '/moving_in',
    value: { restore: 1 },
    at: '/moving_in/restore',
    problem: /Write true while imports/,
  },
  ...[
    [{ club: 'x' }, 'url', /"url" is missing. Write the base URL/],
    [{ url: 'https://a.example.com', rate: 0 }, 'rate', /1 to 100/],
    [{ url: 'https://a.example.com', club: '../x' }, 'club', /Write the slug/],
    [{ url: 'https://a.example.com', product: 'a\r\nb' }, 'product', /Write the product name/],
    [{ url: 'http://a.example.com/api' }, 'url', /no https URL/],
    [{ url: 'https://a:b@a.example.com/api' }, 'url', /without credentials/],
    [{ url: 'https://a.example.com/api?x' }, 'url', /and query/],
    [{ url: 'https://a.example.com/api#' }, 'url', /and query/],
    [{ url: 'old system' }, 'url', /no https URL/],
    [{ url: 'https://10.0.0.1/api' }, 'url', /of a public host/],
    [{ url: 'https://a.example.com:8443/api' }, 'url', /on port 443/],
  ].map(([shadow, at, problem]) => ({
    path: '/moving_in',
    value: { shadow },
    at: `/moving_in/shadow/${at}`,
    problem: problem as RegExp,
  })),
  { path: '/member_schema/identifiers', value: [], problem: /list of "email", "msisdn" or both/ },
  { path: '/member_schema/type', value: 'array', problem: /must be "object"/ },
  { path: '/member_schema/languages', value: ['en', 'en'], problem: /each once/ },
  { path: '/products', value: {}, at: '/products/default', problem: /"default" is missing/ },
  { path: '/products/a b', value: {}, problem: /not in the right form. Name products/ },
  { path: '/products/_x', value: {}, problem: /Name products/ },
  { path: '/products/default/sends_welcome_sms', value: 'yes', problem: /true or false/ },
  { path: '/channels/fax', value: {}, problem: /not known here/ },
  { path: '/channels/sms/sender_type', value: 'text', problem: /one of alphanumeric, international/ },
  { path: '/channels/email/from_name', value: 'A\r\nBcc: x@example.com', problem: /line breaks/ },
  { path: '/channels/email/from_name', value: 'A\u0000', problem: /control characters/ },
  { path: '/channels/push', value: {}, problem: /is empty. Write android_app_id/ },
  { path: '/channels/push/platform_applications', value: {}, problem: /is empty. Write android, ios/ },
  {
    path: '/channels/push/platform_applications/android',
    value: 'arn:aws:sns:eu-west-1:123456789012:app/APNS/mall',
    problem: /for Firebase, such as/,
  },
  {
    path: '/channels/push/platform_applications/ios',
    value: 'arn:aws:sns:eu-west-1:123456789012:mall',
    problem: /for Firebase or Apple, such as/,
  },
  {
    path: '/messages/welcome_sms/default',
    value: {},
    at: '/messages/welcome_sms/default/body',
    problem: /missing/,
  },
  {
    path: '/messages/welcome_email/default',
    value: { subject: { en: 'Two\nlines' }, body: { en: 'x' } },
    at: '/messages/welcome_email/default/subject/en',
    problem: /one line/,
  },
  { path: '/branding/colors/accent', value: 'red', problem: /six hexadecimal digits/ },
  { path: '/branding/colors/accent', value: '#fff', problem: /six hexadecimal digits/ },
  { path: '/branding/colors/accent', value: '#ffffff;}', problem: /six hexadecimal digits/ },
  { path: '/branding/colors/background', value: 'url(https://a)', problem: /six hexadecimal digits/ },
  { path: '/branding/logo_url', value: 'http://example.com/l.png', problem: /https URL of an image/ },
  { path: '/branding/logo_url', value: 'data:image/png;base64,AA', problem: /https URL of an image/ },
  { path: '/branding/logo_url', value: 'https://a.example/"><script>', problem: /https URL of an image/ },
  { path: '/branding/home_url', value: 'javascript:alert(1)', problem: /https URL of the club/ },
  { path: '/consent_names/x', value: {}, problem: /is empty. Write one name per language/ },
  // Meaning.
  { path: '/consent_names/x', value: { en: 'X' }, problem: /no consent "x"/ },
  { path: '/branding/home_url', value: 'https://a:b@example.com/', problem: /without credentials/ },
  { path: '/branding/logo_url', value: 'https://a;sandbox/l.png', problem: /plain host/ },
  { path: '/branding/logo_url', value: 'https://:99999/', problem: /no URL/ },
  { path: '/timezone', value: 'Europe/Atlantis', problem: /IANA name such as/ },
  { path: '/timezone', value: '+01:00', problem: /no time zone/ },
  { path: '/member_schema/default_language', value: 'sv', problem: /must be one of `languages`/ },
  {
    path: '/products/default/properties',
    value: ['email', 'msisdn', 'shoe_size'],
    at: '/products/default/properties/2',
    problem: /no property "shoe_size"/,
  },
  {
    path: '/filterable_properties',
    value: ['language', 'shoe_size'],
    at: '/filterable_properties/1',
    problem: /no property "shoe_size"/,
  },
  { path: '/channels/sms/sender_value', value: 'M', problem: /2 to 11/ },
  { path: '/channels/sms/sender_value', value: '12345', problem: /at least one letter/ },
  { path: '/channels/email/from_email', value: 'jürgen@example.com', problem: /no e-mail address/ },
  { path: '/channels/sms/sender_value', value: 'TwelveLetter', problem: /2 to 11/ },
  { path: '/channels/sms/sender_value', value: 'Mållen', problem: /2 to 11/ },
  {
    path: '/channels/sms',
    value: { sender_type: 'international', sender_value: '12' },
    at: '/channels/sms/sender_value',
    problem: /international number such as/,
  },
  ...[
    ['http://example.com/{token}', /an https URL/],
    ['https://example.com/', /holds \{token\}/],
    ['https://{token}.example.com/', /must name its host/],
    ['https://{token}/x', /must name its host/],
  ].map(([link, problem]) => ({
    path: '/links',
    value: { reset_password: link },
    at: '/links/reset_password',
    problem: problem as RegExp,
  })),
  { path: '/channels/email/from_email', value: 'mall', problem: /no e-mail address/ },
  {
    path: '/channels/email/from_email',
    value: 'a@example.com\r\nBcc: b@example.com',
    problem: /no e-mail/,
  },
  {
    path: '/messages/welcome_sms',
    value: sms({ en: 'Hi', sv: 'Hej' }),
    at: '/messages/welcome_sms/default/body/sv',
    problem: /does not have the language "sv"/,
  },
  {
    path: '/messages/welcome_sms',
    value: sms({ no: 'Hei' }),
    at: '/messages/welcome_sms/default/body/en',
    problem: /default language "en" is missing/,
  },
  {
    path: '/messages/welcome_sms',
    value: sms({ en: 'Hi {{ member.first_name' }),
    at: '/messages/welcome_sms/default/body/en',
    problem: /Liquid template is broken: output .* not closed/,
  },
  {
    path: '/messages/opt_out_sms/facebook',
    value: { body: { en: 'Bye' } },
    problem: /no product "facebook"/,
  },
  { path: '/products/default/sends_welcome_email', value: true, problem: /no message to send/ },
  {
    path: '/member_schema/properties/first_name/type',
    value: 'strnig',
    problem: /not JSON Schema draft-04/,
  },
];
