import type { Simulation } from '../world.ts';

/** A pair of tokens as a device heard of it. Times are the scheduler's. */
export interface Pair {
  readonly refresh: string;
  /** Its first access token, and those that were issued anew. */
  readonly accesses: { readonly token: string; readonly issued: number }[];
  /** The first answer that held it. */
  readonly answer: string;
  readonly received: number;
  /** When the first call that uses it was begun. */
  used?: number;
  /** When a use was heard to have succeeded. */
  usedHeard?: number;
  /** Times that its refresh token was sent. */
  asked: number;
  /** When its refresh token last arrived. */
  arrived?: number;
}

/** What the API answered a device about a log-in. */
export interface Session {
  readonly sid: string;
  readonly member: number;
  /** When the log-in was heard. */
  readonly opened: number;
  /** In order; the last is the one to go on with. */
  readonly pairs: Pair[];
  /** A caller got the answer that it has ended. */
  endedBy?: string;
  endedAt?: number;
  /** The number of pairs before the newest whose access token was sent with a new password: theirs may have ended. */
  mayHaveCut: number;
  /** The same, where success was heard: theirs have ended. */
  cut: number;
  /** A call was made that may end it: no promise holds any more. */
  doubtful: boolean;
}

export interface PasswordChange {
  readonly member: number;
  readonly password: string;
  readonly began: number;
  /** When success was heard. */
  heard?: number;
}

export interface SessionsState {
  readonly sessions: Session[];
  readonly changes: PasswordChange[];
  readonly violations: string[];
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Clocks that are wrong, seconds that are cut off, and the way of a request. */
const LIFETIME_TOLERANCE_MS = 180_000;

/** By how much two clocks of a schedule may differ. */
export const clockTolerance = ({ faults }: Simulation): number =>
  faults.isPossible('clockOff') ? 11_000 : 0;

export const sidOf = (token: string): string =>
  JSON.parse(Buffer.from(token, 'base64url').toString()).claims.sid;

export const isRefused = (status: number): boolean => status >= 400 && status < 500 && status !== 429;

interface Answer {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly created_at: number;
}

export const pairOf = (answer: Answer, received: number): Pair => ({
  refresh: answer.refresh_token,
  accesses: [{ token: answer.access_token, issued: answer.created_at * 1000 }],
  answer: JSON.stringify(answer),
  received,
  asked: 0,
});

export const newestOf = ({ pairs }: Session): Pair => pairs.at(-1) as Pair;

const successorOf = ({ pairs }: Session, pair: Pair): Pair | undefined => pairs[pairs.indexOf(pair) + 1];

/**
 * What a pair was exchanged for: the same as before, but that an access token that has expired was issued anew.
 * @returns what does not hold
 */
export const noteExchange = (session: Session, pair: Pair, answer: Answer, now: number): string[] => {
  const known = successorOf(session, pair);
  if (!known) {
    session.pairs.push(pairOf(answer, now));
    return [];
  }
  if (known.refresh !== answer.refresh_token) return [`${session.sid} gave two successors of one token`];
  const [first] = known.accesses;
  if (now < Number(first?.issued) + DAY_MS - LIFETIME_TOLERANCE_MS && known.answer !== JSON.stringify(answer))
    return [`${session.sid} repeated an answer, and it is another`];
  const age = now - answer.created_at * 1000;
  if (age > DAY_MS + LIFETIME_TOLERANCE_MS)
    return [`${session.sid} repeated an answer with an access token that had expired`];
  if (!known.accesses.some(({ token }) => token === answer.access_token))
    known.accesses.push({ token: answer.access_token, issued: answer.created_at * 1000 });
  return [];
};

/** A call with a pair begins. By clocks that are wrong, its predecessor that arrived just before may count as theft. */
export const noteUse = (session: Session, pair: Pair, at: number, tolerance: number): void => {
  if (pair.used !== undefined) return;
  pair.used = at;
  const arrived = session.pairs[session.pairs.indexOf(pair) - 1]?.arrived;
  if (arrived !== undefined && arrived > at - tolerance) session.doubtful = true;
};

/** A refresh token arrives whose successor may be in use: whether that is theft depends on which was first. */
export const noteArrival = (session: Session, pair: Pair, at: number, tolerance: number): void => {
  pair.arrived = at;
  const used = successorOf(session, pair)?.used;
  if (used !== undefined && at >= used - tolerance) session.doubtful = true;
};

/** Whether a refresh token must be exchanged, when it arrived without doubt. */
export const mustBeExchanged = (session: Session, pair: Pair): boolean => {
  if (session.doubtful || session.endedAt !== undefined) return false;
  const successor = successorOf(session, pair);
  // Where a successor was sent itself, there may be a pair beyond it that was not heard of.
  return !successor || (successor === newestOf(session) && successor.asked === 0);
};

/** Whether a refresh token arrived when a call with its successor had succeeded before. */
export const isStolen = (session: Session, pair: Pair, at: number, tolerance: number): boolean => {
  const heard = successorOf(session, pair)?.usedHeard;
  return heard !== undefined && heard < at - tolerance;
};

/** Whether the refusal of a stolen token has ended the session: not where a pair was made while it was under way. */
export const endsByTheft = (session: Session, at: number, tolerance: number): boolean => {
  const newest = newestOf(session);
  return newest.asked === 0 && newest.received < at - tolerance - 1000;
};

/** When a call was made, and how many pairs of its session had lost their access tokens by then. */
interface Call {
  readonly began: number;
  readonly now: number;
  readonly cut: number;
}

/**
 * An access token is good for a day, whatever was refreshed since, unless a newer one set a new password.
 * @returns what does not hold
 */
export const checkAccess = (
  session: Session,
  { pair, issued }: { readonly pair: Pair; readonly issued: number },
  status: number,
  { began, now, cut }: Call,
): string[] => {
  const before = session.pairs.indexOf(pair);
  const isLiving = !session.doubtful && session.endedAt === undefined && before >= session.mayHaveCut;
  if (status === 200 && before < cut)
    return [`${session.sid} took an access token from before a new password`];
  if (status === 200 && began - issued > DAY_MS + LIFETIME_TOLERANCE_MS)
    return [`${session.sid} took an access token that had expired`];
  if (isRefused(status) && isLiving && now - issued < DAY_MS - LIFETIME_TOLERANCE_MS)
    return [`${session.sid} has ended, and no request ended it`];
  return [];
};
