import type { ClubLinks } from '../clubs/club.ts';

/** The content of a page's token: it names club and member. The URL contains no address. */
interface PageToken {
  readonly club: string;
  readonly member: number;
  /** The one-time token, 64 hex digits. */
  readonly token: string;
}

/** `<club>.<member>.<token>`: none of the parts holds a dot, and all are good in a path. */
export const pageToken = ({ club, member, token }: PageToken): string => `${club}.${member}.${token}`;

const FORM = /^([a-z0-9-]{1,63})\.([0-9]{1,16})\.([0-9a-f]{64})$/;

export const readPageToken = (text: string): PageToken | undefined => {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [, club = '', member = '', token = ''] = match;
  return { club, member: Number(member), token };
};

/** The token that a link's last part holds for this member, as the API takes it; other text is the token itself. */
export const tokenInLink = (text: string, member: { readonly club: string; readonly id: number }): string => {
  const link = readPageToken(text);
  return link?.club === member.club && link.member === member.id ? link.token : text;
};

/** Pages of this API; a club may have its own for some. */
type Page = keyof ClubLinks | 'secure_account';

/** Path of each page of this API. */
const PATHS: Readonly<Record<Page, string>> = {
  unsubscribe: 'unsubscribe',
  verify_email: 'verify_email',
  reset_password: 'reset_password',
  secure_account: 'secure_account',
};

/** @param publicUrl from the deployment's settings, never from a request (threat T26) */
export const pageUrl = (publicUrl: string, page: Page, token: string): string =>
  `${publicUrl}/${PATHS[page]}/${encodeURIComponent(token)}`;

/** The club's own page where it has one; it gets the token that the API takes, and the address. */
export const clubUrl = (
  links: ClubLinks | undefined,
  page: keyof ClubLinks,
  values: { readonly token: string; readonly email: string },
): string | undefined =>
  links?.[page]?.replace(/\{(token|email)\}/g, (_, name: 'token' | 'email') =>
    encodeURIComponent(values[name]),
  );

/**
 * Where a mail ends its own kind: for people, the club's page where it has one; for mail programs always this
 * API's, which takes the POST of RFC 8058 itself.
 */
export const unsubscribeLinks = (
  links: ClubLinks | undefined,
  publicUrl: string,
  values: { readonly club: string; readonly token: string; readonly email: string },
) => {
  const oneClick = pageUrl(publicUrl, 'unsubscribe', `${values.club}.${values.token}`);
  return { oneClick, unsubscribe_url: clubUrl(links, 'unsubscribe', values) ?? oneClick };
};
