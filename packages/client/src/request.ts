import type { CallInput, CallOptions, Params } from './call.ts';
import { type ClientSettings, DEFAULTS, headerValue } from './settings.ts';

const CLUB = '{loyalty_club_slug}';

const clubOf = ({ club }: ClientSettings): string => {
  if (!club) throw new TypeError('Which club? Give `club` to createClient.');
  return club;
};

/** Arrays repeat `name[]`, objects write `name[key]`, as the API reads them. */
const pairs = (name: string, value: unknown): [string, string][] => {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map((item) => [`${name}[]`, String(item)]);
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([key, item]) => pairs(`${name}[${key}]`, item));
  return [[name, String(value)]];
};

const pathValue = (params: Params, name: string): string => {
  const value = params[name];
  if (value === undefined || value === null || value === '') throw new TypeError(`${name} is missing`);
  return encodeURIComponent(String(value));
};

export const urlOf = (settings: ClientSettings, { row, params }: CallInput): string => {
  const inPath = new Set([...row.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name));
  const path = row.path
    .replace(CLUB, () => encodeURIComponent(clubOf(settings)))
    .replace(/\{(\w+)\}/g, (_, name: string) => pathValue(params, name));
  const query = new URLSearchParams(
    Object.entries(params).flatMap(([name, value]) => (inPath.has(name) ? [] : pairs(name, value))),
  ).toString();
  return `${settings.url}${path}${query === '' ? '' : `?${query}`}`;
};

type Credential = (
  settings: ClientSettings,
  options: CallOptions,
) => readonly [header: string, value: string];

/** The header of each security scheme of the document. */
export const CREDENTIALS: Readonly<Record<string, Credential>> = {
  clientToken: ({ token }) => ['X-Client-Authorization', token],
  adminToken: ({ token }) => ['Authorization', token],
  memberToken: (_, { memberToken }) => {
    if (!memberToken) throw new TypeError('memberToken is missing');
    return ['Authorization', `Bearer ${headerValue('memberToken', memberToken)}`];
  },
};

const credentialsOf = (settings: ClientSettings, { row, options }: CallInput) =>
  row.security.map((scheme) => {
    const credential = CREDENTIALS[scheme];
    if (!credential) throw new TypeError(`The client does not know the security scheme ${scheme}`);
    return credential(settings, options);
  });

export const headersOf = (settings: ClientSettings, input: CallInput): Record<string, string> => {
  const { product = settings.product ?? DEFAULTS.product, subproduct } = input.options;
  return {
    Accept: 'application/json',
    'X-Product-Name': headerValue('product', product),
    'X-User-Agent': headerValue('userAgent', settings.userAgent ?? DEFAULTS.userAgent),
    ...(settings.club && { 'X-Loyalty-Club-Slug': headerValue('club', settings.club) }),
    ...(input.row.key && {
      'Idempotency-Key': headerValue('idempotencyKey', input.options.idempotencyKey ?? crypto.randomUUID()),
    }),
    ...(subproduct && { 'X-Subproduct-Name': headerValue('subproduct', subproduct) }),
    ...Object.fromEntries(credentialsOf(settings, input)),
  };
};
