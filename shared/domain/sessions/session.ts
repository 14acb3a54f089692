import { isBanned, type Member } from '../members/member.ts';

/** Lifetimes of tokens in seconds (contract §2.1). Each refresh token is good for a year from its own issue. */
export const ACCESS_TOKEN_SECONDS = 24 * 60 * 60;
export const REFRESH_TOKEN_SECONDS = 365 * 24 * 60 * 60;

/** How long a used refresh token gets its successors again: the first answer may have been lost (architecture §6). */
export const REFRESH_GRACE_SECONDS = 30;

/** One log-in and all the token pairs that came of it; times are Unix seconds. */
export interface Session {
  readonly club: string;
  readonly member: number;
  readonly sid: string;
  /** Counts its token pairs; only the newest is good. */
  readonly n: number;
  /** The member's `session_epoch` under which it lives. */
  readonly epoch: number;
  /** Names the key that its newest pair is signed with, so that a repeat after a rotation is the same text. */
  readonly kid: string;
  readonly created_at: number;
  /** When its newest pair was made. */
  readonly rotated_at: number;
  readonly expires_at: number;
  /** Id of the client token that the member logged in through; for operators, it binds nothing. */
  readonly client: number;
}

const TOKEN_TYPES = ['access', 'refresh'] as const;
type TokenType = (typeof TOKEN_TYPES)[number];

/** What a token says (RFC 7519 names where there is one). */
export interface TokenClaims {
  readonly type: TokenType;
  readonly club: string;
  /** Member id. */
  readonly sub: string;
  readonly sid: string;
  readonly n: number;
  readonly iat: number;
  readonly exp: number;
}

const CLAIMS: Readonly<Record<keyof TokenClaims, (value: unknown) => boolean>> = {
  type: (value) => TOKEN_TYPES.some((type) => type === value),
  club: (value) => typeof value === 'string',
  sub: (value) => typeof value === 'string' && /^[1-9]\d{0,14}$/.test(value),
  sid: (value) => typeof value === 'string',
  n: Number.isSafeInteger,
  iat: Number.isSafeInteger,
  exp: Number.isSafeInteger,
};

export const isTokenClaims = (value: unknown): value is TokenClaims =>
  value !== null &&
  typeof value === 'object' &&
  Object.entries(CLAIMS).every(([name, holds]) => holds((value as Record<string, unknown>)[name]));

export const unixSeconds = (now: Date): number => Math.floor(now.getTime() / 1000);

/** What one pair of tokens is made of. */
interface Pair {
  readonly kid: string;
  readonly now: number;
}

const pairTimes = ({ kid, now }: Pair) => ({
  kid,
  rotated_at: now,
  expires_at: now + REFRESH_TOKEN_SECONDS,
});

export const newSession = (member: Member, origin: Pick<Session, 'sid' | 'client'>, pair: Pair): Session => ({
  club: member.club,
  member: member.id,
  ...origin,
  n: 1,
  epoch: member.session_epoch,
  created_at: pair.now,
  ...pairTimes(pair),
});

/** The session with its next pair of tokens. */
export const rotatedSession = (session: Session, pair: Pair): Session => ({
  ...session,
  n: session.n + 1,
  ...pairTimes(pair),
});

/** The claims of a session's newest token of a type: a pure function of the session. */
export const tokenClaims = (session: Session, type: TokenType): TokenClaims => ({
  type,
  club: session.club,
  sub: String(session.member),
  sid: session.sid,
  n: session.n,
  iat: session.rotated_at,
  exp: type === 'access' ? session.rotated_at + ACCESS_TOKEN_SECONDS : session.expires_at,
});

/** Whether a token may be looked up at all: of this club, of this type, not expired. */
export const isAcceptable = (claims: TokenClaims, club: string, type: TokenType, now: number): boolean =>
  claims.club === club && claims.type === type && claims.exp > now;

/** Whether a session is in force; the table may still hold one whose time is over. */
export const isLive = (session: Session, member: Member, now: Date): boolean =>
  session.expires_at > unixSeconds(now) && session.epoch === member.session_epoch && !isBanned(member, now);

/** Whether a token is of the session's newest pair; `iat` tells pairs apart after a restore of the table. */
export const isNewest = (session: Session, claims: TokenClaims): boolean =>
  claims.n === session.n && claims.iat === session.rotated_at;

/** What is to be done about a refresh token that is presented to a live session. */
type RefreshCheck =
  /** The newest: it is used now. */
  | 'rotate'
  /** Used a moment ago: its successors are given again. */
  | 'repeat'
  /** Used before that: somebody holds a copy. */
  | 'reuse'
  /** Never issued by this session as the table knows it. */
  | 'unknown';

export const checkRefresh = (session: Session, claims: TokenClaims, now: number): RefreshCheck => {
  if (isNewest(session, claims)) return 'rotate';
  if (claims.n >= session.n) return 'unknown';
  const lately = now - session.rotated_at <= REFRESH_GRACE_SECONDS;
  return claims.n === session.n - 1 && lately ? 'repeat' : 'reuse';
};
