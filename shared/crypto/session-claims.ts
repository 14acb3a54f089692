import { expiryOf, type TokenClaims, type TokenType } from '#shared/domain/sessions/session.ts';

type Written = Readonly<Record<string, unknown>>;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;
const isObject = (value: unknown): value is Written => value !== null && typeof value === 'object';

/** A UUID as 22 characters (RFC 4648 §5), and back. */
const shortId = (uuid: string): string => Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url');
const longId = (short: string): string =>
  Buffer.from(short, 'base64url')
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** The claim that holds the number of the pair names the type of the token. */
const TYPES: Readonly<Record<TokenType, string>> = { access: 'a', refresh: 'r' };

/**
 * Claims as a token writes them: the number of the pair, the member, the session id, the time of issue. The club is in
 * the key and the expiry follows from the type, so that a token fits a column of 200 characters.
 */
export const shortClaims = ({ type, member, sid, n, iat }: TokenClaims): Written => ({
  [TYPES[type]]: n,
  m: member,
  s: shortId(sid),
  i: iat,
});

/** @returns nothing for what `shortClaims` does not write */
export const parseClaims = (written: unknown, club: string): TokenClaims | undefined => {
  if (!isObject(written)) return undefined;
  const { m: member, s, i: iat } = written;
  const type = TYPES.access in written ? 'access' : 'refresh';
  const n = written[TYPES[type]];
  if (!isCount(n) || !isCount(member) || !isCount(iat) || typeof s !== 'string') return undefined;
  return { type, club, member, sid: longId(s), n, iat, exp: expiryOf(type, iat) };
};

/** The claims of a token of the first release, by the names of RFC 7519. */
export const parseFirstRelease = (written: unknown): TokenClaims | undefined => {
  if (!isObject(written)) return undefined;
  const { type, club, sub, sid, n, iat, exp } = written;
  const member = Number(sub);
  if (type !== 'access' && type !== 'refresh') return undefined;
  if (typeof club !== 'string' || typeof sid !== 'string') return undefined;
  if (!isCount(member) || !isCount(n) || !isCount(iat) || !isCount(exp)) return undefined;
  return { type, club, member, sid, n, iat, exp };
};
