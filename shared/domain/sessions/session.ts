import { isBanned, type Member } from '../members/member.ts';

/** Lifetimes of tokens in seconds (contract §2.1). Each refresh token is good for a year from its own issue. */
export const ACCESS_TOKEN_SECONDS = 24 * 60 * 60;
export const REFRESH_TOKEN_SECONDS = 365 * 24 * 60 * 60;

/** How long a used refresh token gets its successors again in sessions that the first release stored last. */
const FIRST_RELEASE_GRACE_SECONDS = 30;

/** One log-in and all the token pairs that came of it; times are Unix seconds. */
export interface Session {
  readonly club: string;
  readonly member: number;
  readonly sid: string;
  /** Counts its token pairs; only the newest can be refreshed. */
  readonly n: number;
  /**
   * The newest pair that a call has used, 0 = none. The first release does not know it: what it has stored has none, and
   * each of its refreshes of a session of this release, after a rollback, raises `n` alone.
   */
  readonly used_n: number | undefined;
  /** When a call first used pair `used_n`, in Unix milliseconds; known of access tokens only. */
  readonly used_at: number;
  /** The pair whose access token last set a new password, at first 1: access tokens of earlier pairs have ended. */
  readonly first_n: number;
  /** The member's `session_epoch` at its start. */
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

export type TokenType = 'access' | 'refresh';

const LIFETIMES: Readonly<Record<TokenType, number>> = {
  access: ACCESS_TOKEN_SECONDS,
  refresh: REFRESH_TOKEN_SECONDS,
};

/** When a token that was issued at a time expires. */
export const expiryOf = (type: TokenType, iat: number): number => iat + LIFETIMES[type];

/** The claims of a token. */
export interface TokenClaims {
  readonly type: TokenType;
  readonly club: string;
  readonly member: number;
  readonly sid: string;
  /** Number of its pair. */
  readonly n: number;
  readonly iat: number;
  readonly exp: number;
}

export const unixSeconds = (now: Date): number => Math.floor(now.getTime() / 1000);

/** What one pair of tokens is made of. */
interface Pair {
  readonly kid: string;
  readonly now: number;
}

const pairTimes = ({ kid, now }: Pair) => ({
  kid,
  rotated_at: now,
  expires_at: expiryOf('refresh', now),
});

export const newSession = (member: Member, origin: Pick<Session, 'sid' | 'client'>, pair: Pair): Session => ({
  club: member.club,
  member: member.id,
  ...origin,
  n: 1,
  used_n: 0,
  used_at: 0,
  first_n: 1,
  epoch: member.session_epoch,
  created_at: pair.now,
  ...pairTimes(pair),
});

/** The session with its next pair of tokens; asking for it has used the one before. */
export const rotatedSession = (session: Session, pair: Pair): Session => ({
  ...session,
  n: session.n + 1,
  used_n: session.n,
  ...pairTimes(pair),
});

/**
 * The claims of a token of a session's newest pair: a pure function of the session while the pair is a day old at
 * most. An access token that has expired by then is issued anew.
 */
export const tokenClaims = (session: Session, type: TokenType, now: number): TokenClaims => {
  const { club, member, sid, n, rotated_at } = session;
  const iat = type === 'access' && expiryOf(type, rotated_at) <= now ? now : rotated_at;
  return { type, club, member, sid, n, iat, exp: expiryOf(type, iat) };
};

/** Whether a token may be looked up at all: of this club, of this type, not expired. */
export const isAcceptable = (claims: TokenClaims, club: string, type: TokenType, now: number): boolean =>
  claims.club === club && claims.type === type && claims.exp > now;

/** Whether a session is in force; the table may still hold one whose time is over. */
export const isLive = (session: Session, member: Member, now: Date): boolean =>
  session.expires_at > unixSeconds(now) && session.epoch === member.session_epoch && !isBanned(member, now);

/** Whether an access token outlived the new passwords of its session. */
export const isKept = ({ first_n }: Session, { n }: Pick<TokenClaims, 'n'>): boolean => n >= first_n;

/** Whether a refresh token is of the session's newest pair; `iat` distinguishes pairs after a restore of the table. */
const isNewest = (session: Session, claims: TokenClaims): boolean =>
  claims.n === session.n && claims.iat === session.rotated_at;

/** From when on the newest pair has been in use, in Unix milliseconds. */
const inUseSince = ({ n, used_n, used_at, rotated_at }: Session): number => {
  // A refresh of this release sets `used_n` to the pair before: below that, the first release has written since.
  const isOfFirstRelease = used_n === undefined || used_n < n - 1;
  if (isOfFirstRelease) return (rotated_at + FIRST_RELEASE_GRACE_SECONDS) * 1000;
  return used_n >= n ? used_at : Number.POSITIVE_INFINITY;
};

/**
 * Whether an access token shows for the first time that the newest pair has arrived. Nothing comes before the first
 * pair that could be asked for again, so its use is not noted.
 */
export const isFirstUse = ({ n, rotated_at, used_n = 0 }: Session, claims: TokenClaims): boolean =>
  n > 1 && used_n < n && claims.n === n && claims.iat >= rotated_at;

/** How a live session answers a refresh token. */
type RefreshCheck =
  /** The newest: it is used now. */
  | 'rotate'
  /** Used, but nothing shows that its successors have arrived: they are given again. */
  | 'repeat'
  /** Used, and its successors were in use when it was presented: two parties hold it. */
  | 'reuse'
  /** Presented before its successors were used up, and too late to give them again. */
  | 'late'
  /** Never issued by this session, according to the table. */
  | 'unknown';

/**
 * @param arrivedAt when the request arrived, in Unix milliseconds: a request that its own repetition, or another tab,
 * overtook gets the answer of the first one
 */
export const checkRefresh = (session: Session, claims: TokenClaims, arrivedAt: number): RefreshCheck => {
  if (isNewest(session, claims)) return 'rotate';
  if (claims.n >= session.n) return 'unknown';
  if (claims.n === session.n - 1) return arrivedAt < inUseSince(session) ? 'repeat' : 'reuse';
  // `rotated_at` is a whole second: the request may have been overtaken within it.
  return arrivedAt < (session.rotated_at + 1) * 1000 ? 'late' : 'reuse';
};
